const reasonOf = ({ reason }: AbortSignal): Error =>
  reason instanceof Error ? reason : new DOMException('It was stopped.', 'AbortError');

/**
 * Waits for work that goes on by itself, and no longer once the signal is aborted: others may wait for it too. Rejects with
 * the signal's reason, or with what `meaning` makes of it.
 */
export function unlessAborted<T>(signal: AbortSignal, work: Promise<T>, meaning = reasonOf): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(meaning(signal));
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
