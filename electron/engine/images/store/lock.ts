import { randomUUID } from 'node:crypto';
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
  await writeFile(own, JSON.stringify(thisProcess()));
  try {
    for (;;) {
      if (await linked(own, path)) return () => rm(path, { force: true });
      await removeStale(path);
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
 * Two processes may find the same stale lock: the slower one must not remove the lock that the quicker one has taken
 * meanwhile. So it is moved aside first, looked at again, and put back when it is alive.
 */
async function removeStale(path: string): Promise<void> {
  if (await isHeld(path)) throw new SlipwayError('image/store-locked');
  const aside = `${path}.${process.pid}-${randomUUID()}.tmp`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return;
    throw error;
  }
  const held = await isHeld(aside);
  if (held) await linked(aside, path);
  await rm(aside, { force: true });
  if (held) throw new SlipwayError('image/store-locked');
}

/** Whether the process that made this lock still runs; a lock that is gone is not held. */
export async function isHeld(path: string): Promise<boolean> {
  try {
    const owner = parseOwner(await readFile(path, 'utf8'));
    return owner !== undefined && isRunning(owner);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return false;
    throw error;
  }
}
