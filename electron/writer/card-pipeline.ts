import type { CardReport, CardTarget } from '../contract/card.ts';
import { SlipwayError } from '../contract/errors.ts';
import type { BlockMap } from '../contract/image.ts';
import type { CardJob } from '../contract/writer-protocol.ts';
import { alignedBuffer } from './aligned-buffer.ts';
import type { OpenCard } from './card-device.ts';
import { mapFor } from './fill-gaps.ts';
import { markUnfinished, writeHead } from './first-sectors.ts';
import { headBytes, seenWithHead, withHead } from './head.ts';
import { openImage, type ImageSource } from './image-source.ts';
import { personalise, rereadFiles, type BootFiles } from './personalise.ts';
import { sliceBytes } from './slices.ts';
import type { Tracker } from './tracker.ts';
import { verifyRanges } from './verify-ranges.ts';
import { writeRanges, type Transfer } from './write-ranges.ts';

export interface Edge {
  readonly openTarget: (target: CardTarget, map: BlockMap) => Promise<OpenCard>;
  readonly tracker: Tracker;
  readonly signal: AbortSignal;
  /** Milliseconds. */
  readonly now: () => number;
}

/**
 * Writes one card, in the order that leaves it recognisable and not bootable until it is whole (design §6): old partition
 * table away, ranges, read-back, first-boot files, their read-back, first sectors last. Rejects with a `SlipwayError`,
 * or with the signal's reason.
 */
export async function runCard(job: CardJob, edge: Edge): Promise<CardReport> {
  const started = edge.now();
  edge.tracker.enter('preparing', 0);
  edge.signal.throwIfAborted();
  const map = mapFor(job.target, job.image.map);
  const image = await openImage(job.image.path, map);
  try {
    const card = await edge.openTarget(job.target, map);
    try {
      edge.signal.throwIfAborted();
      const files = await writeCard({ job, map, edge, image, card });
      await card.finish();
      return { ...proof(map, card), files: [...files], seconds: (edge.now() - started) / 1000 };
    } catch (thrown) {
      await card.abandon();
      throw thrown;
    }
  } finally {
    await image.close();
  }
}

interface Work {
  readonly job: CardJob;
  readonly map: BlockMap;
  readonly edge: Edge;
  readonly image: ImageSource;
  readonly card: OpenCard;
}

async function writeCard({ job, map, edge, image, card }: Work): Promise<CardReport['files']> {
  const { tracker, signal } = edge;
  const head = alignedBuffer(Math.min(headBytes, map.imageSize), card.alignment);
  mustFit(card, map);
  await markUnfinished(card.device, { head: head.length, staleTail: card.staleTail });

  const transfer: Transfer = {
    image,
    map,
    device: card.device,
    head,
    buffers: [alignedBuffer(sliceBytes, card.alignment), alignedBuffer(sliceBytes, card.alignment)],
    signal,
    onBytes: (count) => tracker.add(count),
  };
  tracker.enter('writing', map.mappedBytes);
  await writeRanges(transfer);
  tracker.enter('verifying', map.mappedBytes);
  await verifyRanges(transfer);

  const files = await configure({ boot: bootFiles(job), card, head, edge });
  signal.throwIfAborted();
  await writeHead(card.device, head);
  return files;
}

interface Configuration {
  readonly boot: BootFiles | undefined;
  readonly card: OpenCard;
  readonly head: Buffer;
  readonly edge: Pick<Edge, 'tracker' | 'signal'>;
}

/** First-boot files, through the view of the card as it will be; read back through a fresh open. */
async function configure({ boot, card, head, edge }: Configuration): Promise<CardReport['files']> {
  const total = boot?.files.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0) ?? 0;
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

function bootFiles({ bootPartition, files }: CardJob): BootFiles | undefined {
  if (files.length === 0) return undefined;
  if (bootPartition === undefined)
    throw new SlipwayError('card/personalise-failed', 'There are files, but no boot partition to put them on.');
  return { partition: bootPartition, files };
}

function mustFit({ device }: OpenCard, { imageSize }: BlockMap): void {
  if (device.size < imageSize)
    throw new SlipwayError('card/too-small', `The image has ${imageSize} bytes, the card ${device.size}.`);
}

const proof = (map: BlockMap, card: OpenCard): Omit<CardReport, 'files' | 'seconds'> => ({
  bytesWritten: map.mappedBytes,
  bytesVerified: map.mappedBytes,
  ranges: map.ranges.length,
  readBack: card.readBack,
});
