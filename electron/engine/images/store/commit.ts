import { rename, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { SlipwayError } from '../../../contract/errors.ts';
import type { ImageEntry, StoredImage } from '../../../contract/image.ts';
import { removePart } from '../download/part-file.ts';
import { shownUrl } from '../download/shown-url.ts';
import type { Arrival } from './arrival.ts';
import { writeFileAtomically } from '../../../files/atomic-write.ts';
import type { Description } from './describe.ts';
import { factsOf } from './from-file.ts';
import { isInUse } from './in-use.ts';
import { allocatedBytes, readDocument } from './store-index.ts';
import type { ImageFolder } from './store-layout.ts';

/** Size and date of the local file an image came from: when they differ, the file is another one now. */
const originSchema = z.strictObject({ size: z.number(), changedMs: z.number() });
type Origin = z.output<typeof originSchema>;

/** Whether what is stored is still what the entry stands for. A local file that is gone changes nothing. */
export async function isCurrent(stored: StoredImage, entry: ImageEntry, folder: ImageFolder): Promise<boolean> {
  const promised: readonly (readonly [string | undefined, string | undefined])[] = [
    [entry.sha256, stored.downloadSha256],
    [entry.rawSha256, stored.rawSha256],
  ];
  if (promised.some(([wanted, have]) => wanted !== undefined && wanted !== have)) return false;
  const before = await readDocument(folder.origin, originSchema);
  const now = await originOf(entry);
  return before === undefined || now === undefined || (before.size === now.size && before.changedMs === now.changedMs);
}

async function originOf(entry: ImageEntry): Promise<Origin | undefined> {
  if (!entry.url.startsWith('file:')) return undefined;
  try {
    const { size, mtimeMs } = await factsOf(fileURLToPath(entry.url));
    return { size, changedMs: mtimeMs };
  } catch (error) {
    if (error instanceof SlipwayError) return undefined;
    throw error;
  }
}

export interface Finding extends Description {
  readonly arrival: Arrival;
  readonly checkedAgainst: StoredImage['checkedAgainst'];
  readonly now: Date;
}

/**
 * Makes a checked image part of the store. `image.json` is written last: before that the image is not there.
 * Errors: `image/in-use` when an older version of it is being written to cards.
 */
export async function commitImage(folder: ImageFolder, entry: ImageEntry, finding: Finding): Promise<StoredImage> {
  if (await isInUse(folder.dir)) throw new SlipwayError('image/in-use');
  const stored = await storedImage(folder, entry, finding);
  await writeFileAtomically(folder.incoming.map, JSON.stringify(finding.map));
  await rm(folder.document, { force: true });
  await rename(folder.incoming.raw, folder.raw);
  await rename(folder.incoming.map, folder.map);
  const origin = await originOf(entry);
  if (origin !== undefined) await writeFileAtomically(folder.origin, JSON.stringify(origin));
  await writeFileAtomically(folder.document, JSON.stringify(stored, null, 2));
  await rm(folder.incoming.dir, { recursive: true, force: true });
  await removePart(folder.dir);
  return stored;
}

async function storedImage(folder: ImageFolder, entry: ImageEntry, finding: Finding): Promise<StoredImage> {
  const { arrival, map, facts, checkedAgainst, now } = finding;
  return {
    id: entry.id,
    name: entry.name,
    source: entry.url.startsWith('file:') ? fileURLToPath(entry.url) : shownUrl(entry.url),
    rawBytes: arrival.rawBytes,
    storedBytes: await allocatedBytes(folder.incoming.raw),
    mappedBytes: map.mappedBytes,
    ...(entry.origin === 'practice' ? {} : { downloadSha256: arrival.sourceSha256 }),
    rawSha256: arrival.rawSha256,
    checkedAgainst,
    facts,
    addedAt: now.toISOString(),
    lastUsedAt: now.toISOString(),
  };
}
