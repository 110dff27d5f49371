import type { RunOutcome, StepId } from '../../contract/runbook.ts';
import { isUnderWay, type RunState, type StepRecord } from './state.ts';

export type Move =
  /** Begin an attempt at each of these; `wakeAt` (ms since 1970): look again then. */
  | { readonly kind: 'go-on'; readonly start: readonly StepId[]; readonly wakeAt?: number }
  | { readonly kind: 'end'; readonly outcome: RunOutcome };

/** What to do next: pure, and the same for the same run and time. `now`: ms since 1970. */
export function nextMove(state: RunState, now: number): Move {
  if (state.ended !== undefined) return { kind: 'go-on', start: [] };
  const blocks = blocksOf(state);
  const open = state.steps.filter(({ state: { kind } }, place) => kind === 'waiting' && isOpen(state, place, blocks));
  const due = open.filter((step) => retryTime(step) <= now);
  const start = taken(state, due);
  const underWay = state.steps.some((step) => isUnderWay(step.state));
  const pauses = open.map(retryTime).filter((time) => time > now);
  if (start.length === 0 && !underWay && pauses.length === 0) return { kind: 'end', outcome: outcomeOf(state, blocks) };
  return { kind: 'go-on', start, ...(pauses.length === 0 ? {} : { wakeAt: Math.min(...pauses) }) };
}

const retryTime = ({ state }: StepRecord): number =>
  state.kind === 'waiting' && state.retryAt !== undefined ? Date.parse(state.retryAt) : 0;

/** Of each step, in the order of the steps: the failed or cancelled steps that hold it up; none where nothing does. */
export type Blocks = readonly (readonly number[])[];

export function blocksOf({ graph, steps }: RunState): Blocks {
  const blocks: (readonly number[])[] = steps.map(() => []);
  for (const place of graph.sorted) {
    if (steps[place]?.state.kind !== 'waiting') continue;
    const causes = (graph.needs[place] ?? []).flatMap((need) => heldUpBy(steps[need], need, blocks));
    if (causes.length > 0) blocks[place] = [...new Set(causes)];
  }
  return blocks;
}

/** What a step that this one needs holds it up with. */
function heldUpBy(step: StepRecord | undefined, place: number, blocks: Blocks): readonly number[] {
  if (step === undefined || step.info.optional === true) return [];
  if (step.state.kind === 'failed' || step.state.kind === 'cancelled') return [place];
  return blocks[place] ?? [];
}

/** Nothing but a free place is missing. */
function isOpen({ graph, steps }: RunState, place: number, blocks: Blocks): boolean {
  if ((blocks[place]?.length ?? 0) > 0) return false;
  return (
    (graph.needs[place] ?? []).every((need) => isSatisfied(steps[need], hasEnded(steps[need], blocks[need]))) &&
    (graph.after[place] ?? []).every((other) => hasEnded(steps[other], blocks[other]))
  );
}

function isSatisfied(step: StepRecord | undefined, ended: boolean): boolean {
  const kind = step?.state.kind;
  return kind === 'done' || kind === 'skipped' || (step?.info.optional === true && ended);
}

function hasEnded(step: StepRecord | undefined, blocks: readonly number[] | undefined): boolean {
  if (step === undefined || isUnderWay(step.state)) return false;
  return step.state.kind !== 'waiting' || (blocks?.length ?? 0) > 0;
}

/** As many of the due steps, first planned first, as there are places for: overall, on their node and in their lanes. */
function taken(state: RunState, due: readonly StepRecord[]): readonly StepId[] {
  const places = countPlaces(state.steps.filter((step) => isUnderWay(step.state)));
  const start: StepId[] = [];
  for (const step of due) {
    const wants = placesOf(step);
    if (!wants.every((place) => (places.get(place) ?? 0) < widthOf(state, place))) continue;
    for (const place of wants) places.set(place, (places.get(place) ?? 0) + 1);
    start.push(step.info.id);
  }
  return start;
}

function countPlaces(steps: readonly StepRecord[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const place of steps.flatMap(placesOf)) counts.set(place, (counts.get(place) ?? 0) + 1);
  return counts;
}

const placesOf = ({ info, lanes }: StepRecord): readonly string[] => [
  'overall',
  `node ${info.on}`,
  ...[...new Set(lanes)].map((lane) => `lane ${lane}`),
];

function widthOf({ limits }: RunState, place: string): number {
  if (place === 'overall') return limits.overall;
  return place.startsWith('node ') ? limits.perNode : (limits.lanes[place.slice('lane '.length)] ?? 1);
}

function outcomeOf({ steps }: RunState, blocks: Blocks): RunOutcome {
  const counted = steps.filter(({ info }) => info.optional !== true);
  if (counted.some(({ state }) => state.kind === 'cancelled')) return 'stopped';
  const isFailed = counted.some(({ state }) => state.kind === 'failed') || blocks.some((causes) => causes.length > 0);
  return isFailed ? 'failed' : 'done';
}
