import { errorKinds } from '../../contract/errors.ts';
import type { RunAct, StepFailure, StepId } from '../../contract/runbook.ts';
import type { ErrorCode } from '../../contract/errors.ts';
import { graphOf } from './graph.ts';
import { isUnderWay, leftAct, type PlannedRecord, type RunEvent, type RunState, type StepRecord } from './state.ts';

/** A node that is restarted again and again is no reason to go on for ever. */
const mostLosses = 3;
const lossPauseMs = 2000;
const longestPauseMs = 60_000;

type StartEvent = Extract<RunEvent, { type: 'run-started' }>;

/** Errors: `run/bad-graph`. */
export function startRun({ runId, dir, kind, at, steps, limits }: StartEvent): RunState {
  const graph = graphOf(steps.map(({ info }) => info));
  return { runId, dir, kind, startedAt: at, resumed: 0, limits, graph, steps: steps.map(fresh), stopping: false };
}

const fresh = (step: PlannedRecord): StepRecord => ({
  ...step,
  state: { kind: 'waiting' },
  attempts: 0,
  losses: 0,
  acted: false,
});

/**
 * What a run is after something happened to it. An event that does not fit (a late answer about a step that was given up)
 * changes nothing. Errors, from `run-resumed` only: `run/bad-graph`.
 */
export function reduceRun(state: RunState, event: RunEvent): RunState {
  if ('step' in event) {
    const next = withStep(state, event);
    return event.type === 'retry' || event.type === 'skip' ? reopened(next) : next;
  }
  switch (event.type) {
    case 'run-started':
      return state;
    case 'run-resumed':
      return resumed(state, event);
    case 'locked':
      return { ...state, lock: event.holder };
    case 'unlocked':
      return withoutLock(state);
    case 'lock-lost':
      return { ...withoutLock(state), trouble: event.error };
    case 'retry-failed':
      return reopened({ ...state, steps: state.steps.map((step) => (canRetryAll(step) ? again(step) : step)) });
    case 'stop':
      return { ...state, stopping: true, steps: state.steps.map((step) => cancelWaiting(step, event.at)) };
    case 'run-ended':
      return { ...state, ended: { outcome: event.outcome, at: event.at } };
  }
}

const withoutLock = ({ lock: _, ...state }: RunState): RunState => state;

const withoutEnd = ({ ended: _, trouble: __, ...state }: RunState): RunState => state;

/** A run that had ended goes on. */
const reopened = (state: RunState): RunState => (state.ended === undefined ? state : { ...withoutEnd(state), stopping: false });

type StepEvent = Extract<RunEvent, { step: StepId }>;

function withStep(state: RunState, event: StepEvent): RunState {
  const place = state.graph.index.get(event.step);
  const step = place === undefined ? undefined : state.steps[place];
  if (place === undefined || step === undefined) return state;
  const next = nextStep(state, step, event);
  return next === step ? state : { ...state, steps: replaced(state.steps, place, next) };
}

function nextStep({ stopping }: Pick<RunState, 'stopping'>, step: StepRecord, event: StepEvent): StepRecord {
  const reduced = reduceStep(step, event);
  return stopping ? cancelWaiting(reduced, event.at) : reduced;
}

/** As `Array.with`, which takes several times as long in Node 20. */
function replaced<T>(items: readonly T[], place: number, item: T): readonly T[] {
  const copy = items.slice();
  copy[place] = item;
  return copy;
}

function reduceStep(step: StepRecord, event: StepEvent): StepRecord {
  switch (event.type) {
    case 'step-started':
      return step.state.kind === 'waiting' ? started(step, event.at) : step;
    case 'retry':
      return canRetry(step) ? again(step) : step;
    case 'skip':
      return canSkip(step) ? { ...step, state: { kind: 'skipped' }, endedAt: event.at } : step;
    case 'step-acting':
    case 'step-detached':
    case 'step-proving':
    case 'step-done':
    case 'step-failed':
    case 'step-cancelled':
      return isUnderWay(step.state) ? goneOn(step, event) : step;
  }
}

function started({ endedAt: _, ...step }: StepRecord, at: string): StepRecord {
  return { ...step, state: { kind: 'checking' }, attempts: step.attempts + 1, startedAt: at };
}

/** What happens to a step that is under way. */
function goneOn(step: StepRecord, event: Exclude<StepEvent, { type: 'step-started' | 'retry' | 'skip' }>): StepRecord {
  switch (event.type) {
    case 'step-acting':
      return { ...step, state: { kind: 'acting' }, acted: true };
    case 'step-detached':
      return { ...step, state: { kind: 'acting', detached: event.act }, left: event.act, acted: true };
    case 'step-proving':
      return { ...withoutLeft(step), state: { kind: 'checking' } };
    case 'step-done': {
      const { evidence, at } = event;
      return { ...withoutLeft(step), state: { kind: 'done', evidence, changed: step.acted }, endedAt: at };
    }
    case 'step-failed':
      return failed(step, event.failure, event.at);
    case 'step-cancelled':
      return { ...step, state: { kind: 'cancelled' }, endedAt: event.at };
  }
}

