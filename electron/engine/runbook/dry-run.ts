import type { PlannedStep } from '../../contract/runbook.ts';
import { SlipwayError } from '../../contract/errors.ts';
import { failureOf, presentable } from './facts.ts';
import { graphOf } from './graph.ts';
import type { Redactor } from './redact.ts';
import { infoOf, type Remote, type Step, type StepContext } from './step.ts';

interface DryRunPorts {
  readonly remote: (node: string) => Remote;
  readonly redactor: Redactor;
  readonly signal: AbortSignal;
}

/** A check that needs longer says nothing in a dry run. */
const checkMs = 60_000;

/**
 * What a run would do: every check and no act, all nodes at once, one check at a time on each. A check whose needs are not
 * met yet may fail; then its verdict is `unknown` and says why. Errors: `run/bad-graph`.
 */
export async function dryRun(steps: readonly Step[], ports: DryRunPorts): Promise<readonly PlannedStep[]> {
  graphOf(steps);
  const queues = new Map<string, Step[]>();
  for (const step of steps) queues.set(step.on, [...(queues.get(step.on) ?? []), step]);
  const found = new Map<Step, PlannedStep>();
  const work = [...queues.values()].map(async (queue) => {
    for (const step of queue) found.set(step, await plannedStep(step, ports));
  });
  await Promise.all(work);
  return steps.flatMap((step) => found.get(step) ?? []);
}

async function plannedStep(step: Step, { remote, redactor, signal }: DryRunPorts): Promise<PlannedStep> {
  const info = infoOf(step);
  try {
    signal.throwIfAborted();
    const limit = AbortSignal.any([signal, AbortSignal.timeout(Math.min(step.timeoutMs, checkMs))]);
    const evidence = presentable(await step.check(checksOnly(remote, limit)), redactor);
    return { info, verdict: evidence.done ? 'done' : 'would-run', evidence };
  } catch (thrown) {
    return { info, verdict: 'unknown', error: failureOf(thrown, redactor).error };
  }
}

const checksOnly = (remote: (node: string) => Remote, signal: AbortSignal): StepContext => ({
  signal,
  now: () => new Date(),
  note: () => undefined,
  remote,
  detached: (node) => ({
    run: ({ unit }) =>
      Promise.reject(new SlipwayError('run/step-failed', `A check may start nothing; ${unit} on ${node} was refused.`)),
  }),
});
