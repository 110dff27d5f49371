import type { Clock } from '../../electron/engine/runbook/clock.ts';

export interface FakeClock extends Clock {
  /** Sleepers that wait. */
  readonly waiting: () => number;
  /** Lets everything that is ready happen, then time pass up to the next sleeper, again and again, until `until` resolves. */
  readonly runUntil: (until: Promise<unknown>) => Promise<void>;
  /** Lets so much time pass, waking who is due on the way. */
  readonly pass: (ms: number) => Promise<void>;
}

/** Time that passes only when a test says so. */
export function fakeClock(start = Date.parse('2026-11-24T08:00:00Z')): FakeClock {
  let time = start;
  const sleepers = new Set<{ readonly due: number; readonly wake: () => void }>();
  /** Longer than any chain of promises that waits for nothing. */
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 3; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
  };
  const next = (): number => Math.min(...[...sleepers].map(({ due }) => due));
  const wakeDue = (): void => {
    for (const sleeper of [...sleepers]) if (sleeper.due <= time) sleeper.wake();
  };
  return {
    now: () => time,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const sleeper = {
          due: time + ms,
          wake: () => {
            sleepers.delete(sleeper);
            signal.removeEventListener('abort', sleeper.wake);
            resolve();
          },
        };
        sleepers.add(sleeper);
        if (signal.aborted) sleeper.wake();
        else signal.addEventListener('abort', sleeper.wake, { once: true });
      }),
    waiting: () => sleepers.size,
    async runUntil(until) {
      const pending = Symbol('pending');
      const isOver = async (): Promise<boolean> => {
        await settle();
        return (await Promise.race([until, Promise.resolve(pending)])) !== pending;
      };
      while (!(await isOver())) {
        if (sleepers.size === 0) throw new Error('Nothing sleeps, and yet it does not end.');
        time = Math.max(time, next());
        wakeDue();
      }
    },
    async pass(ms) {
      const end = time + ms;
      await settle();
      while (sleepers.size > 0 && next() <= end) {
        time = next();
        wakeDue();
        await settle();
      }
      time = end;
    },
  };
}
