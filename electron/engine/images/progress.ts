import type { ByteProgress } from '../../contract/image.ts';
import type { FetchProgress } from './store/arrival.ts';

/** Rates are taken over this long: long enough to be calm, short enough to notice that a network has died. */
const windowMs = 4000;

interface Sample {
  readonly at: number;
  readonly done: number;
}

/** Turns counts into rates. `now` is in milliseconds and only its differences matter. */
export function rateMeter(now: () => number): (progress: FetchProgress) => ByteProgress {
  let phase: FetchProgress['phase'] | undefined;
  let samples: Sample[] = [];
  return ({ phase: current, done, total, limitedBy }) => {
    const at = now();
    // Each phase counts its own bytes; a rate across two of them would mean nothing.
    if (current !== phase || done < (samples.at(-1)?.done ?? 0)) samples = [];
    phase = current;
    samples = [...recent(samples, at), { at, done }];
    const bytesPerSecond = rateOf(samples);
    const secondsLeft =
      total === undefined || bytesPerSecond === 0 ? undefined : Math.ceil(Math.max(0, total - done) / bytesPerSecond);
    return { done, total, bytesPerSecond, secondsLeft, limitedBy };
  };
}

/** The samples within the window and one before it, at most one per tenth of a second. */
function recent(samples: readonly Sample[], at: number): readonly Sample[] {
  const first = samples.findLastIndex((sample) => sample.at <= at - windowMs);
  const kept = samples.slice(Math.max(0, first));
  const beforeLast = kept.at(-2);
  return beforeLast !== undefined && at - beforeLast.at < windowMs / 40 ? kept.slice(0, -1) : kept;
}

function rateOf(samples: readonly Sample[]): number {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || last.at === first.at) return 0;
  return Math.round(((last.done - first.done) * 1000) / (last.at - first.at));
}
