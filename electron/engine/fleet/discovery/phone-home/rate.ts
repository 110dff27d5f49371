/** How many calls each caller, and all together, may make. A node makes three in its first second and few later. */
const perCaller = { burst: 12, perSecond: 2 };
const overall = { burst: 300, perSecond: 100 };
const maxCallers = 1024;

interface Bucket {
  readonly left: number;
  readonly at: number;
}

export interface RateLimit {
  /** Whether a call from this address may be read now; counts it. `now`: milliseconds. */
  admits(caller: string, now: number): boolean;
}

/** Buckets of tokens, one a caller and one for all. What is remembered is bounded: the caller heard longest ago is let go. */
export function createRateLimit(): RateLimit {
  const callers = new Map<string, Bucket>();
  let all: Bucket = { left: overall.burst, at: 0 };
  return {
    admits: (caller, now) => {
      const mine = refilled(callers.get(caller) ?? { left: perCaller.burst, at: now }, perCaller, now);
      const everyone = refilled(all, overall, now);
      const isAdmitted = mine.left >= 1 && everyone.left >= 1;
      const cost = isAdmitted ? 1 : 0;
      all = { ...everyone, left: everyone.left - cost };
      callers.delete(caller);
      callers.set(caller, { ...mine, left: mine.left - cost });
      const [oldest] = callers.keys();
      if (callers.size > maxCallers && oldest !== undefined) callers.delete(oldest);
      return isAdmitted;
    },
  };
}

const refilled = ({ left, at }: Bucket, { burst, perSecond }: typeof perCaller, now: number): Bucket => ({
  left: Math.min(burst, left + (Math.max(0, now - at) / 1000) * perSecond),
  at: now,
});
