import { createHash, webcrypto } from 'node:crypto';
import type { BlockMap, ImageOutline, MappedRange } from '../../contract/image.ts';
import type { ByteRange } from '../../disk/byte-range.ts';
import type { Device } from '../../disk/device.ts';
import { mapBlockBytes, mapRanges } from './map/ranges.ts';

export interface MapOptions {
  readonly origin: BlockMap['origin'];
  readonly signal?: AbortSignal;
  /** These ranges are not read again. */
  readonly known?: KnownHashes;
  /** Told how many of the mapped bytes have been read. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** SHA-256 of ranges, by {@link placeOf}. */
export type KnownHashes = ReadonlyMap<string, string>;

const placeOf = ({ offset, length }: ByteRange): string => `${offset}+${length}`;

/** The hashes of a map, for another map of the same bytes. */
export const hashesOf = ({ ranges }: BlockMap): KnownHashes =>
  new Map(ranges.map((range) => [placeOf(range), range.sha256] as const));

/** Ranges that are hashed at the same time, in the thread pool: at most this many × 4 MiB in memory. */
const parallel = 3;

/** The map of an image as far as it can be told without reading the ranges. */
export function outlineOf(used: readonly ByteRange[], imageSize: number): ImageOutline {
  const ranges = [...mapRanges(used, imageSize)];
  return { imageSize, mappedBytes: ranges.reduce((sum, { length }) => sum + length, 0), ranges };
}

/**
 * Reads the used ranges of an image once and hashes each. Without ranges the whole image is mapped: only a free map of a
 * file system can tell that zeros do not matter, and a card that was used before holds something else there.
 */
export async function makeBlockMap(
  device: Device,
  used: readonly ByteRange[] | undefined,
  options: Partial<MapOptions> = {},
): Promise<BlockMap> {
  const { imageSize, mappedBytes, ranges } = outlineOf(used ?? [{ offset: 0, length: device.size }], device.size);
  return {
    imageSize,
    blockSize: mapBlockBytes,
    mappedBytes,
    origin: used === undefined ? 'whole' : (options.origin ?? 'file-systems'),
    ranges: await hashRanges(device, ranges, {
      known: options.known ?? new Map(),
      onDone(done) {
        options.signal?.throwIfAborted();
        options.onProgress?.(done, mappedBytes);
      },
    }),
  };
}

interface Hashing {
  readonly known: KnownHashes;
  readonly onDone: (bytes: number) => void;
}

async function hashRanges(device: Device, ranges: readonly ByteRange[], { known, onDone }: Hashing): Promise<MappedRange[]> {
  const hashed: MappedRange[] = [];
  let next = 0;
  let done = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < ranges.length; index = next++) {
      const range = ranges[index];
      if (range === undefined) return;
      const sha256 = known.get(placeOf(range)) ?? (await hashOf(await device.read(range.offset, range.length)));
      hashed[index] = { ...range, sha256 };
      done += range.length;
      onDone(done);
    }
  };
  await Promise.all(Array.from({ length: parallel }, lane));
  return hashed;
}

/** Web Crypto hashes in the thread pool, off the thread that answers the page; small ranges are not worth the trip. */
async function hashOf(bytes: Buffer): Promise<string> {
  if (bytes.length < 64 * 1024) return createHash('sha256').update(bytes).digest('hex');
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes)).toString('hex');
}
