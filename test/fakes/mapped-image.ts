import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BlockMap, MappedRange } from '../../electron/contract/image.ts';
import { makePiImage, type PiImageOptions } from './pi-image.ts';

/** A raw image with the block map that a card is written by. */
export interface MappedImage {
  readonly path: string;
  readonly map: BlockMap;
}

const mib = 1024 * 1024;
const block = 64 * 1024;

/** A HypriotOS-like image (FAT at 1 MiB, ext4 behind it), mapped by its non-zero blocks. */
export async function makeMappedPi(options: Omit<PiImageOptions, 'flavour'>): Promise<MappedImage> {
  const path = await makePiImage({ flavour: 'hypriot-1.12.3', ...options });
  return { path, map: mapOf(path, 'non-zero') };
}

/** An image of noise behind a boot sector with one partition: all of it is mapped, so all of it must arrive. */
export function makeNoiseImage(dir: string, size: number): MappedImage {
  const path = join(dir, `noise-${size}.img`);
  const bytes = noise(size);
  bytes.fill(0, 0, 512);
  bytes.set([0x80, 0, 0, 0, 0x0c, 0, 0, 0, 0, 8, 0, 0, 0, 8, 0, 0], 446);
  bytes.writeUInt16LE(0xaa55, 510);
  writeFileSync(path, bytes);
  return { path, map: mapOf(path, 'whole') };
}

/** Bytes that no card holds by chance, the same each time. */
export function noise(length: number): Buffer {
  const words = new Uint32Array(Math.ceil(length / 4));
  let state = 0x9e3779b9;
  for (let at = 0; at < words.length; at++) words[at] = state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Buffer.from(words.buffer, 0, length);
}

/** The map of an image: all blocks of 64 KiB, or those that hold more than zeros, in ranges of at most 4 MiB. */
export function mapOf(path: string, origin: 'whole' | 'non-zero'): BlockMap {
  const bytes = readFileSync(path);
  const wanted = (at: number): boolean => origin === 'whole' || !isZero(bytes.subarray(at, at + block));
  const ranges: MappedRange[] = [];
  for (let at = 0; at < bytes.length;) {
    let end = at;
    while (end < bytes.length && end - at < 4 * mib && wanted(end)) end = Math.min(bytes.length, end + block);
    if (end > at) ranges.push({ offset: at, length: end - at, sha256: sha256(bytes.subarray(at, end)) });
    at = end > at ? end : at + block;
  }
  const mappedBytes = ranges.reduce((sum, { length }) => sum + length, 0);
  return { imageSize: bytes.length, blockSize: 512, mappedBytes, origin, ranges };
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const isZero = (bytes: Buffer): boolean => bytes.equals(Buffer.alloc(bytes.length));