function withoutLeft({ left: _, ...step }: StepRecord): StepRecord {
  return step;
}

/** The attempt failed: a pause and another one, or the end. */
function failed(step: StepRecord, failure: StepFailure, at: string): StepRecord {
  const { code } = failure.error;
  const retryIn = (ms: number): StepRecord['state'] => ({
    kind: 'waiting',
    retryAt: new Date(Date.parse(at) + ms).toISOString(),
    failure,
  });
  const lost = code === 'run/act-lost';
  if (lost && step.losses < mostLosses)
    return {
      ...withoutLeft(step),
      state: retryIn(lossPauseMs),
      attempts: step.attempts - 1,
      losses: step.losses + 1,
      endedAt: at,
    };
  // After a timeout the act may still go on.
  const after = code === 'run/timeout' ? step : withoutLeft(step);
  if (!mayPass(code) || step.attempts >= step.retry.attempts)
    return { ...after, state: { kind: 'failed', ...failure }, endedAt: at };
  const pause = Math.min(longestPauseMs, step.retry.backoffMs * 2 ** (step.attempts - 1));
  return { ...after, state: retryIn(pause), endedAt: at };
}

/** Another attempt may end otherwise: not when the longest time was waited already, the input is bad, or it is refused for safety. */
const mayPass = (code: ErrorCode): boolean => code !== 'run/timeout' && code !== 'run/act-lost' && errorKinds[code].exit === 1;

const canRetry = ({ state }: StepRecord): boolean =>
  ['failed', 'skipped', 'cancelled'].includes(state.kind) || (state.kind === 'waiting' && state.retryAt !== undefined);

const canRetryAll = ({ state }: StepRecord): boolean => state.kind === 'failed' || state.kind === 'cancelled';

const canSkip = ({ state }: StepRecord): boolean => ['waiting', 'failed', 'cancelled'].includes(state.kind);

/** Back to the start, told apart from a first start only by what it may have left on its node. */
const again = ({ endedAt: _, ...step }: StepRecord): StepRecord => ({
  ...step,
  state: { kind: 'waiting' },
  attempts: 0,
  losses: 0,
});

const cancelWaiting = (step: StepRecord, at: string): StepRecord =>
  step.state.kind === 'waiting' ? { ...step, state: { kind: 'cancelled' }, endedAt: at } : step;

/**
 * Every step is checked again, as truth is observed and not remembered (design §2): only what a person decided (skip) and
 * what may still go on on a node is kept.
 */
function resumed(state: RunState, { steps, limits }: Extract<RunEvent, { type: 'run-resumed' }>): RunState {
  const graph = graphOf(steps.map(({ info }) => info));
  const before = new Map(state.steps.map((step) => [step.info.id, step]));
  return {
    ...withoutLock(withoutEnd(state)),
    ...{ limits, graph, stopping: false, resumed: state.resumed + 1 },
    steps: steps.map((step) => carriedOver(step, before.get(step.info.id))),
  };
}

function carriedOver(step: PlannedRecord, before: StepRecord | undefined): StepRecord {
  if (before === undefined) return fresh(step);
  const left = leftAct(before);
  const record = { ...fresh(step), acted: before.acted, ...(left === undefined ? {} : { left }) };
  return before.state.kind === 'skipped' ? { ...record, state: before.state } : record;
}

/** Why a person cannot do this to the run now; undefined when they can. */
export function actProblem(state: RunState, act: RunAct): ErrorCode | undefined {
  const isClosing = state.stopping && state.ended === undefined;
  if (isClosing && act.type !== 'stop') return 'run/not-now';
  if (act.type === 'retry-failed') return state.steps.some(canRetryAll) ? undefined : 'run/not-now';
  if (act.type === 'stop') return state.ended === undefined ? undefined : 'run/not-now';
  const place = state.graph.index.get(act.step);
  const step = place === undefined ? undefined : state.steps[place];
  if (step === undefined) return 'run/unknown-step';
  return (act.type === 'skip' ? canSkip(step) : canRetry(step)) ? undefined : 'run/not-now';
}

/**
 * The run that a journal tells of; undefined when its first line is not the start of one. The same as {@link reduceRun} event by
 * event, but steps change in one list of the fold's own: to copy a thousand steps ten thousand times takes longer than all the rest.
 */
export function foldRun(events: Iterable<RunEvent>): RunState | undefined {
  let state: RunState | undefined;
  let steps: StepRecord[] = [];
  for (const event of events) {
    if (state !== undefined && 'step' in event && event.type !== 'retry' && event.type !== 'skip') {
      const place = state.graph.index.get(event.step) ?? -1;
      const step = steps[place];
      if (step !== undefined) steps[place] = nextStep(state, step, event);
      continue;
    }
    state = folded(state === undefined ? undefined : { ...state, steps }, event);
    steps = [...(state?.steps ?? [])];
  }
  return state === undefined ? undefined : { ...state, steps };
}

function folded(state: RunState | undefined, event: RunEvent): RunState | undefined {
  if (event.type === 'run-started') return state ?? startRun(event);
  return state === undefined ? undefined : reduceRun(state, event);
}
