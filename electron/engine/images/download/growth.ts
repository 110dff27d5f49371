/** How far a file on the disk has grown, told by its writer to a reader that follows behind. */
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
  let wake: (() => void) | undefined;
  const changed = (): void => {
    wake?.();
    wake = undefined;
  };
  const change = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const abort = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
      signal.addEventListener('abort', abort, { once: true });
      wake = () => {
        signal.removeEventListener('abort', abort);
        resolve();
      };
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
