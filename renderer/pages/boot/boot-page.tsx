import type { ReactElement } from 'react';
import type { FleetSnapshot } from '../../../electron/contract/fleet.ts';
import { t } from '../../messages/en.ts';
import { upCount } from '../../state/fleet.ts';
import { formatRoute } from '../../state/route.ts';
import { useFleet, useFleetActs, useFleetFault } from '../../state/use-fleet.ts';
import { LinkButton, NextLink } from '../../ui/button.tsx';
import { FaultOf } from '../../ui/fault.tsx';
import { Page } from '../../ui/page.tsx';
import { Progress } from '../../ui/progress.tsx';
import { ForeignPanel } from './foreign-panel.tsx';
import { NodesPanel } from './nodes-panel.tsx';
import { SearchPanel } from './search-panel.tsx';
import { SourcesPanel } from './sources-panel.tsx';
import './boot.css';

const text = t.boot;

/** Who is up, who is missing and what to try: live, while the engine looks in every way it has. */
export function BootPage({ dir }: { readonly dir: string }): ReactElement {
  const fleet = useFleet(dir);
  const fault = useFleetFault(dir);
  const acts = useFleetActs(dir);
  return (
    <Page
      title={text.title}
      lead={text.lead}
      aside={fleet === undefined ? undefined : <Counter fleet={fleet} />}
      actions={
        <>
          <LinkButton href={formatRoute({ page: 'cards', dir })}>{t.shell.back}</LinkButton>
          <span className="grow" />
          <LinkButton variant="quiet" href={formatRoute({ page: 'burnin', dir })}>
            {text.burnin}
          </LinkButton>
          <NextLink
            href={formatRoute({ page: 'kubernetes', dir })}
            label={text.next}
            obstacle={upCount(fleet?.nodes ?? []) === 0 ? text.noneUp : undefined}
          />
        </>
      }
    >
      <FaultOf thrown={fault ?? acts.look.error ?? acts.forget.error} />
      {fleet === undefined ? (
        <p className="sub">{t.shell.loading}</p>
      ) : (
        <>
          <NodesPanel dir={dir} nodes={fleet.nodes} forget={acts.forget.mutate} />
          {isClaimed(fleet) ? <ForeignPanel fleet={fleet} acts={acts} /> : null}
          <SearchPanel fleet={fleet} acts={acts} />
          {isClaimed(fleet) ? null : <ForeignPanel fleet={fleet} acts={acts} />}
          <SourcesPanel sources={fleet.sources} />
        </>
      )}
    </Page>
  );
}

/** A machine in a node's place is looked at before one searches for that node. */
const isClaimed = ({ foreign }: FleetSnapshot): boolean => foreign.some(({ claims }) => claims !== undefined);

function Counter({ fleet: { nodes } }: { readonly fleet: FleetSnapshot }): ReactElement {
  const up = upCount(nodes);
  return (
    <div className="big-counter">
      <p>
        <span className="visually-hidden">{text.counterLabel}: </span>
        <span className="strong">{text.counter(up, nodes.length)}</span>
      </p>
      <Progress label={text.counterLabel} fraction={nodes.length === 0 ? 0 : up / nodes.length} tone="ok" />
    </div>
  );
}
