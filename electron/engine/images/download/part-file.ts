import { createHash } from 'node:crypto';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from '../../../files/atomic-write.ts';

/** What a server said about the file it sends, so that the rest can be asked for later. */
const sidecarSchema = z.strictObject({
  /** SHA-256 of the address: an address may carry a token, which must not lie around. */
  address: z.string(),
  /** A strong ETag or a Last-Modified date: the value of `If-Range`. */
  validator: z.string().optional(),
  total: z.number().int().nonnegative().optional(),
});
export type Sidecar = z.output<typeof sidecarSchema>;

/** A download as far as it came: the bytes and what is known about them. */
export interface Part {
  readonly path: string;
  readonly sidecarPath: string;
  readonly length: number;
  readonly sidecar: Sidecar;
}

export const partNames = { data: 'download.part', sidecar: 'download.json' } as const;

/** The part of this address in a folder; an empty one when there is none, or none that can be continued. */
export async function openPart(folder: string, url: string): Promise<Part> {
  const path = join(folder, partNames.data);
  const sidecarPath = join(folder, partNames.sidecar);
  const address = createHash('sha256').update(url).digest('hex');
  const sidecar = await readSidecar(sidecarPath);
  const length = await lengthOf(path);
  const fits = sidecar?.address === address && length <= (sidecar.total ?? Infinity);
  const continues = fits && (sidecar.validator !== undefined || sidecar.total === length);
  if (continues && length > 0) return { path, sidecarPath, length, sidecar };
  await removePart(folder);
  return { path, sidecarPath, length: 0, sidecar: { address } };
}

export async function removePart(folder: string): Promise<void> {
  await rm(join(folder, partNames.data), { force: true });
  await rm(join(folder, partNames.sidecar), { force: true });
}

/** Removes a part that holds nothing, as a server that refuses leaves it. */
export async function dropEmptyPart(folder: string): Promise<void> {
  if ((await lengthOf(join(folder, partNames.data))) === 0) await removePart(folder);
}

export async function saveSidecar(part: Part, sidecar: Sidecar): Promise<void> {
  await writeFileAtomically(part.sidecarPath, JSON.stringify(sidecar));
}

async function readSidecar(path: string): Promise<Sidecar | undefined> {
  try {
    return sidecarSchema.safeParse(JSON.parse(await readFile(path, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

async function lengthOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}
