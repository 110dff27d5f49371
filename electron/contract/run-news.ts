import type { RunSnapshot, StepProgress } from './runbook.ts';

/**
 * What a page that follows a run is told: the whole of it first, and from then on only the steps that changed, each with
 * its place. A run on 256 nodes has some 3000 steps, of which a few change at a time.
 */
export type RunNews =
  | { readonly kind: 'whole'; readonly run: RunSnapshot }
  | {
      readonly kind: 'changes';
      readonly run: Omit<RunSnapshot, 'steps'>;
      readonly steps: readonly StepNews[];
    };

interface StepNews {
  /** Where it is in `RunSnapshot.steps`. */
  readonly place: number;
  readonly step: StepProgress;
}

/** What to tell somebody who knows the run as it was `before`; nothing, at first. Pure. */
export function newsOf(before: RunSnapshot | undefined, now: RunSnapshot): RunNews {
  if (before?.runId !== now.runId || before.steps.length !== now.steps.length) return { kind: 'whole', run: now };
  const { steps, ...run } = now;
  const changed = steps.flatMap((step, place) => (isSame(before.steps[place], step) ? [] : [{ place, step }]));
  return { kind: 'changes', run, steps: changed };
}

/** Snapshots share the states of steps that did not change; `blocked` alone is made anew each time. */
function isSame(before: StepProgress | undefined, now: StepProgress): boolean {
  if (before?.info.id !== now.info.id) return false;
  const sameBlock = before.state.kind === 'blocked' && now.state.kind === 'blocked' && isSameList(before.state.by, now.state.by);
  return (
    (before.state === now.state || sameBlock) &&
    before.logBytes === now.logBytes &&
    before.attempts === now.attempts &&
    before.startedAt === now.startedAt &&
    before.endedAt === now.endedAt
  );
}

const isSameList = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((item, index) => item === other[index]);

/** A run as it is told to one who follows it; the id is that of the moment. */
export async function* toldOf(runs: AsyncIterable<RunSnapshot>): AsyncGenerator<{ readonly id: string; readonly news: RunNews }> {
  let before: RunSnapshot | undefined;
  for await (const run of runs) {
    yield { id: `${run.runId} ${String(run.revision)}`, news: newsOf(before, run) };
    before = run;
  }
}
