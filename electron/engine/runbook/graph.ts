import { stepIdSchema, type StepId, type StepInfo } from '../../contract/runbook.ts';
import { SlipwayError } from '../../contract/errors.ts';

/** The steps' order as numbers: places in the list of steps that the graph was made of. */
export interface Graph {
  readonly index: ReadonlyMap<StepId, number>;
  /** Of each step, the steps that it needs. */
  readonly needs: readonly (readonly number[])[];
  /** Of each step, the steps that must have ended first. */
  readonly after: readonly (readonly number[])[];
  /** Every step behind all that it waits for. */
  readonly sorted: readonly number[];
}

/** Errors: `run/bad-graph` naming the step: a name twice or malformed, a need that is no step, a circle. */
export function graphOf(steps: readonly StepInfo[]): Graph {
  const index = indexOf(steps);
  const placesOf = (step: StepInfo, ids: readonly StepId[]): readonly number[] =>
    [...new Set(ids)].map((id) => {
      const place = index.get(id);
      if (place === undefined) throw new SlipwayError('run/bad-graph', `${step.id} waits for ${id}, which is no step.`);
      return place;
    });
  const needs = steps.map((step) => placesOf(step, step.needs));
  const after = steps.map((step) => placesOf(step, step.after ?? []));
  return { index, needs, after, sorted: sortedPlaces(steps, needs, after) };
}

function indexOf(steps: readonly StepInfo[]): ReadonlyMap<StepId, number> {
  const index = new Map<StepId, number>();
  for (const [place, { id }] of steps.entries()) {
    if (!stepIdSchema.safeParse(id).success) throw new SlipwayError('run/bad-graph', `${id} is no name for a step.`);
    if (index.has(id)) throw new SlipwayError('run/bad-graph', `There are two steps ${id}.`);
    index.set(id, place);
  }
  return index;
}

/** Kahn's algorithm; what is left over is in a circle or behind one. */
function sortedPlaces(steps: readonly StepInfo[], ...waits: readonly (readonly (readonly number[])[])[]): readonly number[] {
  const [left, behind] = [steps.map(() => 0), steps.map((): number[] => [])];
  for (const lists of waits)
    for (const [place, list] of lists.entries())
      for (const other of list) {
        left[place] = (left[place] ?? 0) + 1;
        behind[other]?.push(place);
      }
  const sorted = [...left.keys()].filter((place) => left[place] === 0);
  for (const place of sorted)
    for (const next of behind[place] ?? []) {
      left[next] = (left[next] ?? 0) - 1;
      if (left[next] === 0) sorted.push(next);
    }
  if (sorted.length === steps.length) return sorted;
  const circle = steps.filter((_, place) => (left[place] ?? 0) > 0).map(({ id }) => id);
  throw new SlipwayError('run/bad-graph', `These steps wait for each other: ${circle.slice(0, 8).join(', ')}.`);
}

/** The steps of one stage and all that they need, in their order; what they only come after is left out. */
export function stageOnly<T extends StepInfo>(steps: readonly T[], stage: string): readonly T[] {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const wanted = new Set<StepId>();
  const queue = steps.filter((step) => step.stage === stage).map(({ id }) => id);
  for (const id of queue) {
    if (wanted.has(id)) continue;
    wanted.add(id);
    queue.push(...(byId.get(id)?.needs ?? []));
  }
  return steps
    .filter(({ id }) => wanted.has(id))
    .map((step) => (step.after === undefined ? step : { ...step, after: step.after.filter((id) => wanted.has(id)) }));
}
