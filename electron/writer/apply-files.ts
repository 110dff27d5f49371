import type { CardReport } from '../contract/card.ts';
import { SlipwayError } from '../contract/errors.ts';
import type { CardJob } from '../contract/writer-protocol.ts';
import type { OpenCard } from './card-device.ts';
import { fileBytes } from './file-bytes.ts';
import { seenWithHead, withHead } from './head.ts';
import { personalise, rereadFiles, type BootFiles } from './personalise.ts';
import type { Tracker } from './tracker.ts';

interface Application {
  readonly boot: BootFiles | undefined;
  readonly card: OpenCard;
  /** First bytes of the card that are still in memory; empty when all of it is on the card. */
  readonly head: Buffer;
  readonly edge: { readonly tracker: Tracker; readonly signal: AbortSignal };
}

/** First-boot files, through the view of the card as it will be; read back through a fresh open. */
export async function applyFiles({ boot, card, head, edge }: Application): Promise<CardReport['files']> {
  const total = boot?.files.reduce((sum, file) => sum + fileBytes(file).length, 0) ?? 0;
  edge.tracker.enter('personalising', total);
  edge.signal.throwIfAborted();
  if (boot !== undefined) {
    await personalise(withHead(card.device, head), boot);
    await card.device.flush();
    edge.tracker.add(total);
  }
  edge.tracker.enter('rereading', total);
  edge.signal.throwIfAborted();
  if (boot === undefined) return [];
  const files = await card.reopened((device) => rereadFiles(seenWithHead(device, head), boot));
  edge.tracker.add(total);
  return files;
}

/** The files of a job with their partition; undefined when there are none. Errors: `card/personalise-failed`. */
export function bootFiles({ bootPartition, files }: Pick<CardJob, 'bootPartition' | 'files'>): BootFiles | undefined {
  if (files.length === 0) return undefined;
  if (bootPartition === undefined)
    throw new SlipwayError('card/personalise-failed', 'There are files, but no boot partition to put them on.');
  return { partition: bootPartition, files };
}
