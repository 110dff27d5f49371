import type { ByteRange } from './byte-range.ts';
import type { Device, WritableDevice } from './device.ts';
import { changeFat, fatFreeBytes, readFat } from './fat-session.ts';
import { fileSize, listFolder, readFile, writeFiles, type FatFile } from './fatfs-files.ts';

export type { FatFile } from './fatfs-files.ts';

/**
 * The names in the root folder of a FAT volume, in its order, and its free space in bytes (counted, not believed).
 * Errors: `image/bad-boot-partition`.
 */
export async function readFatFolder(
  device: Device,
  partition: ByteRange,
): Promise<{ readonly names: string[]; readonly freeBytes: number }> {
  const names = await readFat(device, partition, (ff) => listFolder(ff, ''));
  return { names, freeBytes: await fatFreeBytes(device, partition) };
}

/**
 * The content of a file on a FAT volume; undefined when there is no file at `path` (`/`-separated, any case).
 * Errors: `image/bad-boot-partition`, also for a file that claims more than 16 MiB.
 */
export async function readFatFile(device: Device, partition: ByteRange, path: string): Promise<Buffer | undefined> {
  return readFat(device, partition, (ff) => readFile(ff, path));
}

/**
 * The contents of several files, in one go; a path without a file, or with one of more than `mostBytes`, is left out.
 * Errors: `image/bad-boot-partition`.
 */
export async function readFatFiles(
  device: Device,
  partition: ByteRange,
  { paths, mostBytes }: { readonly paths: readonly string[]; readonly mostBytes: number },
): Promise<ReadonlyMap<string, Buffer>> {
  const found = await readFat(device, partition, (ff) =>
    paths.map((path) => [path, (fileSize(ff, path) ?? Infinity) <= mostBytes ? readFile(ff, path) : undefined] as const),
  );
  return new Map(found.flatMap(([path, content]) => (content === undefined ? [] : [[path, content] as const])));
}

/**
 * Creates or replaces files on a FAT volume, with the folders above them: all of them, or on any error none, the volume
 * being as it was. Afterwards fsck.vfat finds nothing that it did not find before.
 *
 * Errors: `card/boot-full`, `card/personalise-failed` for a name that FAT cannot hold, `image/bad-boot-partition`.
 */
export async function writeFatFiles(device: WritableDevice, partition: ByteRange, files: readonly FatFile[]): Promise<void> {
  await changeFat(device, partition, (ff, clock) => writeFiles(ff, files, clock));
}
