/** How many crashes within a minute are more than bad luck. */
export const crashLimit = Object.freeze({ limit: 5, windowMs: 60_000 });

/** True when something crashed for the `limit`th time within `windowMs`: starting it once more will not help. */
export function createCrashCount({ limit, windowMs }: { limit: number; windowMs: number }): (now: number) => boolean {
  let crashes: readonly number[] = [];
  return (now) => {
    crashes = [...crashes, now].filter((at) => now - at < windowMs);
    if (crashes.length < limit) return false;
    crashes = [];
    return true;
  };
}
