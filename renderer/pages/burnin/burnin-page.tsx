import { useState, type ReactElement } from 'react';
import type { BurninSnapshot } from '../../../electron/contract/burnin.ts';
import { t } from '../../messages/en.ts';
import { isUp } from '../../state/fleet.ts';
import { formatRoute } from '../../state/route.ts';
import { useBurnin, useBurninActs } from '../../state/use-burnin.ts';
import { useFleet } from '../../state/use-fleet.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { FaultOf } from '../../ui/fault.tsx';
import { Page } from '../../ui/page.tsx';
import { BoxPlots } from './box-plots.tsx';
import { ChartsPanel } from './charts-panel.tsx';
import { DisksPanel } from './disks-panel.tsx';
import { NetworkPanel } from './network-panel.tsx';
import { ReportsPanel, SaveReport } from './reports-panel.tsx';
import { RunningPanel } from './running-panel.tsx';
import { StartForm } from './start-form.tsx';
import { VerdictsPanel } from './verdicts-panel.tsx';
import './burnin.css';

const text = t.burnin;

/** Burn-in: what is to be tested, how it goes, and what came of it. A reload comes back to the one that runs. */
export function BurninPage({ dir }: { readonly dir: string }): ReactElement {
  const { burnin, error } = useBurnin(dir);
  const acts = useBurninActs(dir);
  const up = (useFleet(dir)?.nodes ?? []).filter(isUp).map(({ node }) => node);
  const [again, setAgain] = useState<string>();
  const shown = shownOf(burnin, again);
  return (
    <Page
      title={text.title}
      lead={text.lead}
      actions={
        <>
          <LinkButton href={formatRoute({ page: 'boot', dir })}>{t.shell.back}</LinkButton>
          <span className="grow" />
          {shown === undefined ? null : <Actions burnin={shown} acts={acts} onAgain={() => setAgain(shown.id)} />}
        </>
      }
    >
      <FaultOf thrown={error ?? acts.start.error ?? acts.stop.error ?? acts.save.error} />
      {burnin !== undefined && shown === undefined ? <StartForm up={up} start={acts.start} /> : null}
      {shown === undefined ? null : <Results burnin={shown} />}
      <ReportsPanel dir={dir} save={acts.save} />
    </Page>
  );
}

/** The burn-in to show: none before the first, nor once somebody wants another after it (`again`: its id). */
function shownOf(burnin: BurninSnapshot | null | undefined, again: string | undefined): BurninSnapshot | undefined {
  if (burnin === null || burnin === undefined) return undefined;
  return burnin.state !== 'running' && burnin.id === again ? undefined : burnin;
}

interface ActionsProps {
  readonly burnin: BurninSnapshot;
  readonly acts: ReturnType<typeof useBurninActs>;
  readonly onAgain: () => void;
}

function Actions({ burnin: { id, state }, acts: { stop, save }, onAgain }: ActionsProps): ReactElement {
  if (state === 'running')
    return (
      <Button busy={stop.isPending} onPress={() => stop.mutate()}>
        {text.running.stop}
      </Button>
    );
  return (
    <>
      <Button onPress={onAgain}>{text.start.again}</Button>
      <SaveReport id={id} save={save} />
    </>
  );
}

const Results = ({ burnin }: { readonly burnin: BurninSnapshot }): ReactElement => (
  <>
    {burnin.state === 'running' ? <RunningPanel burnin={burnin} /> : null}
    <VerdictsPanel burnin={burnin} />
    <ChartsPanel nodes={burnin.nodes} />
    <BoxPlots nodes={burnin.nodes} />
    <DisksPanel burnin={burnin} />
    <NetworkPanel burnin={burnin} />
  </>
);
