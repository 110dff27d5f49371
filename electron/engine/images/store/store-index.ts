import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { systemErrorCode } from '../../../contract/errors.ts';
import { blockMapSchema, storedImageSchema, type BlockMap, type StoredImage } from '../../../contract/image.ts';
import { folderNamed, type ImageFolder } from './store-layout.ts';

/** The image of a folder, or undefined when it is not complete or its document cannot be read. */
export async function readStored(folder: ImageFolder): Promise<StoredImage | undefined> {
  return readDocument(folder.document, storedImageSchema);
}

export async function readMap(folder: ImageFolder): Promise<BlockMap | undefined> {
  return readDocument(folder.map, blockMapSchema);
}

/** Whether raw image and map are there too; somebody may have tidied up by hand. */
export async function isWhole(folder: ImageFolder): Promise<boolean> {
  return (await readMap(folder)) !== undefined && (await orNothing(stat(folder.raw), undefined)) !== undefined;
}

/** All complete images, by name. */
export async function listStored(storeDir: string): Promise<readonly StoredImage[]> {
  const images = await Promise.all((await imageDirs(storeDir)).map((name) => readStored(folderNamed(storeDir, name))));
  return images.filter((image) => image !== undefined).sort((a, b) => a.name.localeCompare(b.name));
}

/** Names of the folders that hold, or may come to hold, an image. */
export async function imageDirs(storeDir: string): Promise<readonly string[]> {
  const entries = await readdir(storeDir, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map((entry) => entry.name);
}

/** Space that a folder really takes, bytes: holes of sparse files do not count. Files that vanish meanwhile count nothing. */
export async function spaceOf(dir: string): Promise<number> {
  const entries = await orNothing(readdir(dir, { withFileTypes: true }), []);
  const sizes = await Promise.all(
    entries.map((entry) => {
      const path = join(dir, entry.name);
      return entry.isDirectory() ? spaceOf(path) : allocatedBytes(path);
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Space of one file. Windows does not count blocks; its files count in full. */
export async function allocatedBytes(path: string): Promise<number> {
  const facts = await orNothing(stat(path), undefined);
  if (facts === undefined) return 0;
  return process.platform === 'win32' ? facts.size : facts.blocks * 512;
}

/** A JSON document that fits a schema; undefined when it is missing or damaged. */
export async function readDocument<T extends z.ZodType>(path: string, schema: T): Promise<z.output<T> | undefined> {
  const text = await orNothing(readFile(path, 'utf8'), undefined);
  if (text === undefined) return undefined;
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

async function orNothing<T, N>(call: Promise<T>, nothing: N): Promise<T | N> {
  try {
    return await call;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT' || systemErrorCode(error) === 'ENOTDIR') return nothing;
    throw error;
  }
}
