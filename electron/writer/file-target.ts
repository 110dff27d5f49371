import { constants } from 'node:fs';
import { lstat, open, rename, rm, statfs, type FileHandle } from 'node:fs/promises';
import { dirname, isAbsolute } from 'node:path';
import { SlipwayError, systemErrorCode } from '../contract/errors.ts';
import type { ImageOutline } from '../contract/image.ts';
import { sizeText } from '../contract/size-text.ts';
import { syncFolder } from '../files/atomic-write.ts';
import { canAlign, directAlignment } from './aligned-buffer.ts';
import { cardDevice, type OpenCard } from './card-device.ts';
import { cardError, type Attempt } from './io-errors.ts';
import type { RawDevice } from './raw-device.ts';

/** Unwritten data is pushed out this often, so that a cancel or the final flush never waits for gigabytes. */
const syncEvery = 32 * 1024 * 1024;

/**
 * Opens a card file: a new sparse file `<path>.part` of the image's size, mode 0600 because it will hold host keys.
 * `finish` renames it to `path`, `abandon` removes it; so an older card file stays whole until the new one is.
 * Errors: `card/no-space`, `card/read-only`, `card/no-folder`, `drive/refused` (the path is no ordinary file).
 */
export async function openFileTarget(path: string, image: ImageOutline): Promise<OpenCard> {
  const part = `${path}.part`;
  await mustBeOrdinary(path);
  await mustFit(path, image);
  const writing = await createPart(part);
  try {
    await writing.truncate(image.imageSize);
    return openCard({ path, part, writing, size: image.imageSize, reading: await openForReading(part) });
  } catch (thrown) {
    await discard(part, writing);
    throw cardError(thrown, { kind: 'file', path, doing: 'open' });
  }
}

async function mustBeOrdinary(path: string): Promise<void> {
  if (!isAbsolute(path)) throw new SlipwayError('drive/refused', `${path} is not an absolute path`);
  const there = await lstat(path).catch((thrown: unknown) => {
    if (systemErrorCode(thrown) === 'ENOENT') return undefined;
    throw cardError(thrown, { kind: 'file', path, doing: 'open' });
  });
  if (there?.isFile() === false) throw new SlipwayError('drive/refused', `${path} is not an ordinary file`);
}

/** Only mapped bytes take room; better to say so now than after ten minutes. */
async function mustFit(path: string, { mappedBytes }: ImageOutline): Promise<void> {
  const disk = await statfs(dirname(path)).catch((thrown: unknown) => {
    throw cardError(thrown, { kind: 'file', path, doing: 'open' });
  });
  const free = disk.bavail * disk.bsize;
  if (free < mappedBytes)
    throw new SlipwayError('card/no-space', `${path} needs ${sizeText(mappedBytes)}, and ${sizeText(free)} are free.`);
}

/** O_EXCL and O_NOFOLLOW: what someone put at this name, a link to a disk for example, is never written through. */
async function createPart(part: string): Promise<FileHandle> {
  const { O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  try {
    await rm(part, { force: true });
    return await open(part, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  } catch (thrown) {
    throw cardError(thrown, { kind: 'file', path: part, doing: 'open' });
  }
}

interface Reading {
  readonly handle: FileHandle;
  readonly how: OpenCard['readBack'];
}

/** Read-back must come from the disk, not from the cache that was just written; some file systems cannot. */
async function openForReading(part: string): Promise<Reading> {
  const cached = async (): Promise<Reading> => ({ handle: await open(part, 'r'), how: 'cached' });
  if (process.platform !== 'linux' || !canAlign()) return cached();
  return open(part, constants.O_RDONLY | constants.O_DIRECT).then((handle): Reading => ({ handle, how: 'direct' }), cached);
}

interface OpenPart {
  readonly path: string;
  readonly part: string;
  readonly writing: FileHandle;
  readonly reading: Reading;
  readonly size: number;
}

function openCard({ path, part, writing, reading, size }: OpenPart): OpenCard {
  const at = (doing: Attempt['doing'], offset?: number): Attempt => ({
    kind: 'file',
    path,
    doing,
    ...(offset === undefined ? {} : { offset }),
  });
  const { write, sync } = syncingWrites(writing, at);
  const rawOver = ({ handle, how }: Reading): RawDevice => ({
    path,
    size,
    alignment: { read: how === 'direct' ? directAlignment : 1, write: 1 },
    read: (target, offset) => moved(handle.read(target, 0, target.length, offset), at('read', offset)),
    write,
    sync,
  });
  return {
    device: cardDevice(rawOver(reading)),
    readBack: reading.how,
    alignment: directAlignment,
    staleTail: 0,
    async reopened(use) {
      const again = await openForReading(part);
      return use(cardDevice(rawOver(again))).finally(() => again.handle.close());
    },
    async finish() {
      await sync();
      await mustBeOurs(part, writing);
      await Promise.all([writing.close(), reading.handle.close()]);
      await rename(part, path).catch(async (thrown: unknown) => {
        // Closed handles tell `abandon` no longer whose file it is.
        await rm(part, { force: true }).catch(() => undefined);
        throw cardError(thrown, at('flush'));
      });
      await syncFolder(dirname(path)).catch(() => undefined);
    },
    abandon: () => discard(part, writing, reading.handle),
  };
}

interface Writes {
  readonly write: RawDevice['write'];
  readonly sync: RawDevice['sync'];
}

function syncingWrites(handle: FileHandle, at: (doing: Attempt['doing'], offset?: number) => Attempt): Writes {
  let unsynced = 0;
  const sync = async (): Promise<void> => {
    unsynced = 0;
    await handle.datasync().catch((thrown: unknown) => {
      throw cardError(thrown, at('flush'));
    });
  };
  return {
    sync,
    async write(source, offset) {
      const count = await moved(handle.write(source, 0, source.length, offset), at('write', offset));
      unsynced += count;
      if (unsynced >= syncEvery) await sync();
      return count;
    },
  };
}

async function moved(
  call: Promise<{ readonly bytesRead: number } | { readonly bytesWritten: number }>,
  attempt: Attempt,
): Promise<number> {
  try {
    const result = await call;
    return 'bytesRead' in result ? result.bytesRead : result.bytesWritten;
  } catch (thrown) {
    throw cardError(thrown, attempt);
  }
}

async function discard(part: string, writing: FileHandle, ...others: readonly FileHandle[]): Promise<void> {
  const ours = await isOurs(part, writing).catch(() => false);
  await Promise.allSettled([writing, ...others].map((handle) => handle.close()));
  if (ours) await rm(part, { force: true }).catch(() => undefined);
}

/**
 * A writer outlives a killed engine by a moment; the next one may have begun the same card meanwhile, under the same name.
 */
async function isOurs(part: string, writing: FileHandle): Promise<boolean> {
  const [named, held] = await Promise.all([lstat(part), writing.stat()]);
  return named.ino === held.ino && named.dev === held.dev;
}

async function mustBeOurs(part: string, writing: FileHandle): Promise<void> {
  if (!(await isOurs(part, writing).catch(() => false)))
    throw new SlipwayError('card/removed', `${part} was replaced by somebody else while it was written.`);
}
