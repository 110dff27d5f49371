import type { RunProgress, RunSnapshot, StepId, StepProgress } from '../../contract/runbook.ts';
import { blocksOf, type Blocks } from './moves.ts';
import { isUnderWay, type RunState, type StepRecord } from './state.ts';

interface Moment {
  readonly revision: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Length of a step's log. */
  readonly logBytes: (step: StepId) => number;
}

/** What a page or a command shows. Pure. */
export function snapshotOf(state: RunState, { revision, now, logBytes }: Moment): RunSnapshot {
  const blocks = blocksOf(state);
  const { runId, dir, kind, startedAt, resumed, stopping, ended, lock, trouble } = state;
  return {
    ...{ runId, dir, kind, revision, startedAt, resumed, stopping },
    steps: state.steps.map((step, place) => progressOf(step, idsOf(state, blocks[place]), logBytes)),
    progress: runProgress(state, blocks, now),
    ...(ended === undefined ? {} : { ended }),
    ...(lock === undefined ? {} : { lock }),
    ...(trouble === undefined ? {} : { trouble }),
  };
}

const idsOf = ({ steps }: RunState, places: readonly number[] = []): readonly StepId[] =>
  places.flatMap((place) => steps[place]?.info.id ?? []);

function progressOf(step: StepRecord, by: readonly StepId[], logBytes: Moment['logBytes']): StepProgress {
  const { info, attempts, startedAt, endedAt } = step;
  return {
    info,
    state: by.length > 0 ? { kind: 'blocked', by } : step.state,
    attempts,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
    logBytes: logBytes(info.id),
  };
}

/** Fewer measured acts than these say nothing about the pace. */
const measuredSteps = 2;

/**
 * Counted by weight. The time left is the longer of two bounds, at the pace measured so far (seconds for each unit of
 * weight): the longest chain of needs, and the longest queue on one node.
 */
function runProgress(state: RunState, blocks: Blocks, now: number): RunProgress {
  const total = sum(state.steps.map(({ info }) => info.weight));
  const settled = state.steps.filter(({ state: { kind } }) => kind === 'done' || kind === 'skipped');
  const fraction = total === 0 ? 1 : sum(settled.map(({ info }) => info.weight)) / total;
  const pace = paceOf(state.steps);
  if (pace === undefined || state.ended !== undefined) return { fraction };
  const left = state.steps.map((step, place) => secondsLeft(step, { pace, now, blocked: (blocks[place]?.length ?? 0) > 0 }));
  return { fraction, etaSeconds: Math.ceil(Math.max(longestChain(state, left), longestQueue(state, left))) };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

const secondsBetween = (from: string | undefined, to: number): number =>
  from === undefined ? 0 : Math.max(0, (to - Date.parse(from)) / 1000);

/** Seconds for each unit of weight. Only acts are measured: a check that finds a step done says nothing about work. */
function paceOf(steps: readonly StepRecord[]): number | undefined {
  const measured = steps.filter(({ state }) => state.kind === 'done' && state.changed);
  if (measured.length < measuredSteps) return undefined;
  const seconds = sum(measured.map(({ startedAt, endedAt }) => secondsBetween(startedAt, Date.parse(endedAt ?? ''))));
  return seconds / sum(measured.map(({ info }) => info.weight));
}

interface Estimate {
  readonly pace: number;
  readonly now: number;
  readonly blocked: boolean;
}

function secondsLeft({ info, state, startedAt }: StepRecord, { pace, now, blocked }: Estimate): number {
  if (blocked || (state.kind !== 'waiting' && !isUnderWay(state))) return 0;
  const gone = state.kind === 'waiting' ? 0 : secondsBetween(startedAt, now);
  return Math.max(0, info.weight * pace - gone);
}

function longestChain({ graph }: RunState, left: readonly number[]): number {
  const chains: number[] = left.map(() => 0);
  for (const place of graph.sorted) {
    const before = [...(graph.needs[place] ?? []), ...(graph.after[place] ?? [])].map((other) => chains[other] ?? 0);
    chains[place] = Math.max(0, ...before) + (left[place] ?? 0);
  }
  return Math.max(0, ...chains);
}

function longestQueue({ steps, limits }: RunState, left: readonly number[]): number {
  const queues = new Map<string, number>();
  for (const [place, { info }] of steps.entries()) queues.set(info.on, (queues.get(info.on) ?? 0) + (left[place] ?? 0));
  return Math.max(0, ...queues.values()) / limits.perNode;
}
