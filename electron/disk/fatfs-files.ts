import * as FatFsApi from 'js-fatfs';
import type { FatFs } from 'js-fatfs';
import { SlipwayError } from '../contract/errors.ts';
import type { FatClock } from './fatfs-instance.ts';

const {
  AM_DIR,
  AM_RDO,
  FA_CREATE_ALWAYS,
  FA_READ,
  FA_WRITE,
  FR_DENIED,
  FR_EXIST,
  FR_INVALID_NAME,
  FR_NO_FILE,
  FR_NO_PATH,
  FR_OK,
} = FatFsApi;

/** First-boot files are small; a size beyond this is a damaged folder entry or the wrong file. */
export const largestFileBytes = 16 * 1024 * 1024;

const bufferBytes = 65_536;

/** A file for a FAT volume; `path` is `/`-separated, from the root folder. */
export interface FatFile {
  readonly path: string;
  readonly content: string | Uint8Array;
  /** Its date; 1980-01-01, FAT's own zero, when absent: cards of one plan are equal byte for byte. */
  readonly modified?: Date;
}

/** Mounts the volume. Errors: `image/bad-boot-partition`. */
export function mount(ff: FatFs): void {
  check(ff.f_mount(ff.malloc(FatFsApi.sizeof_FATFS), '', 1), 'the volume');
}

/** Free space in clusters, counted in the FAT (the overlay hides the summary's number). */
export function countFreeClusters(ff: FatFs): number {
  const [count, volume] = [ff.malloc(4), ff.malloc(4)];
  check(ff.f_getfree('', count, volume), 'the FAT');
  return ff.getValue(count, 'i32') >>> 0;
}

/** Names in a folder, in its order. */
export function listFolder(ff: FatFs, path: string): string[] {
  const [folder, info] = [ff.malloc(FatFsApi.sizeof_DIR), ff.malloc(FatFsApi.sizeof_FILINFO)];
  check(ff.f_opendir(folder, path), path);
  const names: string[] = [];
  for (;;) {
    check(ff.f_readdir(folder, info), path);
    const name = ff.FILINFO_fname(info);
    if (name === '') return names;
    names.push(name);
  }
}

/** Bytes of a file; undefined when there is none, or a folder, at the path. */
export function fileSize(ff: FatFs, path: string): number | undefined {
  const found = stat(ff, path);
  return found?.kind === 'file' ? found.size : undefined;
}

/** The content of a file; undefined when there is none, or a folder, at the path. */
export function readFile(ff: FatFs, path: string): Buffer | undefined {
  const found = stat(ff, path);
  if (found?.kind !== 'file') return undefined;
  if (found.size > largestFileBytes) throw bad(path, `it claims ${found.size} bytes`);
  const [file, buffer, count] = [ff.malloc(FatFsApi.sizeof_FIL), ff.malloc(bufferBytes), ff.malloc(4)];
  check(ff.f_open(file, path, FA_READ), path);
  const chunks: Buffer[] = [];
  for (let left = found.size; left > 0;) {
    check(ff.f_read(file, buffer, Math.min(left, bufferBytes), count), path);
    const read = ff.getValue(count, 'i32');
    if (read === 0) throw bad(path, 'it ends too early');
    chunks.push(Buffer.from(ff.HEAPU8.slice(buffer, buffer + read)));
    left -= read;
  }
  return Buffer.concat(chunks);
}

/** Creates or replaces files, and the folders above them. Errors: `card/boot-full`, `card/personalise-failed`. */
export function writeFiles(ff: FatFs, files: readonly FatFile[], clock: FatClock): void {
  for (const file of files) {
    clock.now = file.modified ?? new Date(Date.UTC(1980, 0, 1));
    const names = file.path.split('/');
    for (let depth = 1; depth < names.length; depth += 1) makeFolder(ff, names.slice(0, depth).join('/'));
    writeFile(ff, file.path, Buffer.from(file.content));
  }
}

function makeFolder(ff: FatFs, path: string): void {
  const result = ff.f_mkdir(path);
  if (result === FR_EXIST) {
    if (stat(ff, path)?.kind !== 'folder') throw new SlipwayError('card/personalise-failed', `${path} is a file there.`);
    return;
  }
  if (result === FR_DENIED) throw full(path);
  checkWrite(result, path);
}

function writeFile(ff: FatFs, path: string, content: Buffer): void {
  const existing = stat(ff, path);
  if (existing?.kind === 'folder') throw new SlipwayError('card/personalise-failed', `${path} is a folder there.`);
  if (existing?.readOnly === true) throw new SlipwayError('card/personalise-failed', `${path} is read-only there.`);
  const [file, buffer, count] = [ff.malloc(FatFsApi.sizeof_FIL), ff.malloc(bufferBytes), ff.malloc(4)];
  const opened = ff.f_open(file, path, FA_WRITE | FA_CREATE_ALWAYS);
  if (opened === FR_DENIED) throw full(path);
  checkWrite(opened, path);
  for (let at = 0; at < content.length; at += bufferBytes) {
    const chunk = content.subarray(at, at + bufferBytes);
    ff.HEAPU8.set(chunk, buffer);
    check(ff.f_write(file, buffer, chunk.length, count), path);
    if (ff.getValue(count, 'i32') < chunk.length) throw full(path);
  }
  check(ff.f_close(file), path);
  for (const pointer of [file, buffer, count]) ff.free(pointer);
}

type Found =
  | { readonly kind: 'file'; readonly size: number; readonly readOnly: boolean }
  | { readonly kind: 'folder'; readonly readOnly: false };

function stat(ff: FatFs, path: string): Found | undefined {
  const info = ff.malloc(FatFsApi.sizeof_FILINFO);
  const result = ff.f_stat(path, info);
  const [attributes, size] = [ff.FILINFO_fattrib(info), ff.FILINFO_fsize(info)];
  ff.free(info);
  if (result === FR_NO_FILE || result === FR_NO_PATH) return undefined;
  checkWrite(result, path);
  return (attributes & AM_DIR) !== 0
    ? { kind: 'folder', readOnly: false }
    : { kind: 'file', size, readOnly: (attributes & AM_RDO) !== 0 };
}

const full = (path: string): SlipwayError => new SlipwayError('card/boot-full', `No room for ${path}.`);
const bad = (path: string, why: string): SlipwayError => new SlipwayError('image/bad-boot-partition', `${path}: ${why}.`);

function checkWrite(result: number, path: string): void {
  if (result === FR_INVALID_NAME) throw new SlipwayError('card/personalise-failed', `"${path}" is no name for a FAT file.`);
  check(result, path);
}

/** FatFs's FRESULT codes are numbers; http://elm-chan.org/fsw/ff/doc/rc.html lists them. */
function check(result: number, path: string): void {
  if (result !== FR_OK) throw bad(path, `the file system is damaged (FatFs ${result})`);
}
