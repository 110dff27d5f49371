/** Notices that nobody has been connected for a while. */
export interface IdleWatch {
  /** Tells how many sockets are open now. */
  connected(count: number): void;
  stop(): void;
}

export interface IdleOptions {
  readonly idleMs: number;
  /** Whether work goes on though nobody looks: it is never cut short, only asked about again later. */
  isBusy(): Promise<boolean>;
  onIdle(): void;
}

/** Calls `onIdle` once, when no socket was open for `idleMs` and nothing is being done. */
export function watchIdle(options: IdleOptions): IdleWatch {
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => clearTimeout(timer);
  const start = (): void => {
    stop();
    timer = setTimeout(() => void check(), options.idleMs);
    timer.unref();
  };
  const check = async (): Promise<void> => {
    const asked = timer;
    const busy = await options.isBusy().catch(() => true);
    if (timer !== asked) return;
    if (busy) start();
    else options.onIdle();
  };
  start();
  return {
    connected: (count) => {
      if (count > 0) {
        stop();
        timer = undefined;
      } else start();
    },
    stop: () => {
      stop();
      timer = undefined;
    },
  };
}
