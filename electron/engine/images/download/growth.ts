/** How far a file on the disk has grown, told by its writer to those who read behind it. */
export interface Growth {
  readonly length: () => number;
  readonly grow: (bytes: number) => void;
  /** No more will come. */
  readonly finish: () => void;
  readonly finished: () => boolean;
  /** Resolves with the length once it is past `position`, or with `end`. Rejects when the signal is aborted. */
  readonly past: (position: number, signal: AbortSignal) => Promise<number | 'end'>;
}

export function growthFrom(start: number): Growth {
  let length = start;
  let finished = false;
  const waiting = new Set<() => void>();
  const changed = (): void => {
    for (const wake of [...waiting]) wake();
  };
  const change = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const forget = (): void => {
        signal.removeEventListener('abort', abort);
        waiting.delete(wake);
      };
      const abort = (): void => {
        forget();
        reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      const wake = (): void => {
        forget();
        resolve();
      };
      signal.addEventListener('abort', abort, { once: true });
      waiting.add(wake);
    });
  return {
    length: () => length,
    grow(bytes) {
      length += bytes;
      changed();
    },
    finish() {
      finished = true;
      changed();
    },
    finished: () => finished,
    async past(position, signal) {
      for (;;) {
        signal.throwIfAborted();
        if (length > position) return length;
        if (finished) return 'end';
        await change(signal);
      }
    },
  };
}
