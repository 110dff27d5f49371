import type { Evidence } from '../../electron/contract/runbook.ts';
import { startRun } from '../../electron/engine/runbook/reduce.ts';
import { createRedactor } from '../../electron/engine/runbook/redact.ts';
import { plannedRecords } from '../../electron/engine/runbook/planned.ts';
import { createRun, type Run } from '../../electron/engine/runbook/run.ts';
import type { RunPorts } from '../../electron/engine/runbook/ports.ts';
import type { RunEvent, RunState } from '../../electron/engine/runbook/state.ts';
import { defaultLimits, type Remote, type RunLimits, type Step } from '../../electron/engine/runbook/step.ts';
import { fakeClock, type FakeClock } from './fake-clock.ts';

export const done = (summary = 'It is so.'): Evidence => ({ done: true, summary });
export const notDone = (summary = 'It is not so.'): Evidence => ({ done: false, summary });

/** A step that is not done until its act was done once. */
export function step(id: string, change: Partial<Step> = {}): Step {
  let isDone = false;
  return {
    ...{ id, title: `Step ${id}`, on: 'pi1', needs: [], weight: 1, timeoutMs: 60_000 },
    retry: { attempts: 1, backoffMs: 1000 },
    check: () => Promise.resolve(isDone ? done() : notDone()),
    act: () => {
      isDone = true;
      return Promise.resolve();
    },
    ...change,
  };
}

export const started = (steps: readonly Step[], limits: Partial<RunLimits> = {}): RunState => startRun(startEvent(steps, limits));

export const startEvent = (steps: readonly Step[], limits: Partial<RunLimits> = {}): RunEvent & { type: 'run-started' } => ({
  type: 'run-started',
  at: '2026-11-24T08:00:00.000Z',
  ...{ runId: 'run-1', dir: '/projects/lab', kind: 'up', steps: plannedRecords(steps), limits: { ...defaultLimits, ...limits } },
});

/** A node that must not be spoken to. */
const silent = (node: string): Remote => ({ node, script: () => Promise.reject(new Error(`${node} was spoken to.`)) });

export interface RunBench {
  readonly run: Run;
  readonly clock: FakeClock;
  readonly events: RunEvent[];
  readonly logs: Map<string, string>;
}

/** A run of these steps with a clock that tests turn. */
export function runOf(
  steps: readonly Step[],
  change: Partial<RunPorts> & { state?: RunState; limits?: Partial<RunLimits> } = {},
): RunBench {
  const { state = started(steps, change.limits), ...ports } = change;
  const [clock, events, logs] = [fakeClock(), [] as RunEvent[], new Map<string, string>()];
  const run = createRun(state, {
    clock,
    steps: new Map(steps.map((one) => [one.id, one])),
    remote: silent,
    journal: (event) => events.push(event),
    logs: {
      append: (id, text) => void logs.set(id, (logs.get(id) ?? '') + text),
      size: (id) => Buffer.byteLength(logs.get(id) ?? ''),
    },
    redactor: createRedactor(),
    changed: () => undefined,
    ...ports,
  });
  return { run, clock, events, logs };
}

/** The state of each step by name. */
export const statesOf = (run: Run): Readonly<Record<string, string>> =>
  Object.fromEntries(run.snapshot().steps.map(({ info, state }) => [info.id, state.kind]));
