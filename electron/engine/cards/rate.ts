import type { ByteProgress } from '../../contract/image.ts';

/** How much was done when, milliseconds. Oldest first. */
export interface RateSample {
  readonly at: number;
  readonly done: number;
}

/** Rates are over this many milliseconds: cards write in bursts, and an average since the start hides that one slowed down. */
const rateWindow = 5000;

/** Adds a sample and forgets those that are too old, but for the last one before the window. Pure. */
export function addSample(samples: readonly RateSample[], sample: RateSample): readonly RateSample[] {
  const all = [...samples, sample];
  const firstInside = all.findIndex(({ at }) => at >= sample.at - rateWindow);
  return all.slice(Math.max(0, firstInside - 1));
}

interface Amount {
  readonly done: number;
  readonly total: number;
}

/** Progress with its rate and the time left, from samples of the same phase. No rate yet is 0, and no time left is told. */
export function progressOf(samples: readonly RateSample[], { done, total }: Amount): ByteProgress {
  const bytesPerSecond = rateOf(samples);
  const secondsLeft = bytesPerSecond > 0 ? Math.max(0, total - done) / bytesPerSecond : undefined;
  return { done, total, bytesPerSecond, ...(secondsLeft === undefined ? {} : { secondsLeft }) };
}

function rateOf(samples: readonly RateSample[]): number {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || last.at <= first.at) return 0;
  return Math.max(0, ((last.done - first.done) * 1000) / (last.at - first.at));
}
