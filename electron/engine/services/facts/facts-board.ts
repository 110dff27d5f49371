import { errorFacts, type ErrorFacts } from '../../../contract/errors.ts';
import type { FactsSnapshot, NodeFacts, NodeReport, RepairStep } from '../../../contract/facts.ts';
import type { ResolvedPlan } from '../../../contract/plan.ts';
import { findings } from '../../fleet/preflight/findings.ts';
import { fleetFindings } from '../../fleet/preflight/fleet-findings.ts';

/** What is known of one node, before anything is concluded from it. */
interface NodeState {
  readonly asking: boolean;
  readonly facts?: NodeFacts;
  readonly at?: string;
  readonly error?: ErrorFacts;
  readonly repair?: NonNullable<NodeReport['repair']>;
}

export interface FactsNews {
  readonly node: string;
  readonly news:
    | { readonly type: 'asking' }
    | { readonly type: 'told'; readonly facts: NodeFacts; readonly at: string }
    | { readonly type: 'failed'; readonly thrown: unknown }
    | { readonly type: 'repair'; readonly running: boolean; readonly steps: readonly RepairStep[] };
}

/** The state of one project: every node that was asked, and how often something changed. */
export interface FactsState {
  readonly revision: number;
  readonly nodes: ReadonlyMap<string, NodeState>;
}

export const noFacts: FactsState = { revision: 1, nodes: new Map() };

/** A node that no longer answers keeps the facts it had beside the error. */
export function withNews(state: FactsState, { node, news }: FactsNews): FactsState {
  const before = state.nodes.get(node) ?? { asking: false };
  return { revision: state.revision + 1, nodes: new Map(state.nodes).set(node, changed(before, news)) };
}

function changed(before: NodeState, news: FactsNews['news']): NodeState {
  const { error: _, ...rest } = before;
  switch (news.type) {
    case 'asking':
      return { ...before, asking: true };
    case 'told':
      return { ...rest, asking: false, facts: news.facts, at: news.at };
    case 'failed':
      return { ...before, asking: false, error: errorFacts(news.thrown) };
    case 'repair':
      return { ...before, repair: { running: news.running, steps: news.steps } };
  }
}

export interface Judged {
  readonly dir: string;
  readonly plan: ResolvedPlan;
  /** By reference in the plan. */
  readonly architectures: ReadonlyMap<string, string>;
}

/** The page's view: every node of the plan with its findings, judged by the plan as it is now. */
export function factsSnapshot(state: FactsState, { dir, plan, architectures }: Judged): FactsSnapshot {
  const known = plan.nodes.flatMap(({ name }) => {
    const facts = state.nodes.get(name)?.facts;
    return facts === undefined ? [] : [[name, facts] as const];
  });
  const shared = fleetFindings(new Map(known));
  const nodes = plan.nodes.map((node): NodeReport => {
    const its = state.nodes.get(node.name) ?? { asking: false };
    const imageArchitecture = architectures.get(node.image ?? '');
    const found = its.facts === undefined ? [] : findings({ node, plan, facts: its.facts, imageArchitecture }, shared);
    return { node: node.name, ...its, findings: found };
  });
  return { dir, revision: state.revision, nodes };
}
