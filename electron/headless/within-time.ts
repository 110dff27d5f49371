/**
 * Does work that ends by itself when its signal is aborted: by `signal`, or when the time is over. (AbortSignal.any over
 * AbortSignal.timeout never fires in Node 20 once the garbage collector has been by: nodejs/node issue 54614.)
 */
export async function withinTime<T>(signal: AbortSignal, ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  const timer = setTimeout(stop, ms);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}
