import type { CardIntegrity, CardMarker } from '../../contract/flash.ts';
import type { BlockMap, ImageFacts, StoredImage } from '../../contract/image.ts';
import { gapsBetween, type ByteRange } from '../../disk/byte-range.ts';
import { openFileDevice, type Device } from '../../disk/device.ts';
import type { ImageRoom } from './image-service.ts';

interface Comparison {
  readonly device: Device;
  readonly facts: ImageFacts;
  readonly marker: CardMarker | undefined;
  readonly images: ImageRoom;
  readonly signal: AbortSignal;
}

/** Differences are counted in blocks of this many bytes. */
const blockBytes = 4096;

/** Compares a card with the stored image it was written from, every mapped byte outside the boot partition. */
export async function compareWithStore({ device, facts, marker, images, signal }: Comparison): Promise<CardIntegrity> {
  const image = imageOf(await images.service.stored(), facts, marker);
  if (image === undefined) return { kind: 'not-compared', reason: 'The image it was written from is not in the store.' };
  return compareWithImage(image, { device, images, signal });
}

/** Compares a card with one stored image, every mapped byte outside the boot partition. Errors: `image/not-stored`, those of the device. */
export async function compareWithImage(
  image: StoredImage,
  { device, images, signal }: Pick<Comparison, 'device' | 'images' | 'signal'>,
): Promise<CardIntegrity> {
  const held = await images.hold(image.id);
  try {
    const raw = await openFileDevice(held.rawPath, 'r');
    try {
      return { ...(await compare({ card: device, raw }, comparedRanges(held.map, image.facts), signal)), imageId: image.id };
    } finally {
      await raw.close();
    }
  } finally {
    await held.release();
  }
}

/**
 * The stored image that a card came from: the same system by name; among several, the one with the card's disk id, which
 * HypriotOS changes when it first boots.
 */
export function imageOf(
  stored: readonly StoredImage[],
  facts: ImageFacts,
  marker: CardMarker | undefined,
): StoredImage | undefined {
  const name = marker?.image.name ?? (facts.kind === 'known' ? facts.name : undefined);
  const alike = stored.filter((image) => image.facts.kind === 'known' && image.facts.name === name);
  return alike.find((image) => image.facts.table?.diskId === facts.table?.diskId) ?? alike[0];
}

/** The mapped ranges without the boot partition, where each card has its own files. */
function comparedRanges(map: BlockMap, { table, boot }: ImageFacts): readonly ByteRange[] {
  const partition = table?.partitions.find(({ number }) => number === boot?.partition);
  return map.ranges.flatMap((range) => (partition === undefined ? [range] : gapsBetween([partition], range)));
}

interface Sides {
  readonly card: Device;
  readonly raw: Device;
}

type Outcome =
  | { readonly kind: 'intact'; readonly comparedBytes: number }
  | {
      readonly kind: 'differs';
      readonly comparedBytes: number;
      readonly differentBytes: number;
      readonly firstDifference: number;
    };

async function compare({ card, raw }: Sides, ranges: readonly ByteRange[], signal: AbortSignal): Promise<Outcome> {
  let [comparedBytes, differentBytes] = [0, 0];
  let firstDifference: number | undefined;
  for (const { offset, length } of ranges) {
    signal.throwIfAborted();
    const there = Math.max(0, Math.min(length, card.size - offset));
    const [ours, theirs] = await Promise.all([raw.read(offset, length), card.read(Math.min(offset, card.size), there)]);
    comparedBytes += length;
    for (const at of differentBlocks(ours, theirs)) {
      firstDifference ??= offset + at;
      differentBytes += Math.min(blockBytes, length - at);
    }
  }
  if (firstDifference === undefined) return { kind: 'intact', comparedBytes };
  return { kind: 'differs', comparedBytes, differentBytes, firstDifference };
}

function differentBlocks(ours: Buffer, theirs: Buffer): readonly number[] {
  if (ours.equals(theirs)) return [];
  const different: number[] = [];
  for (let at = 0; at < ours.length; at += blockBytes)
    if (!ours.subarray(at, at + blockBytes).equals(theirs.subarray(at, at + blockBytes))) different.push(at);
  return different;
}
