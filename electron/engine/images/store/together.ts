/**
 * Waits for two tasks that work hand in hand. The first failure stops the other one, is the one that is thrown, and is
 * thrown only when both have ended, so that nobody still writes to a file that is then removed.
 */
export async function together<A, B>(a: Promise<A>, b: Promise<B>, stop: AbortController): Promise<readonly [A, B]> {
  const failures: unknown[] = [];
  const guarded = async <T>(task: Promise<T>): Promise<T> => {
    try {
      return await task;
    } catch (error) {
      failures.push(error);
      stop.abort();
      throw error;
    }
  };
  const [first, second] = await Promise.allSettled([guarded(a), guarded(b)]);
  if (first.status === 'fulfilled' && second.status === 'fulfilled') return [first.value, second.value];
  throw failures[0];
}
