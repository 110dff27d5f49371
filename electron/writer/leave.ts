/** What is still running when the program wants to end. */
export interface UnderWay {
  count: <T>(work: Promise<T>) => Promise<T>;
  readonly isAny: () => boolean;
}

/** Counts work that has not settled. */
export function createUnderWay(): UnderWay {
  let running = 0;
  return {
    count(work) {
      running += 1;
      return work.finally(() => {
        running -= 1;
      });
    },
    isAny: () => running > 0,
  };
}

/**
 * Ends the program. `process.exit` joins libuv's threads, so with a system call that hangs on a dead reader it would never
 * return; then only a signal ends it.
 */
export async function leave(code: number, { isAny }: UnderWay): Promise<void> {
  if (!isAny()) process.exit(code);
  // What was said last must arrive: pipes of Windows are written in the background.
  await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
  process.kill(process.pid, 'SIGKILL');
}
