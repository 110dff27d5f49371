import { randomUUID } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SlipwayError, systemErrorCode } from '../../../contract/errors.ts';
import type { Release } from './lock.ts';
import { isRunning, parseOwner, thisProcess } from './owner.ts';
import { readStored } from './store-index.ts';
import { markPrefix, type ImageFolder } from './store-layout.ts';

/** Marks an image as being written to cards, for all processes, until released. Errors: `image/not-stored`. */
export async function markInUse(folder: ImageFolder): Promise<Release> {
  const mark = join(folder.dir, `${markPrefix}${process.pid}-${randomUUID()}`);
  const release = (): Promise<void> => rm(mark, { force: true });
  try {
    await writeFile(mark, JSON.stringify(thisProcess()));
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') throw notStored(folder);
    throw error;
  }
  // Whoever removes the image looks for marks after taking it away; whoever marks it looks for the image after marking.
  if ((await readStored(folder)) !== undefined) return release;
  await release();
  throw notStored(folder);
}

const notStored = (folder: ImageFolder): SlipwayError => new SlipwayError('image/not-stored', `It is ${basename(folder.dir)}.`);

/** Whether a running process has marked the image; marks that crashed processes left are removed. */
export async function isInUse(dir: string): Promise<boolean> {
  const marks = (await readdir(dir)).filter((name) => name.startsWith(markPrefix)).map((name) => join(dir, name));
  const alive = await Promise.all(marks.map(isAlive));
  return alive.includes(true);
}

async function isAlive(mark: string): Promise<boolean> {
  const owner = parseOwner(await readFile(mark, 'utf8').catch(() => ''));
  if (owner !== undefined && isRunning(owner)) return true;
  await rm(mark, { force: true });
  return false;
}
