import { unlessAborted } from '../../contract/unless-aborted.ts';
import type { StepContext } from '../runbook/step.ts';

/** Work that many steps want done at the same time, as one for all of them. */
export type Shared<T> = (context: StepContext, work: (context: StepContext) => Promise<T>) => Promise<T>;

/**
 * Shares readings: whoever asks while one goes on gets the next, which begins after all who wait for it have asked. So each
 * sees what is true after it asked, and the number of readings does not grow with the number of steps.
 */
export function sharedReading<T>(): Shared<T> {
  let current: Promise<unknown> = Promise.resolve();
  let next: Promise<T> | undefined;
  return (context, read) => {
    next ??= current.then(() => {
      next = undefined;
      const reading = read(unhurried(context));
      current = reading.catch(() => undefined);
      return reading;
    });
    return unlessAborted(context.signal, next);
  };
}

/** What one step does for others must not end with that step; kubectl has a time limit of its own. */
export const unhurried = (context: StepContext): StepContext => ({ ...context, signal: new AbortController().signal });
