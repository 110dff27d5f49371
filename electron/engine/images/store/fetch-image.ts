import { mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { SlipwayError, type ErrorCode } from '../../../contract/errors.ts';
import type { ImageEntry, StoredImage } from '../../../contract/image.ts';
import { openHttpClient, type HttpClient, type HttpSettings } from '../download/http-client.ts';
import { dropEmptyPart, removePart } from '../download/part-file.ts';
import { publishedHash } from '../download/published-hash.ts';
import { checkZip } from '../unpack/zip-check.ts';
import type { Arrival, ArrivalRequest, FetchProgress } from './arrival.ts';
import { commitImage, isCurrent } from './commit.ts';
import { describeImage } from './describe.ts';
import { fromFile } from './from-file.ts';
import { fromUrl } from './from-url.ts';
import { isInUse } from './in-use.ts';
import { takeLock } from './lock.ts';
import { lookAhead, type GrowingImage } from './look-ahead.ts';
import { pinsIn } from './pins.ts';
import { removeIfEmpty, tidyImage } from './reopen.ts';
import { budgetOf, diskError } from './space.ts';
import { isWhole, readStored } from './store-index.ts';
import { imageFolder, pinsPath, type ImageFolder } from './store-layout.ts';
import type { StoreContext } from './store-options.ts';

/** What is to be known of the server besides its address. */
export interface ImageSource {
  /** See {@link HttpSettings.authority}. */
  readonly authority?: string | undefined;
}

export interface FetchOptions extends ImageSource {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: FetchProgress) => void;
  /**
   * Told once the image's first part shows what it will be; again when the download had to begin anew, and what was told
   * before is of a file that is gone.
   */
  readonly onOutline?: (image: GrowingImage) => void;
}

interface Fetch extends Required<Pick<FetchOptions, 'signal' | 'onProgress' | 'onOutline'>> {
  readonly store: StoreContext;
  readonly entry: ImageEntry;
  readonly folder: ImageFolder;
  /** Absent for what needs no network. */
  readonly http: HttpClient | undefined;
}

/**
 * Brings an image into the store: download → verify → unpack → map → inspect. What is stored already is returned as it is.
 * Errors: every `image/*` code of bad input, network, disk and store; `engine/cancelled`. Nothing half-made stays but
 * a download that can be continued.
 */
export async function fetchImage(store: StoreContext, entry: ImageEntry, options: FetchOptions): Promise<StoredImage> {
  const folder = imageFolder(store.dir, entry.id);
  const release = await takeLock(folder.lock);
  try {
    await tidyImage(folder);
    const stored = await readStored(folder);
    if (stored !== undefined && (await isWhole(folder)) && (await isCurrent(stored, entry, folder))) return stored;
    await mkdir(folder.incoming.dir, { recursive: true });
    return await withHttp({ ...store, authority: options.authority }, entry, (http) =>
      bringIn({ onProgress: () => undefined, onOutline: () => undefined, ...options, store, entry, folder, http }),
    );
  } catch (error) {
    const meaning = meaningOf(error, options.signal);
    await clearAfter(folder, meaning);
    throw meaning;
  } finally {
    await release();
  }
}

async function withHttp<T>(
  settings: HttpSettings,
  entry: ImageEntry,
  use: (http: HttpClient | undefined) => Promise<T>,
): Promise<T> {
  const needed = [entry.url, entry.bmapUrl, entry.sha256Url].some((url) => url !== undefined && /^https?:/i.test(url));
  const http = needed ? await openHttpClient(settings) : undefined;
  try {
    return await use(http);
  } finally {
    await http?.close();
  }
}

async function bringIn(fetch: Fetch): Promise<StoredImage> {
  const { entry, folder, store } = fetch;
  if (await isInUse(folder.dir)) throw new SlipwayError('image/in-use');
  const { arrival, vouched } = await arrive(fetch);
  const zipPath = arrival.format === 'zip' ? arrival.sourcePath : undefined;
  if (zipPath !== undefined) await checkZip(zipPath);
  if (entry.rawSha256 !== undefined && entry.rawSha256 !== arrival.rawSha256) {
    throw new SlipwayError(
      'image/hash-mismatch',
      `Unpacked, its SHA-256 should be ${entry.rawSha256} and is ${arrival.rawSha256}.`,
    );
  }
  const description = await describeImage({
    ...fetch,
    zipPath,
    rawPath: folder.incoming.raw,
    readers: store,
    known: arrival.known,
  });
  fetch.signal.throwIfAborted();
  const checkedAgainst = vouched ? 'download-sha256' : entry.rawSha256 === undefined ? 'nothing' : 'raw-sha256';
  return commitImage(folder, entry, { ...description, arrival, checkedAgainst, now: store.now() });
}

interface Arrived {
  readonly arrival: Arrival;
  /** Whether the publisher's hash of the file was compared. */
  readonly vouched: boolean;
}

async function arrive(fetch: Fetch): Promise<Arrived> {
  const { entry, store, folder, http, signal, onProgress, onOutline } = fetch;
  const rawPath = folder.incoming.raw;
  const budget: ArrivalRequest['budget'] = async () => {
    await rm(rawPath, { force: true });
    return budgetOf(store.dir, await store.limit());
  };
  const request: ArrivalRequest = {
    folder,
    limits: store.unpackLimits,
    budget,
    signal,
    onProgress,
    onGrowing: lookAhead({ rawPath, usedRanges: store.usedRanges, onOutline }),
  };
  if (entry.origin === 'practice') return { arrival: await practice(fetch, request), vouched: false };
  if (entry.url.startsWith('file:')) return fromLocalFile(entry, request);
  if (http === undefined) throw new SlipwayError('image/unknown', 'Its address is no http or https address.');
  const expected = await publishedHash(entry, pinsIn(pinsPath(store.dir)), { http, signal });
  const arrival = await fromUrl({ ...request, url: entry.url, http, retry: store.retry, expected });
  return { arrival, vouched: expected !== undefined };
}

async function fromLocalFile(entry: ImageEntry, request: ArrivalRequest): Promise<Arrived> {
  const arrival = await fromFile(fileURLToPath(entry.url), request);
  if (entry.sha256 !== undefined && entry.sha256 !== arrival.sourceSha256) {
    throw new SlipwayError('image/hash-mismatch', `SHA-256 should be ${entry.sha256} and is ${arrival.sourceSha256}.`);
  }
  return { arrival, vouched: entry.sha256 !== undefined };
}

/** The practice image is made, then taken in like any local file. */
async function practice({ store, folder }: Fetch, request: ArrivalRequest): Promise<Arrival> {
  const made = `${folder.incoming.raw}.made`;
  await store.writePracticeImage(made);
  try {
    return await fromFile(made, request);
  } finally {
    await rm(made, { force: true });
  }
}

function meaningOf(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return new SlipwayError('engine/cancelled', '', { cause: error });
  return diskError(error);
}

/** After these the download can be continued; after any other its bytes are worth nothing, or in the way. */
const continuable: ReadonlySet<ErrorCode> = new Set([
  'image/interrupted',
  'image/unreachable',
  'image/server-refused',
  'image/redirect-loop',
  'image/in-use',
  'engine/cancelled',
  'engine/internal',
]);

async function clearAfter(folder: ImageFolder, error: unknown): Promise<void> {
  await rm(folder.incoming.dir, { recursive: true, force: true });
  const keep = !(error instanceof SlipwayError) || continuable.has(error.code);
  await (keep ? dropEmptyPart(folder.dir) : removePart(folder.dir));
  await removeIfEmpty(folder.dir);
}
