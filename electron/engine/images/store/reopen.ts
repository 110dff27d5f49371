import { existsSync } from 'node:fs';
import { readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SlipwayError, systemErrorCode } from '../../../contract/errors.ts';
import { removePart } from '../download/part-file.ts';
import { ownerOfTemporary } from '../../../files/atomic-write.ts';
import { isInUse } from './in-use.ts';
import { claimEnding, takeLock } from './lock.ts';
import { isRunning } from './owner.ts';
import { imageDirs, readStored } from './store-index.ts';
import { folderNamed, lockEnding, locksDir, trashPrefix, type ImageFolder } from './store-layout.ts';

/**
 * Puts a store in order after a crash: half-made images go, downloads stay for being continued, images that another
 * process is fetching are left alone.
 */
export async function tidyStore(storeDir: string): Promise<void> {
  await removeTemporaries(storeDir);
  await removeTemporaries(locksDir(storeDir));
  for (const name of await readdir(storeDir)) {
    if (name.startsWith(trashPrefix)) await rm(join(storeDir, name), { recursive: true, force: true });
  }
  const locks = await readdir(locksDir(storeDir));
  for (const name of locks.filter((lock) => lock.endsWith(claimEnding))) {
    await unlessBusy(join(locksDir(storeDir), name), () => Promise.resolve());
  }
  // A process may have died before it made the folder: then only its lock is there.
  const locked = locks.filter((name) => name.endsWith(lockEnding)).map((name) => name.slice(0, -lockEnding.length));
  for (const name of new Set([...(await imageDirs(storeDir)), ...locked])) {
    const folder = folderNamed(storeDir, name);
    await unlessBusy(folder.lock, () => tidyImage(folder));
  }
}

async function unlessBusy(lock: string, work: () => Promise<void>): Promise<void> {
  try {
    const release = await takeLock(lock);
    await work().finally(release);
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error;
  }
}

/** Puts one image folder in order; the caller has its lock. */
export async function tidyImage(folder: ImageFolder): Promise<void> {
  if (!existsSync(folder.dir)) return;
  await removeTemporaries(folder.dir);
  await rm(folder.incoming.dir, { recursive: true, force: true });
  if (await documentExists(folder)) {
    await isInUse(folder.dir);
    if ((await readStored(folder)) !== undefined) await removePart(folder.dir);
    return;
  }
  for (const path of [folder.raw, folder.map, folder.origin]) await rm(path, { force: true });
  await removeIfEmpty(folder.dir);
}

/** A document that cannot be read may be a newer Slipway's: its image is left alone. */
async function documentExists(folder: ImageFolder): Promise<boolean> {
  return (await readdir(folder.dir)).includes('image.json');
}

export async function removeIfEmpty(dir: string): Promise<void> {
  try {
    await rmdir(dir);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(systemErrorCode(error) ?? '')) throw error;
  }
}

async function removeTemporaries(dir: string): Promise<void> {
  for (const name of await readdir(dir)) {
    const pid = ownerOfTemporary(name);
    if (pid !== undefined && !isRunning({ pid, started: '' })) await rm(join(dir, name), { force: true });
  }
}
