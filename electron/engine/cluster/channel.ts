/** The newest value for any number of readers; each gets it at once and then after changes, no more often than the interval. */
export interface Channel<T> {
  publish(value: T): void;
  read(signal: AbortSignal): AsyncGenerator<T>;
}

interface ChannelOptions<T> {
  readonly initial: T;
  readonly intervalMs: number;
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

export function createChannel<T>({ initial, intervalMs, pause }: ChannelOptions<T>): Channel<T> {
  let value = initial;
  let version = 0;
  const wakers = new Set<() => void>();
  const changed = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        wakers.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      wakers.add(done);
      signal.addEventListener('abort', done);
    });
  return {
    publish: (next) => {
      value = next;
      version += 1;
      for (const wake of [...wakers]) wake();
    },
    async *read(signal) {
      for (let seen = -1; !signal.aborted;) {
        if (seen === version) {
          await changed(signal);
          continue;
        }
        seen = version;
        yield value;
        await pause(intervalMs, signal).catch(() => undefined);
      }
    },
  };
}
