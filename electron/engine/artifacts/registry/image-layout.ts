import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from '../../../files/atomic-write.ts';
import { SlipwayError, systemErrorCode } from '../../../contract/errors.ts';

/** Annotation under which an OCI layout keeps the name of an image (OCI image specification, annotations). */
const nameKey = 'org.opencontainers.image.ref.name';

const entrySchema = z.object({
  mediaType: z.string(),
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  size: z.number().int().nonnegative(),
  annotations: z.record(z.string(), z.string()).default({}),
});
const indexSchema = z.object({ schemaVersion: z.literal(2), manifests: z.array(entrySchema) });

/** One image of a layout. */
export interface LayoutEntry {
  /** `library/busybox:1`, or `library/busybox@sha256:…` for one that is only known by its digest. */
  readonly name: string;
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/** Where the blob of a digest lies in a layout. */
export const blobPath = (dir: string, digest: string): string => join(dir, 'blobs', 'sha256', digest.replace(/^sha256:/, ''));

/** Makes the folders of an OCI image layout; any tool that knows the format can read it. */
export async function openLayout(dir: string): Promise<void> {
  await mkdir(join(dir, 'blobs', 'sha256'), { recursive: true });
  await writeFileAtomically(join(dir, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}\n');
}

/** The images of a layout; none where nothing was written yet. Errors: `bundle/damaged`. */
export async function readLayout(dir: string): Promise<readonly LayoutEntry[]> {
  const text = await readFile(join(dir, 'index.json'), 'utf8').catch((error: unknown) => {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return [];
  try {
    const { manifests } = indexSchema.parse(JSON.parse(text));
    return manifests.map(({ mediaType, digest, size, annotations }) => ({
      mediaType,
      digest,
      size,
      name: annotations[nameKey] ?? '',
    }));
  } catch (error) {
    throw new SlipwayError('bundle/damaged', join(dir, 'index.json'), { cause: error });
  }
}

/** Adds or replaces one image by its name; its blobs must be there already. */
export async function addToLayout(dir: string, entry: LayoutEntry): Promise<void> {
  const others = (await readLayout(dir)).filter(({ name }) => name !== entry.name);
  const manifests = [...others, entry].map(({ name, mediaType, digest, size }) => ({
    mediaType,
    digest,
    size,
    annotations: { [nameKey]: name },
  }));
  await writeFileAtomically(join(dir, 'index.json'), `${JSON.stringify({ schemaVersion: 2, manifests }, undefined, 2)}\n`);
}

/** Whether a blob is there with its full length; its bytes were checked when they came. */
export async function hasBlob(
  dir: string,
  { digest, size }: { readonly digest: string; readonly size: number },
): Promise<boolean> {
  const info = await stat(blobPath(dir, digest)).catch(() => undefined);
  return info?.size === size;
}
