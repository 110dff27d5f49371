import type { CardReport, CardTarget, ProbeReport } from '../contract/card.ts';
import { SlipwayError } from '../contract/errors.ts';
import type { BlockMap } from '../contract/image.ts';
import type { CardJob } from '../contract/writer-protocol.ts';
import { alignedBuffer } from './aligned-buffer.ts';
import { applyFiles, bootFiles } from './apply-files.ts';
import type { OpenCard } from './card-device.ts';
import { mapFor } from './fill-gaps.ts';
import { markUnfinished, writeHead } from './first-sectors.ts';
import { headBytes } from './head.ts';
import { openImage, type ImageSource } from './image-source.ts';
import { probeCard } from './probe.ts';
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

/** A card that gets an image. */
export type WriteJob = CardJob & { readonly image: NonNullable<CardJob['image']> };

/**
 * Writes one card, in the order that leaves it recognisable and not bootable until it is whole (design §6): old partition
 * table away, on drives a test of the card, ranges, read-back, first-boot files, their read-back, first sectors last. Rejects with a `SlipwayError`,
 * or with the signal's reason.
 */
export async function runCard(job: WriteJob, edge: Edge): Promise<CardReport> {
  const started = edge.now();
  edge.tracker.enter('preparing', 0);
  edge.signal.throwIfAborted();
  const map = mapFor(job.target, job.image.map);
  const image = await openImage(job.image.path, map);
  try {
    const card = await edge.openTarget(job.target, map);
    try {
      edge.signal.throwIfAborted();
      const written = await writeCard({ job, map, edge, image, card });
      await card.finish();
      return { ...proof(map, card), ...written, seconds: (edge.now() - started) / 1000 };
    } catch (thrown) {
      await card.abandon();
      throw thrown;
    }
  } finally {
    await image.close();
  }
}

interface Work {
  readonly job: WriteJob;
  readonly map: BlockMap;
  readonly edge: Edge;
  readonly image: ImageSource;
  readonly card: OpenCard;
}

type Written = Pick<CardReport, 'files' | 'probe'>;

async function writeCard({ job, map, edge, image, card }: Work): Promise<Written> {
  const { tracker, signal } = edge;
  const head = alignedBuffer(Math.min(headBytes, map.imageSize), card.alignment);
  mustFit(card, map);
  await markUnfinished(card.device, { head: head.length, staleTail: card.staleTail });
  const probe = job.target.kind === 'drive' ? await probed(card, map, edge) : undefined;

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

  const files = await applyFiles({ boot: bootFiles(job), card, head, edge });
  signal.throwIfAborted();
  await writeHead(card.device, head);
  return { files, ...(probe === undefined ? {} : { probe }) };
}

/** A card file is as good as its disk; a card may lie about its size, or be worn out. */
function probed({ device, alignment }: OpenCard, { imageSize }: BlockMap, edge: Edge): Promise<ProbeReport> {
  return probeCard({ ...edge, device, blockBytes: Math.max(512, alignment), start: headBytes, imageSize });
}

function mustFit({ device }: OpenCard, { imageSize }: BlockMap): void {
  if (device.size < imageSize)
    throw new SlipwayError('card/too-small', `The image has ${imageSize} bytes, the card ${device.size}.`);
}

const proof = (map: BlockMap, card: OpenCard): Omit<CardReport, 'files' | 'probe' | 'seconds'> => ({
  bytesWritten: map.mappedBytes,
  bytesVerified: map.mappedBytes,
  ranges: map.ranges.length,
  readBack: card.readBack,
});
