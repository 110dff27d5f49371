import { setTimeout as delay } from 'node:timers/promises';

/** Time behind an interface, so that tests need not wait for it. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Resolves after `ms`, or early when the signal is aborted; never fails. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  // Node clamps a longer delay to one millisecond.
  sleep: (ms, signal) => delay(Math.min(ms, 2 ** 31 - 1), undefined, { signal, ref: true }).catch(() => undefined),
};
