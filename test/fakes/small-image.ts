import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { BlockMap, MappedRange } from '../../electron/contract/image.ts';

export interface SmallImage {
  readonly path: string;
  readonly map: BlockMap;
}

const MiB = 1024 * 1024;
const bootStart = 4 * MiB;
const rootBytes = 24 * MiB;
const bootBytes = { 16: 20 * MiB, 32: 40 * MiB } as const;

/**
 * A raw image laid out like a Pi's, made by Debian's own tools: MBR, FAT boot partition (16 or 32) at 4 MiB, ext4 root.
 * The map lists its non-zero blocks.
 */
export function makeSmallImage(dir: string, fat: 16 | 32): SmallImage {
  const path = join(dir, `small-fat${fat}.img`);
  const boot = join(dir, `boot${fat}.vfat`);
  const root = join(dir, `root${fat}.ext4`);
  const rootStart = bootStart + bootBytes[fat];
  emptyFile(path, rootStart + rootBytes);
  const table = `label: dos\nlabel-id: 0x7ee80803\nstart=${bootStart / 512}, size=${bootBytes[fat] / 512}, type=c\nstart=${rootStart / 512}, size=${rootBytes / 512}, type=83\n`;
  execFileSync('sfdisk', ['--quiet', '--no-reread', path], { input: table });
  makeBoot(dir, boot, fat);
  makeRoot(dir, root);
  copyInto(path, boot, bootStart);
  copyInto(path, root, rootStart);
  return { path, map: mapOf(path) };
}

function makeBoot(dir: string, path: string, fat: 16 | 32): void {
  emptyFile(path, bootBytes[fat]);
  execFileSync('mkfs.vfat', ['-F', String(fat), '-s', '1', '-n', 'BOOT', '-i', '01234567', path], { stdio: 'pipe' });
  const cmdline = join(dir, 'cmdline.txt');
  writeFileSync(cmdline, 'console=tty1 root=PARTUUID=7ee80803-02 rootwait\n');
  execFileSync('mcopy', ['-i', path, cmdline, '::cmdline.txt']);
}

function makeRoot(dir: string, path: string): void {
  const tree = join(dir, 'tree');
  mkdirSync(join(tree, 'etc'), { recursive: true });
  writeFileSync(join(tree, 'etc/os-release'), 'ID=test\n');
  writeFileSync(join(tree, 'payload'), noise(6 * MiB));
  emptyFile(path, rootBytes);
  execFileSync('mkfs.ext4', ['-q', '-F', '-d', tree, path], { stdio: 'pipe' });
}

function emptyFile(path: string, size: number): void {
  writeFileSync(path, '');
  truncateSync(path, size);
}

function copyInto(path: string, part: string, offset: number): void {
  const file = openSync(path, 'r+');
  writeSync(file, readFileSync(part), 0, undefined, offset);
  closeSync(file);
}

/** Bytes that no card holds by chance, the same each time. */
export function noise(length: number): Buffer {
  const out = Buffer.alloc(length);
  let state = 0x9e3779b9;
  for (let at = 0; at + 4 <= length; at += 4) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    out.writeUInt32LE(state, at);
  }
  return out;
}

const block = 64 * 1024;

/** The map of an image by its non-zero blocks of 64 KiB, ranges of at most 1 MiB. */
export function mapOf(path: string): BlockMap {
  const bytes = readFileSync(path);
  const ranges: MappedRange[] = [];
  for (let at = 0; at < bytes.length;) {
    let end = at;
    while (end < bytes.length && end - at < MiB && !isZero(bytes.subarray(end, end + block)))
      end = Math.min(bytes.length, end + block);
    if (end > at)
      ranges.push({ offset: at, length: end - at, sha256: createHash('sha256').update(bytes.subarray(at, end)).digest('hex') });
    at = end > at ? end : at + block;
  }
  const mappedBytes = ranges.reduce((sum, { length }) => sum + length, 0);
  return { imageSize: bytes.length, blockSize: block, mappedBytes, origin: 'non-zero', ranges };
}

const isZero = (bytes: Buffer): boolean => bytes.equals(Buffer.alloc(bytes.length));
