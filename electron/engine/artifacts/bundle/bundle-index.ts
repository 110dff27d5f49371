import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { SlipwayError, systemErrorCode } from '../../../contract/errors.ts';
import { writeFileAtomically } from '../../../files/atomic-write.ts';

const fileSchema = z.strictObject({
  /** Relative to the bundle, with `/`. */
  path: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  size: z.number().int().nonnegative(),
  /** Where it came from. */
  source: z.string(),
});
export type BundledFile = z.output<typeof fileSchema>;

const indexSchema = z.strictObject({
  apiVersion: z.literal('slipway/bundle-v1'),
  cluster: z.string(),
  track: z.string(),
  version: z.string(),
  /** ISO 8601. */
  madeAt: z.string(),
  /** What is not in it, and why. */
  gaps: z.array(z.string()),
  /** Names of container images, in the layout under `registry/`. */
  images: z.array(z.string()),
  files: z.array(fileSchema),
});
/** `bundle.json`: what a bundle holds. */
export type BundleIndex = z.output<typeof indexSchema>;

/** Errors: `bundle/not-found`, `bundle/damaged`. */
export async function readBundleIndex(dir: string): Promise<BundleIndex> {
  const path = join(dir, 'bundle.json');
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (systemErrorCode(error) === 'ENOENT') throw new SlipwayError('bundle/not-found', dir, { cause: error });
    throw error;
  });
  try {
    return indexSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new SlipwayError('bundle/damaged', path, { cause: error });
  }
}

/** Writes `bundle.json` and the same hashes as `SHA256SUMS`, for people with `sha256sum -c`. */
export async function writeBundleIndex(dir: string, index: BundleIndex): Promise<void> {
  const sums = index.files.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join('');
  await writeFileAtomically(join(dir, 'SHA256SUMS'), sums);
  await writeFileAtomically(join(dir, 'bundle.json'), `${JSON.stringify(index, undefined, 2)}\n`);
}

/**
 * Where a file from the internet lies in a bundle: the first folder is the one its mirror is served from, and the rest its
 * path there. Characters that Windows forbids in names (`:` in `core:/stable:`) are escaped.
 */
export function bundledPath(area: 'images' | 'kubernetes' | 'files', url: string): string {
  const { host, pathname } = new URL(url);
  const segments = pathname.split('/').filter((segment) => segment !== '');
  const path = area === 'images' ? segments.slice(-1) : area === 'files' ? [host, ...segments] : segments;
  return [area, ...path.map(safeName)].join('/');
}

/** The name on disk of one segment of an address; the mirror server turns what it is asked for the same way. */
export function safeName(segment: string): string {
  const name = encodeURIComponent(decodeSafely(segment));
  return name === '..' || name === '.' ? name.replaceAll('.', '%2E') : name;
}

function decodeSafely(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
