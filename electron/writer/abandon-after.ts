import { setTimeout as delay } from 'node:timers/promises';

/**
 * The result of `work`, or, once `signal` is aborted, a rejection after at most `graceMs`: a system call on a hanging
 * reader can take minutes and cannot be interrupted.
 */
export async function abandonAfter<T>(work: Promise<T>, signal: AbortSignal, graceMs: number): Promise<T> {
  const settled = new AbortController();
  const impatience = new Promise<never>((_resolve, reject) => {
    const giveUp = (): void => {
      void delay(graceMs, undefined, { signal: settled.signal }).then(
        () => reject(new DOMException('It did not stop in time.', 'AbortError')),
        () => undefined,
      );
    };
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
  try {
    return await Promise.race([work, impatience]);
  } finally {
    settled.abort();
  }
}
