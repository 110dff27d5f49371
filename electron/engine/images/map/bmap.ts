import { createHash } from 'node:crypto';
import { SlipwayError } from '../../../contract/errors.ts';
import type { ByteRange } from '../../../disk/byte-range.ts';

/** A bmap file (versions 1.2 to 2.0, https://github.com/yoctoproject/bmaptool): which bytes of an image matter. */
export interface Bmap {
  readonly imageSize: number;
  readonly ranges: readonly (ByteRange & { readonly sha256?: string })[];
}

/**
 * Reads a bmap file. Undefined when it is none that can be used: not a bmap, another major version, damaged, or blocks out
 * of bounds. Its own checksum is checked, so what is returned is what its author wrote.
 */
export function parseBmap(text: string): Bmap | undefined {
  const version = /<bmap\s+version\s*=\s*"(\d+)\.(\d+)"\s*>/.exec(text);
  if (version === null || (version[1] !== '1' && version[1] !== '2')) return undefined;
  const [imageSize, blockSize] = [number(text, 'ImageSize'), number(text, 'BlockSize')];
  if (
    imageSize === undefined ||
    blockSize === undefined ||
    blockSize === 0 ||
    !ownChecksumHolds(text, `${version[1]}.${version[2] ?? ''}`)
  )
    return undefined;
  const body = /<BlockMap>([\s\S]*)<\/BlockMap>/.exec(text)?.[1];
  if (body === undefined) return undefined;
  const sha256s = (element(text, 'ChecksumType') ?? 'sha256') === 'sha256';
  const ranges = [...withoutComments(body).matchAll(rangeElement)].map((match) =>
    blockRange(match, { imageSize, blockSize, sha256s }),
  );
  const mapped = number(text, 'MappedBlocksCount');
  const blocks = ranges.reduce((sum, range) => sum + Math.ceil((range?.length ?? 0) / blockSize), 0);
  if (!ranges.every((range) => range !== undefined) || (mapped !== undefined && mapped !== blocks)) return undefined;
  return { imageSize, ranges };
}

const rangeElement = /<Range(?:\s+(?:chksum|sha1)\s*=\s*"([0-9a-f]+)")?\s*>\s*(\d+)(?:\s*-\s*(\d+))?\s*<\/Range>/g;

interface Layout {
  readonly imageSize: number;
  readonly blockSize: number;
  readonly sha256s: boolean;
}

function blockRange(match: RegExpExecArray, { imageSize, blockSize, sha256s }: Layout): Bmap['ranges'][number] | undefined {
  const first = Number(match[2]);
  const last = Number(match[3] ?? match[2]);
  const offset = first * blockSize;
  if (last < first || last * blockSize >= imageSize) return undefined;
  const length = Math.min(imageSize, (last + 1) * blockSize) - offset;
  const sha256 = sha256s && match[1]?.length === 64 ? match[1] : undefined;
  return { offset, length, ...(sha256 === undefined ? {} : { sha256 }) };
}

const withoutComments = (xml: string): string => xml.replace(/<!--[\s\S]*?-->/g, '');

function element(text: string, name: string): string | undefined {
  return new RegExp(`<${name}>\\s*([^<]*?)\\s*</${name}>`).exec(withoutComments(text))?.[1];
}

function number(text: string, name: string): number | undefined {
  const value = element(text, name);
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

/** The checksum is taken over the file with the checksum itself replaced by zeros (bmap 1.3 and later). */
function ownChecksumHolds(text: string, version: string): boolean {
  const sum = element(text, 'BmapFileChecksum') ?? element(text, 'BmapFileSHA1');
  if (sum === undefined) return ['1.0', '1.1', '1.2'].includes(version);
  const algorithm = sum.length === 64 ? 'sha256' : sum.length === 40 ? 'sha1' : undefined;
  if (algorithm === undefined || !/^[0-9a-f]+$/.test(sum)) return false;
  const zeroed = text.replace(sum, '0'.repeat(sum.length));
  return createHash(algorithm).update(zeroed).digest('hex') === sum;
}

/** Compares the image with the checksums of its bmap. Errors: `image/hash-mismatch` naming the first bytes that differ. */
export async function checkBmapRanges(bmap: Bmap, read: (range: ByteRange) => AsyncIterable<Buffer>): Promise<void> {
  for (const { offset, length, sha256 } of bmap.ranges) {
    if (sha256 === undefined) continue;
    const hash = createHash('sha256');
    for await (const chunk of read({ offset, length })) hash.update(chunk);
    if (hash.digest('hex') === sha256) continue;
    throw new SlipwayError('image/hash-mismatch', `Bytes ${offset} to ${offset + length} are not what its bmap file says.`);
  }
}
