import { useEffect, useRef, type ReactElement } from 'react';
import type { FleetNode } from '../../../electron/contract/fleet.ts';
import type { NodeReport } from '../../../electron/contract/facts.ts';
import { t } from '../../messages/en.ts';
import { isUp } from '../../state/fleet.ts';
import { toneOf } from '../../state/rack-model.ts';
import { formatRoute } from '../../state/route.ts';
import { useFactsActs, useFactsFeed, useRepairVoice } from '../../state/use-facts.ts';
import { useFleet, useFleetFault } from '../../state/use-fleet.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Fault, FaultOf } from '../../ui/fault.tsx';
import { Page } from '../../ui/page.tsx';
import { FactsPanel } from './facts-panel.tsx';
import { FindingsPanel } from './findings-panel.tsx';
import { NodeLog } from './node-log.tsx';
import { RepairPanel } from './repair-panel.tsx';
import { TerminalPanel } from './terminal-panel.tsx';
import './node.css';

const text = t.node;

interface NodePageProps {
  readonly dir: string;
  readonly name: string;
}

/** One node: what stands in its way, what it is, a shell on it. */
export function NodePage({ dir, name }: NodePageProps): ReactElement {
  const fleet = useFleet(dir);
  const node = fleet?.nodes.find((candidate) => candidate.node === name);
  if (fleet === undefined) return <Loading dir={dir} name={name} />;
  if (node === undefined) return <UnknownNode dir={dir} name={name} />;
  return <KnownNode dir={dir} node={node} nodes={fleet.nodes} />;
}

interface KnownNodeProps {
  readonly dir: string;
  readonly node: FleetNode;
  readonly nodes: readonly FleetNode[];
}

function KnownNode({ dir, node, nodes }: KnownNodeProps): ReactElement {
  const name = node.node;
  const up = isUp(node);
  const { facts, error } = useFactsFeed(dir);
  const report = facts?.nodes.find((candidate) => candidate.node === name);
  const acts = useFactsActs(dir, name);
  useRepairVoice(report);
  useFirstLook(node, report, acts.gather.mutate);
  return (
    <Page
      title={text.title(name)}
      lead={node.says.text}
      aside={<State node={node} />}
      actions={
        <>
          <LinkButton href={formatRoute({ page: 'boot', dir })}>{t.shell.back}</LinkButton>
          <Neighbours dir={dir} name={name} nodes={nodes} />
          <span className="grow" />
          <Button
            variant="primary"
            busy={acts.gather.isPending || report?.asking === true}
            isDisabled={!up}
            onPress={() => acts.gather.mutate()}
          >
            {text.ask}
          </Button>
        </>
      }
    >
      <FaultOf thrown={error ?? acts.gather.error ?? acts.fix.error} />
      {report?.error === undefined ? null : <Fault error={report.error} />}
      <RepairPanel report={report} />
      <FindingsPanel report={report} name={name} fix={acts.fix} />
      <FactsPanel report={report} up={up} />
      <TerminalPanel dir={dir} name={name} up={up} />
      <NodeLog name={name} />
    </Page>
  );
}

/** Asks a node that is up and was never asked, once. */
function useFirstLook(node: FleetNode, report: NodeReport | undefined, gather: () => void): void {
  const asked = useRef('');
  const wanted = isUp(node) && report !== undefined && report.facts === undefined && !report.asking ? node.node : '';
  useEffect(() => {
    if (wanted === '' || asked.current === wanted) return;
    asked.current = wanted;
    gather();
  }, [wanted, gather]);
}

const State = ({ node: { state } }: { readonly node: FleetNode }): ReactElement => (
  <div className="node-state">
    <Chip tone={toneOf(state.kind)}>{t.boot.state[state.kind]}</Chip>
    {'address' in state ? <span className="sub mono">{state.address}</span> : null}
  </div>
);

interface NeighboursProps extends NodePageProps {
  readonly nodes: readonly FleetNode[];
}

function Neighbours({ dir, name, nodes }: NeighboursProps): ReactElement | null {
  const here = nodes.findIndex(({ node }) => node === name);
  const [before, after] = [nodes[here - 1], nodes[here + 1]];
  if (here < 0) return null;
  return (
    <>
      {before === undefined ? null : (
        <LinkButton variant="quiet" href={formatRoute({ page: 'node', dir, node: before.node })}>{`← ${before.node}`}</LinkButton>
      )}
      {after === undefined ? null : (
        <LinkButton variant="quiet" href={formatRoute({ page: 'node', dir, node: after.node })}>{`${after.node} →`}</LinkButton>
      )}
    </>
  );
}

/** Before the fleet is heard of; why it cannot be, where that is so. */
const Loading = ({ dir, name }: NodePageProps): ReactElement => (
  <div className="plain-page">
    <p>{`${text.title(name)} ${t.shell.loading}`}</p>
    <FaultOf thrown={useFleetFault(dir)} />
  </div>
);

const UnknownNode = ({ dir, name }: NodePageProps): ReactElement => (
  <Page
    title={text.unknown(name)}
    lead={text.unknownLead}
    actions={<LinkButton href={formatRoute({ page: 'boot', dir })}>{t.shell.back}</LinkButton>}
  >
    {null}
  </Page>
);
