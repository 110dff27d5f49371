import { readFile } from 'node:fs/promises';
import type { BlockMap, ImageEntry, ImageFacts } from '../../../contract/image.ts';
import { openFileDevice, type Device } from '../../../disk/device.ts';
import { makeBlockMap, type KnownHashes } from '../block-map.ts';
import { fetchText } from '../download/fetch-text.ts';
import type { HttpClient } from '../download/http-client.ts';
import { bmapInZip } from '../unpack/zip-check.ts';
import { checkBmapRanges, parseBmap, type Bmap } from '../map/bmap.ts';
import type { ByteRange } from '../../../disk/byte-range.ts';
import type { FetchProgress } from './arrival.ts';

/** What reads an unpacked image; the disk room and the inspector in the product. */
export interface Readers {
  /** Parts of the image that its file systems use. Errors: `image/no-partition-table`. */
  readonly usedRanges: (device: Device) => Promise<readonly ByteRange[]>;
  readonly inspect: (device: Device) => Promise<ImageFacts>;
}

export interface DescribeRequest {
  readonly entry: ImageEntry;
  readonly rawPath: string;
  /** The zip that the image came in, if it did. */
  readonly zipPath: string | undefined;
  readonly readers: Readers;
  readonly known: KnownHashes;
  readonly http: HttpClient | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: FetchProgress) => void;
}

export interface Description {
  readonly map: BlockMap;
  readonly facts: ImageFacts;
}

/** Maps and inspects a raw image. Errors: `image/no-partition-table`, `image/hash-mismatch` when its bmap file contradicts it. */
export async function describeImage(request: DescribeRequest): Promise<Description> {
  const device = await openFileDevice(request.rawPath, 'r');
  try {
    const used = await request.readers.usedRanges(device);
    const bmap = await bmapFor(request, device);
    const map = await makeBlockMap(device, bmap?.ranges ?? used, {
      origin: bmap === undefined ? 'file-systems' : 'bmap',
      signal: request.signal,
      known: request.known,
      onProgress: (done, total) => request.onProgress({ phase: 'mapping', done, total, limitedBy: 'disk' }),
    });
    request.onProgress({ phase: 'inspecting', done: 0 });
    return { map, facts: await request.readers.inspect(device) };
  } finally {
    await device.close();
  }
}

/** The publisher's bmap, when there is one that fits this image. One of another length belongs to another image and is passed over. */
async function bmapFor(request: DescribeRequest, device: Device): Promise<Bmap | undefined> {
  const text = await bmapText(request);
  const bmap = text === undefined ? undefined : parseBmap(text);
  if (bmap?.imageSize !== device.size) return undefined;
  await checkBmapRanges(bmap, (range) => pieces(device, range));
  return bmap;
}

const maxBmapBytes = 32 * 2 ** 20;

/** The one the catalogue names, else the one in the zip, else the one beside a local file. */
async function bmapText({ entry, zipPath, http, signal }: DescribeRequest): Promise<string | undefined> {
  if (entry.bmapUrl !== undefined && http !== undefined)
    return fetchText(entry.bmapUrl, { http, signal, maxBytes: maxBmapBytes });
  const inside = zipPath === undefined ? undefined : await bmapInZip(zipPath, maxBmapBytes);
  if (inside !== undefined) return inside;
  if (!entry.url.startsWith('file:')) return undefined;
  const path = new URL(entry.url);
  for (const name of bmapNames(path.href)) {
    const text = await readFile(new URL(name), 'utf8').catch(() => undefined);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** Where bmaptool looks for the map of `x.img.xz`: `x.img.xz.bmap`, `x.img.bmap`, `x.bmap`. */
function bmapNames(path: string): readonly string[] {
  const names = [path];
  for (let rest = path; /\.[a-z0-9]{1,5}$/i.test(rest) && names.length < 3;) {
    rest = rest.replace(/\.[a-z0-9]{1,5}$/i, '');
    names.push(rest);
  }
  return names.map((name) => `${name}.bmap`);
}

const pieceBytes = 4 * 2 ** 20;

async function* pieces(device: Device, { offset, length }: ByteRange): AsyncGenerator<Buffer> {
  for (let at = 0; at < length; at += pieceBytes) yield device.read(offset + at, Math.min(pieceBytes, length - at));
}
