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
  const asks = burnin === null || (burnin !== undefined && burnin.state !== 'running' && again === burnin.id);
  const running = burnin?.state === 'running';
  return (
    <Page
      title={text.title}
      lead={text.lead}
      actions={
        <>
          <LinkButton href={formatRoute({ page: 'boot', dir })}>{t.shell.back}</LinkButton>
          <span className="grow" />
          {running ? (
            <Button busy={acts.stop.isPending} onPress={() => acts.stop.mutate()}>
              {text.running.stop}
            </Button>
          ) : null}
          {burnin === null || burnin === undefined || running || asks ? null : (
            <>
              <Button onPress={() => setAgain(burnin.id)}>{text.start.again}</Button>
              <SaveReport id={burnin.id} save={acts.save} />
            </>
          )}
        </>
      }
    >
      <FaultOf thrown={error ?? acts.start.error ?? acts.stop.error ?? acts.save.error} />
      {asks ? <StartForm up={up} start={acts.start} /> : null}
      {burnin === null || burnin === undefined || asks ? null : <Results burnin={burnin} />}
      <ReportsPanel dir={dir} save={acts.save} />
    </Page>
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
