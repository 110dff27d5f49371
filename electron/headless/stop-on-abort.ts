/**
 * Asks work to stop once the signal is aborted, and at once where it is already: Ctrl+C may come while the work is still being
 * started. How it ends, the work says itself. Returns what takes the listener away.
 */
export function stopOnAbort(signal: AbortSignal, stop: () => Promise<unknown>): () => void {
  const act = (): void => void stop().catch(() => undefined);
  signal.addEventListener('abort', act, { once: true });
  if (signal.aborted) act();
  return () => signal.removeEventListener('abort', act);
}
