import { open, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tool } from './pi-image.ts';

/** What a tool said and how it ended, for judges that speak through their exit code. */
export interface Judgement {
  readonly clean: boolean;
  readonly said: string;
}

async function judge(command: string, ...args: readonly string[]): Promise<Judgement> {
  try {
    return { clean: true, said: await tool(command, ...args) };
  } catch (error) {
    return { clean: false, said: error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error) };
  }
}

/** fsck.vfat changes nothing and must not even remark on anything. */
export const fsckFat = (volume: string): Promise<Judgement> => judge('fsck.vfat', '-n', volume);

export const fsckExt4 = (volume: string): Promise<Judgement> => judge('e2fsck', '-fn', volume);

/** An empty, sparse file. */
export async function sparseFile(path: string, bytes: number): Promise<string> {
  await (await open(path, 'w')).close();
  await truncate(path, bytes);
  return path;
}

/** Writes bytes into a file of the folder; returns its path. */
export async function fileOf(dir: string, name: string, bytes: Uint8Array): Promise<string> {
  const path = join(dir, name);
  await writeFile(path, bytes);
  return path;
}

export interface FatVolume {
  readonly fat: 12 | 16 | 32;
  readonly mb: number;
  readonly label?: string;
  readonly options?: readonly string[];
}

/** A FAT volume (no partition table) as mkfs.vfat makes it. */
export async function makeFat(path: string, { fat, mb, label = 'BOOT', options = [] }: FatVolume): Promise<Buffer> {
  await sparseFile(path, mb * 1024 * 1024);
  await tool('mkfs.vfat', '-F', `${fat}`, '-n', label, ...options, path);
  return readFile(path);
}

/** What mtools reads back at a path of a FAT volume. */
export async function mtoolsFile(dir: string, volume: string, path: string): Promise<Buffer> {
  const copy = join(dir, 'mcopy.out');
  await tool('mcopy', '-n', '-o', '-i', volume, `::/${path}`, copy);
  return readFile(copy);
}
