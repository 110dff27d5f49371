import { acquireProjectLock, type Release } from '../project/lock.ts';

interface Shared {
  holders: number;
  readonly release: Promise<Release>;
}

export type ProjectLocks = (dir: string) => Promise<Release>;

/** The project's lock, shared by the write sessions of one engine: a card is retried while its neighbours are still written. */
export function createProjectLocks(purpose: string): ProjectLocks {
  const held = new Map<string, Shared>();
  return async (dir) => {
    const shared = held.get(dir) ?? { holders: 0, release: acquireProjectLock(dir, { purpose }) };
    held.set(dir, shared);
    shared.holders += 1;
    const leave = async (): Promise<void> => {
      shared.holders -= 1;
      if (shared.holders > 0) return;
      held.delete(dir);
      await (
        await shared.release
      )();
    };
    await shared.release.catch((thrown: unknown) => {
      held.delete(dir);
      throw thrown;
    });
    return leave;
  };
}
