import type { DetachedAct, Evidence } from '../../contract/runbook.ts';
import type { Step, StepContext } from './step.ts';

/** What happens in the course of one attempt. */
export interface AttemptHooks {
  readonly found: (evidence: Evidence) => void;
  readonly acting: (evidence: Evidence) => void;
  readonly proving: () => void;
  /** Waits for an act that was left on a node. */
  readonly settle: (act: DetachedAct) => Promise<void>;
}

/**
 * One attempt at a step: check → act → check; what the last check found. `left` is awaited first: a check that finds the
 * thing done while the act still goes on would let its neighbours begin too early. Errors: whatever the step throws.
 */
export async function attempt(step: Step, context: StepContext, run: AttemptHooks & { left?: DetachedAct }): Promise<Evidence> {
  if (run.left !== undefined) await run.settle(run.left);
  const before = await step.check(context);
  run.found(before);
  context.signal.throwIfAborted();
  if (before.done || step.act === undefined) return before;
  run.acting(before);
  await step.act(context);
  context.signal.throwIfAborted();
  run.proving();
  const after = await step.check(context);
  run.found(after);
  return after;
}
