import type { CardPhase } from '../contract/card.ts';
import { SlipwayError } from '../contract/errors.ts';
import type { Tracker } from './tracker.ts';

interface Context {
  readonly tracker: Tracker;
  readonly signal: AbortSignal;
}

interface Watch extends Context {
  /** Calls back each second until the returned function is called. Seconds the computer slept through do not count. */
  readonly everySecond: (tick: () => void) => () => void;
}

/** A worn card may pause for tens of seconds while it tidies up; unmounting, or cleaning a disk on Windows, takes as long. */
const defaultPatience = 60;

/** Seconds without any progress after which a card counts as stalled. The probe moves few bytes, so it is told soon. */
const patience: Readonly<Record<CardPhase, number>> = {
  preparing: 120,
  probing: 20,
  writing: defaultPatience,
  verifying: defaultPatience,
  personalising: defaultPatience,
  rereading: defaultPatience,
};

/**
 * The result of `work`, or a rejection with `card/stalled` once it made no progress for too long. A system call cannot be
 * interrupted: the work is abandoned, its signal aborted for when the call returns, and it is not heard of again.
 */
export async function failWhenStalled<T>(
  work: (context: Context) => Promise<T>,
  { tracker, signal, everySecond }: Watch,
): Promise<T> {
  const stall = new AbortController();
  let quietSeconds = 0;
  const watched: Tracker = {
    phase: tracker.phase,
    enter(phase, total) {
      quietSeconds = 0;
      if (!stall.signal.aborted) tracker.enter(phase, total);
    },
    add(bytes) {
      quietSeconds = 0;
      if (!stall.signal.aborted) tracker.add(bytes);
    },
  };
  let stop = (): void => undefined;
  const stalled = new Promise<never>((_resolve, reject) => {
    stop = everySecond(() => {
      quietSeconds += 1;
      if (quietSeconds < patience[tracker.phase()]) return;
      const error = new SlipwayError('card/stalled', `Nothing moved for ${quietSeconds} seconds.`);
      stall.abort(error);
      reject(error);
    });
  });
  try {
    return await Promise.race([work({ tracker: watched, signal: AbortSignal.any([signal, stall.signal]) }), stalled]);
  } finally {
    stop();
  }
}
