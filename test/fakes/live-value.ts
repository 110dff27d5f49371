/** A value that can be watched: each watcher gets it at once and after every change, the newest only. */
export interface LiveValue<T> {
  get(): T;
  set(value: T): void;
  watch(signal: AbortSignal): AsyncGenerator<T>;
}

export function liveValue<T>(initial: T): LiveValue<T> {
  let value = initial;
  const wakers = new Set<() => void>();
  const changed = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const wake = (): void => {
        signal.removeEventListener('abort', wake);
        resolve();
      };
      wakers.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  return {
    get: () => value,
    set: (next) => {
      value = next;
      for (const wake of wakers) wake();
      wakers.clear();
    },
    async *watch(signal) {
      while (!signal.aborted) {
        const change = changed(signal);
        yield value;
        await change;
      }
    },
  };
}
