import { createHash, randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { SlipwayError, systemErrorCode } from '../../../contract/errors.ts';
import { isRunning, parseOwner, thisProcess } from './owner.ts';

export type Release = () => Promise<void>;

/**
 * Takes a lock that holds across processes. The lock of a process that no longer runs is taken over.
 * Errors: `image/store-locked` at once when another fetch, in this process or another, has it.
 */
export async function takeLock(path: string): Promise<Release> {
  const own = `${path}.${process.pid}-${randomUUID()}.tmp`;
  await writeFile(own, JSON.stringify({ ...thisProcess(), token: randomUUID() }));
  const release = (): Promise<void> => rm(path, { force: true });
  try {
    for (;;) {
      if (await linked(own, path)) return release;
      const held = await readIfThere(path);
      if (held === undefined) continue;
      if (isAlive(held)) throw new SlipwayError('image/store-locked');
      if (await replaced(path, held, own)) return release;
    }
  } finally {
    await rm(own, { force: true });
  }
}

/** A hard link appears at once and complete, so nobody ever reads a lock without an owner. */
async function linked(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Replaces a stale lock. Two processes may find the same one: whoever simply removed it could remove the lock that the
 * quicker one has put there meanwhile. So the right to replace exactly this lock is a lock of its own, named after its
 * content; who has it and still finds that content is the only one who may change the file.
 */
async function replaced(path: string, stale: string, own: string): Promise<boolean> {
  const name = createHash('sha256').update(stale).digest('hex').slice(0, 16);
  const release = await takeLock(`${path}.${name}${claimEnding}`);
  try {
    if ((await readIfThere(path)) !== stale) return false;
    await rename(own, path);
    return true;
  } finally {
    await release();
  }
}

/** Ending of the locks that are only held while a stale lock is replaced. */
export const claimEnding = '.claim';

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(text: string): boolean {
  const owner = parseOwner(text);
  return owner !== undefined && isRunning(owner);
}
