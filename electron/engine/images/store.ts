import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { SlipwayError, systemErrorCode } from '../../contract/errors.ts';
import type { BlockMap, ImageEntry, StoredImage, StoreStatus } from '../../contract/image.ts';
import { defaultRetry } from './download/download.ts';
import { writeFileAtomically } from '../../files/atomic-write.ts';
import { fetchImage, type FetchOptions } from './store/fetch-image.ts';
import { isInUse, markInUse } from './store/in-use.ts';
import { takeLock, type Release } from './store/lock.ts';
import { tidyStore } from './store/reopen.ts';
import { freeBytes } from './store/space.ts';
import { isWhole, listStored, readDocument, readMap, readStored, spaceOf } from './store/store-index.ts';
import { imageFolder, locksDir, settingsPath, trashPrefix, type ImageFolder } from './store/store-layout.ts';
import type { StoreContext, StoreOptions } from './store/store-options.ts';
import { defaultLimits } from './unpack/limits.ts';

/** An image that is ready to be written to cards. */
export interface ReadyImage {
  readonly stored: StoredImage;
  /** The sparse raw file; it must not be changed. */
  readonly rawPath: string;
  readonly map: BlockMap;
}

/** All images on this computer. Several processes may use one store at the same time. */
export interface ImageStore {
  list(): Promise<readonly StoredImage[]>;
  /** Errors: `image/not-stored`. */
  get(id: string): Promise<ReadyImage>;
  /** Brings an image in; see {@link fetchImage} for its errors. */
  fetch(entry: ImageEntry, options: FetchOptions): Promise<StoredImage>;
  /** Removes an image, or a download that was not finished. Errors: `image/in-use`, `image/not-stored`, `image/store-locked`. */
  remove(id: string): Promise<void>;
  /** Keeps an image from being removed while cards are written from it, until released. Errors: `image/not-stored`. */
  hold(id: string): Promise<Release>;
  status(): Promise<StoreStatus>;
  /** Changes how much space the store may take, for good. Nothing is removed. */
  setLimit(limitBytes: number): Promise<StoreStatus>;
}

const gigabyte = 1e9;
const defaultLimit = 32 * gigabyte;

const settingsSchema = z.strictObject({ limitBytes: z.number().int().positive() });

/** Opens a store, makes it when it is not there, and puts it in order after a crash. */
export async function openImageStore(options: StoreOptions): Promise<ImageStore> {
  const { dir } = options;
  await mkdir(locksDir(dir), { recursive: true });
  await tidyStore(dir);
  const context: StoreContext = {
    limitBytes: defaultLimit,
    retry: defaultRetry,
    stallMs: 30_000,
    unpackLimits: defaultLimits,
    ...options,
    limit: async () => (await readDocument(settingsPath(dir), settingsSchema))?.limitBytes ?? context.limitBytes,
  };
  const status = async (): Promise<StoreStatus> => ({
    dir,
    usedBytes: await spaceOf(dir),
    limitBytes: await context.limit(),
    freeDiskBytes: await freeBytes(dir),
  });
  return {
    list: () => listStored(dir),
    get: (id) => readyImage(imageFolder(dir, id), id),
    fetch: (entry, fetchOptions) => fetchImage(context, entry, fetchOptions),
    remove: (id) => removeImage(imageFolder(dir, id), dir),
    hold: (id) => hold(imageFolder(dir, id), options.now),
    status,
    async setLimit(limitBytes) {
      await writeFileAtomically(settingsPath(dir), JSON.stringify({ limitBytes }));
      return status();
    },
  };
}

async function readyImage(folder: ImageFolder, id: string): Promise<ReadyImage> {
  const stored = await readStored(folder);
  const map = await readMap(folder);
  if (stored === undefined || map === undefined || !(await isWhole(folder)))
    throw new SlipwayError('image/not-stored', `It is ${id}.`);
  return { stored, rawPath: folder.raw, map };
}

async function hold(folder: ImageFolder, now: () => Date): Promise<Release> {
  const release = await markInUse(folder);
  const stored = await readStored(folder);
  if (stored !== undefined)
    await writeFileAtomically(folder.document, JSON.stringify({ ...stored, lastUsedAt: now().toISOString() }, null, 2));
  return release;
}

async function removeImage(folder: ImageFolder, storeDir: string): Promise<void> {
  const release = await takeLock(folder.lock);
  try {
    if ((await namesIn(folder.dir)).length === 0) throw new SlipwayError('image/not-stored');
    if (await isInUse(folder.dir)) throw new SlipwayError('image/in-use');
    const trash = join(storeDir, `${trashPrefix}${randomUUID()}`);
    await rename(folder.dir, trash);
    if (await isInUse(trash)) {
      await rename(trash, folder.dir);
      throw new SlipwayError('image/in-use');
    }
    await rm(trash, { recursive: true, force: true });
  } finally {
    await release();
  }
}

async function namesIn(dir: string): Promise<readonly string[]> {
  try {
    return await readdir(dir);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
