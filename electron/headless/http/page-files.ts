import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SlipwayError } from '../../contract/errors.ts';
import { cacheControl, contentType } from '../../contract/page-policy.ts';

export interface PageFile {
  readonly body: Buffer;
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The page as the exact list of its paths: what is not in the map does not exist, so no path can lead out of the folder. */
export type PageFiles = ReadonlyMap<string, PageFile>;

/**
 * Reads the built page into memory (about 1 MB). Keys are URL paths: `/`, `/assets/index-C0ffee.js`.
 * Errors: `engine/internal` when the folder holds no `index.html`.
 */
export async function readPage(dir: string): Promise<PageFiles> {
  const files = new Map<string, PageFile>();
  for (const path of await listFiles(dir)) {
    const url = path === 'index.html' ? '/' : `/${path}`;
    const type = contentType(path);
    if (type !== undefined) files.set(url, toPageFile(url, type, await readFile(join(dir, path))));
  }
  if (!files.has('/')) throw new SlipwayError('engine/internal', `The page is not built: ${dir} has no index.html.`);
  return files;
}

/** Regular files only, `/`-separated: a symbolic link could lead out of the folder. */
async function listFiles(dir: string, prefix = ''): Promise<readonly string[]> {
  const entries = await readdir(join(dir, prefix), { withFileTypes: true }).catch(() => []);
  const lists = entries.map((entry) => {
    const path = `${prefix}${entry.name}`;
    if (entry.isDirectory()) return listFiles(dir, `${path}/`);
    return Promise.resolve(entry.isFile() ? [path] : []);
  });
  return (await Promise.all(lists)).flat();
}

function toPageFile(url: string, type: string, body: Buffer): PageFile {
  const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
  return { body, etag, headers: { 'Content-Type': type, 'Cache-Control': cacheControl(url), ETag: etag } };
}
