import { watch } from 'node:fs';

export interface DeviceNews {
  /** Resolves soon after something came to or went from `/dev`, else after `ms`, or when it is over. */
  next(ms: number): Promise<void>;
}

/** udev takes this long to find out what a new device is. */
const settling = 250;

/** Follows `folder` until `signal` is aborted. Where it cannot be watched (Windows has none), `next` only waits. */
export function deviceNews(signal: AbortSignal, folder = '/dev'): DeviceNews {
  let wake = (): void => undefined;
  let isNews = false;
  const tell = (): void => {
    isNews = true;
    wake();
  };
  try {
    watch(folder, { persistent: false, signal }, tell).on('error', () => undefined);
  } catch {
    // Looking now and then finds the same, later.
  }
  return {
    next: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(end, ms);
        let settled: NodeJS.Timeout | undefined;
        function end(): void {
          clearTimeout(timer);
          clearTimeout(settled);
          signal.removeEventListener('abort', end);
          wake = () => undefined;
          isNews = false;
          resolve();
        }
        wake = () => {
          settled ??= setTimeout(end, settling);
        };
        signal.addEventListener('abort', end, { once: true });
        if (signal.aborted) end();
        else if (isNews) wake();
      }),
  };
}
