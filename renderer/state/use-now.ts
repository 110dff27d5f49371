import { useSyncExternalStore } from 'react';

let now = Date.now();

function subscribe(onChange: () => void): () => void {
  const timer = setInterval(() => {
    now = Date.now();
    onChange();
  }, 30_000);
  return () => clearInterval(timer);
}

/** The time, in milliseconds since 1970, as fine as "3 minutes ago" needs it. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now);
