import type { CardReport, CardTarget, ProbeReport } from '../contract/card.ts';
import { SlipwayError } from '../contract/errors.ts';
import type { BlockMap, ImageOutline } from '../contract/image.ts';
import type { ArrivedImage, CardJob } from '../contract/writer-protocol.ts';
import { gapsBetween, type ByteRange } from '../disk/byte-range.ts';
import { alignedBuffer } from './aligned-buffer.ts';
import { applyFiles, bootFiles } from './apply-files.ts';
import type { OpenCard } from './card-device.ts';
import { mapFor } from './fill-gaps.ts';
import { markUnfinished, writeHead } from './first-sectors.ts';
import { asItGrows, untilWhole } from './growing-image.ts';
import { headBytes } from './head.ts';
import { openImage, type ImageSource } from './image-source.ts';
import { probeCard } from './probe.ts';
import { sliceBytes } from './slices.ts';
import type { Tracker } from './tracker.ts';
import { verifyRanges } from './verify-ranges.ts';
import { writeRanges, type Transfer } from './write-ranges.ts';

export interface Edge {
  readonly openTarget: (target: CardTarget, image: ImageOutline) => Promise<OpenCard>;
  /** The rest of a job whose image is still growing, once it is whole; never rejects. */
  readonly arrived: Promise<ArrivedImage>;
  readonly tracker: Tracker;
  readonly signal: AbortSignal;
  /** Milliseconds. */
  readonly now: () => number;
}

/** A card that gets an image. */
export type WriteJob = CardJob & { readonly image: NonNullable<CardJob['image']> };

/**
 * Writes one card, in the order that leaves it recognisable and not bootable until it is whole (design §6): old partition
 * table away, on drives a test of the card, ranges, read-back, first-boot files, their read-back, first sectors last. An image
 * that is still growing is written as it comes; what follows waits until it is whole and was checked. Rejects with a
 * `SlipwayError`, or with the signal's reason.
 */
export async function runCard(job: WriteJob, edge: Edge): Promise<CardReport> {
  const started = edge.now();
  edge.tracker.enter('preparing', 0);
  edge.signal.throwIfAborted();
  const source = sourceOf(job, edge);
  const image = await source.open();
  try {
    const card = await edge.openTarget(job.target, source.outline);
    try {
      edge.signal.throwIfAborted();
      const report = await writeCard({ job, edge, source, image, card });
      await card.finish();
      return { ...report, seconds: (edge.now() - started) / 1000 };
    } catch (thrown) {
      await card.abandon();
      throw thrown;
    }
  } finally {
    await image.close();
  }
}

/** Where the bytes come from: all that is known of them now, and what they turn out to be. */
interface Source {
  readonly outline: ImageOutline;
  readonly open: () => Promise<ImageSource>;
  readonly arrived: Promise<ArrivedImage>;
}

function sourceOf(job: WriteJob, edge: Edge): Source {
  const { arrived, signal, tracker } = edge;
  const { image, target } = job;
  if ('map' in image) {
    const map = mapFor(target, image.map);
    return {
      outline: map,
      open: () => openImage(image.path, map.imageSize),
      arrived: Promise.resolve({ ...job, path: image.path, map }),
    };
  }
  return {
    outline: image.outline,
    open: async () => {
      const opened = await openImage(image.path, 0).catch((thrown: unknown) => openMoved(thrown, edge));
      return asItGrows(opened, { whole: arrived, signal, onWait: () => tracker.add(0) });
    },
    arrived: arrived.then((rest) => ({ ...rest, map: mapFor(target, rest.map) })),
  };
}

/** A growing image that became whole before it was opened is not where it grew any more. */
async function openMoved(thrown: unknown, { arrived: whole, signal, tracker }: Edge): Promise<ImageSource> {
  if (!(thrown instanceof SlipwayError) || thrown.code !== 'image/not-stored') throw thrown;
  const { path } = await untilWhole({ whole, signal, onWait: () => tracker.add(0) });
  return openImage(path, 0);
}

interface Work {
  readonly job: WriteJob;
  readonly edge: Edge;
  readonly source: Source;
  readonly image: ImageSource;
  readonly card: OpenCard;
}

async function writeCard({ job, edge, source, image, card }: Work): Promise<Omit<CardReport, 'seconds'>> {
  const { tracker, signal } = edge;
  const { outline } = source;
  const head = alignedBuffer(Math.min(headBytes, outline.imageSize), card.alignment);
  mustFit(card, outline);
  await markUnfinished(card.device, { head: head.length, staleTail: card.staleTail });
  const probe = job.target.kind === 'drive' ? await probed(card, outline, edge) : undefined;

  const transfer: Transfer = {
    image,
    device: card.device,
    head,
    buffers: [alignedBuffer(sliceBytes, card.alignment), alignedBuffer(sliceBytes, card.alignment)],
    signal,
    onBytes: (count) => tracker.add(count),
  };
  tracker.enter('writing', outline.mappedBytes);
  await writeRanges(transfer, outline.ranges);
  const rest = await untilWhole({ whole: source.arrived, signal, onWait: () => tracker.add(0) });
  const { map, bootPartition, files: planned } = rest;
  mustFit(card, map);
  await writeRanges(transfer, notWritten(map, outline));
  tracker.enter('verifying', map.mappedBytes);
  await verifyRanges(transfer, map.ranges);

  const files = await applyFiles({ boot: bootFiles({ bootPartition, files: planned }), card, head, edge });
  signal.throwIfAborted();
  await writeHead(card.device, head);
  return { ...proof(map, card), files, ...(probe === undefined ? {} : { probe }) };
}

/** What the outline did not foresee: bytes behind the last partition, or what only a publisher's map counts. */
function notWritten(map: BlockMap, outline: ImageOutline): readonly ByteRange[] {
  const whole = { offset: 0, length: map.imageSize };
  return gapsBetween([...gapsBetween(map.ranges, whole), ...outline.ranges], whole);
}

/** A card file is as good as its disk; a card may lie about its size, or be worn out. */
function probed({ device, alignment }: OpenCard, { imageSize }: ImageOutline, edge: Edge): Promise<ProbeReport> {
  return probeCard({ ...edge, device, blockBytes: Math.max(512, alignment), start: headBytes, imageSize });
}

function mustFit({ device }: OpenCard, { imageSize }: ImageOutline): void {
  if (device.size < imageSize)
    throw new SlipwayError('card/too-small', `The image has ${imageSize} bytes, the card ${device.size}.`);
}

const proof = (map: BlockMap, card: OpenCard): Omit<CardReport, 'files' | 'probe' | 'seconds'> => ({
  bytesWritten: map.mappedBytes,
  bytesVerified: map.mappedBytes,
  ranges: map.ranges.length,
  readBack: card.readBack,
});
