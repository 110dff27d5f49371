/** Lets `burst` messages pass at once and `perSecond` for long; false when a client sends more. `now` in milliseconds. */
export function createTokenBucket({ perSecond, burst }: { perSecond: number; burst: number }): (now: number) => boolean {
  let level = burst;
  let last: number | undefined;
  return (now) => {
    level = Math.min(burst, level + ((now - (last ?? now)) / 1000) * perSecond);
    last = now;
    if (level < 1) return false;
    level -= 1;
    return true;
  };
}
