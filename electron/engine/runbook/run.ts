import { setMaxListeners } from 'node:events';
import { SlipwayError } from '../../contract/errors.ts';
import type { RunAct, RunOutcome, RunSnapshot, StepId } from '../../contract/runbook.ts';
import type { Clock } from './clock.ts';
import { nextMove } from './moves.ts';
import type { RunPorts } from './ports.ts';
import { actProblem, reduceRun } from './reduce.ts';
import { runAttempt } from './run-attempt.ts';
import { snapshotOf } from './snapshot.ts';
import type { RunEvent, RunState } from './state.ts';

export interface Run {
  readonly snapshot: () => RunSnapshot;
  /** Errors: `run/unknown-step`, `run/not-now`; then nothing has changed. */
  readonly act: (act: RunAct) => void;
  /** Keeps what happened to the cluster's lock. */
  readonly tell: (event: Extract<RunEvent, { type: 'locked' | 'unlocked' | 'lock-lost' }>) => void;
  /** Resolves when the run has ended or is closed, at once if it has. */
  readonly ended: () => Promise<void>;
  /** Leaves everything as it is for a later Slipway: acts on the nodes go on. */
  readonly close: () => Promise<void>;
}

/** Runs what the scheduler says (see {@link nextMove}), from a state that was just started, resumed or taken up again. */
export function createRun(first: RunState, ports: RunPorts): Run {
  const { clock } = ports;
  let [state, revision, closed] = [first, 0, false];
  const waiters = new Set<() => void>();
  const attempts = createAttempts();
  const alarm = createAlarm(clock, () => goOn());

  const at = (): string => new Date(clock.now()).toISOString();
  const tell = (event: RunEvent): void => {
    if (closed) return;
    state = reduceRun(state, event);
    revision += 1;
    ports.journal(event);
    ports.changed();
  };
  const begin = (id: StepId): void => {
    const record = state.steps.find(({ info }) => info.id === id);
    const step = ports.steps.get(id);
    if (record === undefined || step === undefined) throw new SlipwayError('run/bad-graph', `${id} has no code.`);
    tell({ type: 'step-started', at: at(), step: id });
    attempts.add(id, async (controller) => {
      tell(await runAttempt({ step, record, controller, ports, tell }));
    });
  };
  const goOn = (): void => {
    if (closed || state.ended !== undefined) return;
    const move = nextMove(state, clock.now());
    if (move.kind === 'end') {
      end(move.outcome);
      return;
    }
    move.start.forEach(begin);
    alarm.set(move.wakeAt);
  };
  const end = (outcome: RunOutcome): void => {
    alarm.set(undefined);
    tell({ type: 'run-ended', at: at(), outcome });
    release(waiters);
  };
  attempts.onEnd(goOn);
  goOn();
  return {
    snapshot: () => snapshotOf(state, { revision, now: clock.now(), logBytes: ports.logs.size }),
    tell,
    act(act) {
      const problem = actProblem(state, act);
      if (problem !== undefined) throw new SlipwayError(problem, 'step' in act ? act.step : '');
      tell({ ...act, at: at() });
      if (act.type === 'stop') void attempts.abort(new SlipwayError('run/cancelled'));
      goOn();
    },
    ended: () => (closed || state.ended !== undefined ? Promise.resolve() : new Promise<void>((resolve) => waiters.add(resolve))),
    async close() {
      closed = true;
      alarm.set(undefined);
      await attempts.abort(new SlipwayError('engine/cancelled'));
      release(waiters);
    },
  };
}

function release(waiters: Set<() => void>): void {
  for (const resolve of waiters) resolve();
  waiters.clear();
}

interface Alarm {
  /** Milliseconds since 1970; the one before is forgotten. */
  readonly set: (time: number | undefined) => void;
}

function createAlarm(clock: Clock, ring: () => void): Alarm {
  let current = new AbortController();
  return {
    set(time) {
      current.abort();
      if (time === undefined) return;
      current = new AbortController();
      const { signal } = current;
      void clock.sleep(Math.max(1, time - clock.now()), signal).then(() => {
        if (!signal.aborted) ring();
      });
    },
  };
}

interface Attempts {
  readonly add: (id: StepId, work: (controller: AbortController) => Promise<void>) => void;
  /** Tells all to end; resolves when they have. */
  readonly abort: (reason: SlipwayError) => Promise<void>;
  readonly onEnd: (then: () => void) => void;
}

/** The attempts under way, each with the controller that ends it. */
function createAttempts(): Attempts {
  const running = new Map<StepId, { readonly controller: AbortController; readonly done: Promise<void> }>();
  let then = (): void => undefined;
  return {
    add(id, work) {
      const controller = new AbortController();
      // One step may ask all nodes at once; each of its commands listens for as long as it runs.
      setMaxListeners(0, controller.signal);
      const done = work(controller).then(() => {
        running.delete(id);
        then();
      });
      running.set(id, { controller, done });
    },
    async abort(reason) {
      const all = [...running.values()];
      for (const { controller } of all) controller.abort(reason);
      await Promise.all(all.map(({ done }) => done));
    },
    onEnd: (next) => (then = next),
  };
}
