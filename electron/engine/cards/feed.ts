import { withResolvers } from '../../contract/with-resolvers.ts';

/** Ordinary progress is told at most this often. */
const interval = 200;

export interface Feed<T> {
  /** `now` for what people wait for (a new phase, an end), `soon` for progress. */
  readonly changed: (urgency: 'now' | 'soon') => void;
  readonly watch: (signal: AbortSignal) => AsyncGenerator<T>;
}

interface Watcher {
  news: 'none' | 'soon' | 'now';
  wake: () => void;
}

/** Lets any number of watchers follow a snapshot, each at its own pace: who is slow skips states, and never the last one. */
export function createFeed<T extends { readonly finished: boolean }>(snapshot: () => T, now: () => number): Feed<T> {
  const watchers = new Set<Watcher>();
  return {
    changed(urgency) {
      for (const watcher of watchers) {
        if (watcher.news !== 'now') watcher.news = urgency;
        watcher.wake();
      }
    },
    async *watch(signal) {
      const watcher: Watcher = { news: 'none', wake: () => undefined };
      watchers.add(watcher);
      try {
        while (!signal.aborted) {
          watcher.news = 'none';
          const current = snapshot();
          const toldAt = now();
          yield current;
          if (current.finished) return;
          await untilNews(watcher, { signal, elapsed: () => now() - toldAt });
        }
      } finally {
        watchers.delete(watcher);
      }
    },
  };
}

interface Pause {
  readonly signal: AbortSignal;
  /** Milliseconds since the watcher was last told something. */
  readonly elapsed: () => number;
}

/** Resolves when the watcher should be told what is new, or `signal` is aborted. */
async function untilNews(watcher: Watcher, { signal, elapsed }: Pause): Promise<void> {
  while (!signal.aborted && (watcher.news === 'none' || (watcher.news === 'soon' && elapsed() < interval)))
    await woken(watcher, signal, watcher.news === 'soon' ? interval - elapsed() : undefined);
}

/** Resolves at the next news, when the signal is aborted, or after `ms`. */
async function woken(watcher: Watcher, signal: AbortSignal, ms: number | undefined): Promise<void> {
  const { promise, resolve } = withResolvers();
  const wake = (): void => resolve();
  watcher.wake = wake;
  signal.addEventListener('abort', wake, { once: true });
  const timer = ms === undefined ? undefined : setTimeout(wake, Math.max(1, ms));
  await promise;
  clearTimeout(timer);
  signal.removeEventListener('abort', wake);
}
