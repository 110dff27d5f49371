import type {
  BurninOrder,
  BurninPart,
  BurninPhase,
  BurninSnapshot,
  DiskResult,
  NetworkPair,
  StressResult,
} from '../../../contract/burnin.ts';
import { throttleFlags } from '../../../contract/facts.ts';
import type { ClusterNode } from '../../../contract/plan.ts';
import { boxPlot } from './box-plot.ts';
import { seriesOf, withSample, type Sample } from './series.ts';
import { references } from './thresholds.ts';
import { verdict } from './verdict.ts';

interface NodeRun {
  readonly node: string;
  readonly role: ClusterNode['role'];
  readonly model?: string;
  readonly phase: BurninPhase;
  readonly samples: readonly Sample[];
  readonly disks: readonly DiskResult[];
  readonly stress?: StressResult;
  readonly notes: readonly string[];
}

export interface BurninState {
  readonly id: string;
  readonly dir: string;
  readonly cluster: string;
  readonly revision: number;
  readonly state: BurninSnapshot['state'];
  readonly order: BurninSnapshot['order'];
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly part: BurninSnapshot['part'];
  /** How long each part is expected to take, in seconds. */
  readonly expected: Readonly<Partial<Record<BurninPart, number>>>;
  readonly nodes: readonly NodeRun[];
  readonly network: readonly NetworkPair[];
}

export type BurninEvent =
  | { readonly type: 'part'; readonly part: BurninPart }
  | { readonly type: 'expected'; readonly part: BurninPart; readonly seconds: number }
  | { readonly type: 'model'; readonly node: string; readonly model: string }
  | { readonly type: 'phase'; readonly node: string; readonly phase: BurninPhase }
  | { readonly type: 'sample'; readonly node: string; readonly sample: Sample }
  | { readonly type: 'disk'; readonly node: string; readonly result: DiskResult }
  /** `from`: when the stress began, in seconds since the burn-in did. */
  | {
      readonly type: 'stress';
      readonly node: string;
      readonly from: number;
      readonly result: Pick<StressResult, 'tool' | 'seconds'>;
    }
  | { readonly type: 'note'; readonly node: string; readonly text: string }
  | { readonly type: 'pair'; readonly pair: NetworkPair }
  | { readonly type: 'ended'; readonly state: 'done' | 'stopped' | 'failed'; readonly at: string };

interface Beginning {
  readonly id: string;
  readonly cluster: string;
  readonly order: BurninOrder;
  readonly nodes: readonly ClusterNode[];
  readonly startedAt: string;
}

export function firstState({ id, cluster, order, nodes, startedAt }: Beginning): BurninState {
  const { dir, seconds, parts } = order;
  return {
    id,
    dir,
    cluster,
    startedAt,
    revision: 1,
    state: 'running',
    order: { seconds, parts },
    part: 'start',
    expected: {},
    network: [],
    nodes: nodes.map(({ name, role }) => ({ node: name, role, phase: { kind: 'waiting' }, samples: [], disks: [], notes: [] })),
  };
}

/** What the burn-in is after an event; nothing follows its end. */
export function reduce(state: BurninState, event: BurninEvent): BurninState {
  if (state.state !== 'running') return state;
  const next = { ...state, revision: state.revision + 1 };
  switch (event.type) {
    case 'part':
      return { ...next, part: event.part, nodes: state.nodes.map(waiting) };
    case 'expected':
      return { ...next, expected: { ...state.expected, [event.part]: event.seconds } };
    case 'pair':
      return { ...next, network: [...state.network, event.pair] };
    case 'ended':
      return { ...next, state: event.state, endedAt: event.at, part: 'end', nodes: state.nodes.map(finished(event.state)) };
    default:
      return { ...next, nodes: state.nodes.map((run) => (run.node === event.node ? changed(run, event) : run)) };
  }
}

const isGone = ({ phase }: NodeRun): boolean => phase.kind === 'lost' || phase.kind === 'stopped';

const waiting = (run: NodeRun): NodeRun => (isGone(run) ? run : { ...run, phase: { kind: 'waiting' } });

const finished =
  (state: 'done' | 'stopped' | 'failed') =>
  (run: NodeRun): NodeRun =>
    isGone(run) ? run : { ...run, phase: { kind: state === 'done' ? 'done' : 'stopped' } };

type NodeEvent = Extract<BurninEvent, { readonly node: string }>;

/** A node that is lost stays lost: what still arrives of it is kept, its phase is not. */
function changed(run: NodeRun, event: NodeEvent): NodeRun {
  switch (event.type) {
    case 'model':
      return { ...run, model: event.model };
    case 'phase':
      return isGone(run) ? run : { ...run, phase: event.phase };
    case 'sample':
      return { ...run, samples: withSample(run.samples, event.sample) };
    case 'disk':
      return { ...run, disks: [...run.disks, event.result] };
    case 'stress':
      return { ...run, stress: { ...event.result, ...during(run.samples.filter(({ seconds }) => seconds >= event.from)) } };
    case 'note':
      return { ...run, notes: [...run.notes, event.text].slice(0, 50) };
  }
}

function during(samples: readonly Sample[]): Omit<StressResult, 'tool' | 'seconds'> {
  const temperature = boxPlot(samples.map((sample) => sample.temperature));
  const clock = boxPlot(samples.map((sample) => sample.clock));
  const seen = new Set(samples.flatMap(({ flags }) => flags ?? []));
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(clock === undefined ? {} : { clock }),
    flags: throttleFlags.filter((flag) => seen.has(flag)),
  };
}

/** Points of all nodes' charts together; a page with many nodes has small charts. */
const pointsInAll = 6000;

/** The page's view of it. */
export function burninSnapshot(state: BurninState): BurninSnapshot {
  const { expected: _, nodes, ...rest } = state;
  const points = Math.min(300, Math.max(40, Math.floor(pointsInAll / Math.max(1, nodes.length))));
  return {
    ...rest,
    ...progressOf(state),
    references,
    nodes: nodes.map(({ samples, role, ...run }) => {
      const network = state.network.filter(({ from, to }) => from === run.node || to === run.node);
      return { ...run, series: seriesOf(samples, points), verdict: verdict({ ...run, role, network }) };
    }),
  };
}

/** By what each part is expected to take: parts that are over count whole, the present one as far as its nodes are on average. */
function progressOf({ state, order, part, expected, nodes }: BurninState): Pick<BurninSnapshot, 'fraction' | 'etaSeconds'> {
  if (state !== 'running') return { fraction: 1 };
  const total = order.parts.reduce((sum, one) => sum + (expected[one] ?? 0), 0);
  const at = order.parts.findIndex((one) => one === part);
  if (total === 0 || at === -1) return { fraction: 0 };
  const before = order.parts.slice(0, at).reduce((sum, one) => sum + (expected[one] ?? 0), 0);
  const fractions = nodes.flatMap(({ phase }) => ('fraction' in phase ? [phase.fraction] : []));
  const mean = fractions.length === 0 ? 0 : fractions.reduce((sum, one) => sum + one, 0) / fractions.length;
  const done = before + mean * (order.parts[at] === undefined ? 0 : (expected[order.parts[at]] ?? 0));
  return { fraction: done / total, etaSeconds: Math.round(total - done) };
}
