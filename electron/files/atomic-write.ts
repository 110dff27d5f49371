import { randomBytes } from 'node:crypto';
import { link, open, readdir, realpath, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { systemErrorCode } from '../contract/errors.ts';
import { isRunning } from './processes.ts';

interface WriteOptions {
  /** Permissions of the file; those of the file it replaces where absent, else 0644. */
  readonly mode?: number;
}

/** Content that comes piece by piece; a failure leaves the old file. */
export type FileFiller = (write: (bytes: Uint8Array) => Promise<void>) => Promise<void>;
type Content = string | Uint8Array | FileFiller;

/**
 * Replaces a file so that a reader, a crash or a power cut finds either the old content or the new: written beside it,
 * fsynced, renamed, folder fsynced. A symbolic link stays one; what it points to is replaced.
 */
export async function writeFileAtomically(path: string, content: Content, options: WriteOptions = {}): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const mode = options.mode ?? (await modeOf(target)) ?? 0o644;
  const temporary = await writeTemporary(target, content, mode);
  try {
    await renameOver(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(target));
  await removeLeftovers(target);
}

/** Makes a file that must not exist yet, complete or not at all. Throws `EEXIST`. */
export async function createFileAtomically(path: string, content: string, mode = 0o644): Promise<void> {
  const temporary = await writeTemporary(path, content, mode);
  try {
    await link(temporary, path).catch(async (error: unknown) => {
      if (!hasNoLinks(error)) throw error;
      await createExclusively(path, content, mode);
    });
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(dirname(path));
}

/** FAT and some network shares know no hard links. */
const hasNoLinks = (error: unknown): boolean =>
  ['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL', 'EISDIR', 'UNKNOWN'].includes(systemErrorCode(error) ?? '');

async function createExclusively(path: string, content: string, mode: number): Promise<void> {
  await withFile(await open(path, 'wx', mode), async (file) => {
    await file.writeFile(content);
    await file.sync();
  });
}

async function writeTemporary(target: string, content: Content, mode: number): Promise<string> {
  const temporary = join(dirname(target), `${temporaryPrefix(target)}${process.pid}-${randomBytes(4).toString('hex')}.tmp`);
  try {
    await withFile(await open(temporary, 'wx', mode), async (file) => {
      await file.chmod(mode);
      // Each write goes on where the last one ended.
      if (typeof content === 'function') await content((bytes) => file.writeFile(bytes));
      else await file.writeFile(content);
      await file.sync();
    });
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  return temporary;
}

/** The process that a temporary file of this room, or of a lock, belongs to: `….1234-89abcdef.tmp`; undefined for any other name. */
export function ownerOfTemporary(name: string): number | undefined {
  const pid = /\.(\d+)-[0-9a-f-]+\.tmp$/.exec(name)?.[1];
  return pid === undefined ? undefined : Number(pid);
}

const temporaryPrefix = (target: string): string => `.${basename(target)}.`;

async function withFile(file: FileHandle, work: (file: FileHandle) => Promise<void>): Promise<void> {
  try {
    await work(file);
  } finally {
    await file.close();
  }
}

async function modeOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined ? undefined : found.mode & 0o777;
}

/** On Windows a virus scanner or indexer may hold the file for a moment. */
async function renameOver(from: string, to: string): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const isHeld = process.platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(systemErrorCode(error) ?? '');
      if (!isHeld || tries >= 10) throw error;
      await delay(20 * (tries + 1));
    }
  }
}

/** Makes the rename itself survive a power cut; Windows has no such call for folders. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  await withFile(await open(folder, 'r'), (file) => file.sync());
}

/** Temporary files of processes that were killed before their rename. Never rejects: the file itself is written. */
async function removeLeftovers(target: string): Promise<void> {
  const folder = dirname(target);
  const prefix = temporaryPrefix(target);
  for (const name of await readdir(folder).catch(() => [])) {
    const pid = name.startsWith(prefix) ? ownerOfTemporary(name) : undefined;
    if (pid !== undefined && !isRunning(pid)) await rm(join(folder, name), { force: true }).catch(() => undefined);
  }
}
