import type { RunSnapshot, StepInfo, StepProgress, StepState } from '../../electron/contract/runbook.ts';
import { isUnderWay } from './membership.ts';
import type { Tone } from './rack-model.ts';

export const toneOfStep = (state: StepState): Tone => {
  switch (state.kind) {
    case 'waiting':
      return 'idle';
    case 'blocked':
    case 'skipped':
    case 'cancelled':
      return 'warn';
    case 'checking':
    case 'acting':
      return 'run';
    case 'done':
      return 'ok';
    case 'failed':
      return 'bad';
  }
};

/** The same step on every node it is on. */
export interface MatrixRow {
  readonly key: string;
  readonly title: string;
  /** By node; `cluster` for a step that concerns them all. */
  readonly cells: ReadonlyMap<string, StepProgress>;
}

export interface Matrix {
  /** Nodes in the order of the plan of the run; `cluster` first where it has steps of its own. */
  readonly columns: readonly string[];
  readonly rows: readonly MatrixRow[];
}

/** Steps × nodes: `kubernetes/join@pi1` and `kubernetes/join@pi2` are one row. */
export function matrixOf(steps: readonly StepProgress[]): Matrix {
  const rows = new Map<string, { readonly title: string; readonly cells: Map<string, StepProgress> }>();
  for (const step of steps) {
    const key = step.info.id.split('@')[0] ?? step.info.id;
    const row = rows.get(key) ?? { title: titleOf(step.info), cells: new Map<string, StepProgress>() };
    row.cells.set(step.info.on, step);
    rows.set(key, row);
  }
  const places = [...new Set(steps.map(({ info }) => info.on))];
  return {
    columns: [...places.filter((place) => place === 'cluster'), ...places.filter((place) => place !== 'cluster')],
    rows: [...rows].map(([key, row]) => ({ key, ...row })),
  };
}

/** “pi1 joins as worker” is “Joins as worker” where the node is named beside it, or all of them are meant. */
export function titleOf({ title, on }: StepInfo): string {
  const words = title.split(' ');
  const rest = words.filter((word) => word !== on);
  const [first = '', ...others] = rest;
  // A title that does not name the node stays as it is: kubelet is written with a small letter.
  if (rest.length === words.length || rest.length === 0) return title;
  return [`${first.charAt(0).toUpperCase()}${first.slice(1)}`, ...others].join(' ');
}

export type Tally = Readonly<Record<Tone, number>>;

/** How many cells of a row are in each tone: what a row says when there are too many nodes for a column each. */
export function tallyOf({ cells }: MatrixRow): Tally {
  const tally: Record<Tone, number> = { ok: 0, run: 0, bad: 0, warn: 0, idle: 0 };
  for (const { state } of cells.values()) tally[toneOfStep(state)] += 1;
  return tally;
}

export const failedSteps = ({ steps }: RunSnapshot): readonly StepProgress[] =>
  steps.filter(({ state }) => state.kind === 'failed');

export const heldCount = ({ steps }: RunSnapshot): number => steps.filter(({ state }) => state.kind === 'done').length;

/** The step under way on the place with the most work left: what the end waits for. */
export function limitOf({ steps }: RunSnapshot): StepProgress | undefined {
  const left = new Map<string, number>();
  for (const { info, state } of steps)
    if (state.kind !== 'done' && state.kind !== 'skipped') left.set(info.on, (left.get(info.on) ?? 0) + info.weight);
  const [first, ...others] = steps.filter(isUnderWay);
  const more = (one: StepProgress, other: StepProgress): StepProgress =>
    (left.get(other.info.on) ?? 0) > (left.get(one.info.on) ?? 0) ? other : one;
  return first === undefined ? undefined : others.reduce(more, first);
}

/** What is new since the last snapshot and worth saying aloud. */
export interface RunTurn {
  readonly failed: readonly StepProgress[];
  readonly ended: boolean;
}

export function runTurn(before: RunSnapshot | undefined, now: RunSnapshot): RunTurn {
  if (before === undefined || before.runId !== now.runId) return { failed: [], ended: false };
  const was = new Map(before.steps.map(({ info, state }) => [info.id, state.kind]));
  return {
    failed: failedSteps(now).filter(({ info }) => was.get(info.id) !== 'failed'),
    ended: before.ended === undefined && now.ended !== undefined,
  };
}
