import { createHash } from 'node:crypto';
import { SlipwayError } from '../contract/errors.ts';
import type { MappedRange } from '../contract/image.ts';
import type { ImageSource } from './image-source.ts';
import { overlap } from './overlap.ts';
import { slicesOf } from './slices.ts';
import type { Transfer } from './write-ranges.ts';

/**
 * Reads mapped ranges back and compares their SHA-256 with the map's; what is still held in memory is read from there.
 * Errors: `card/verify-failed` with the range; `image/corrupt` when it is the stored image that changed.
 */
export async function verifyRanges(transfer: Transfer, ranges: readonly MappedRange[]): Promise<void> {
  const { image, device, head, buffers, signal, onBytes } = transfer;
  let hash = createHash('sha256');
  await overlap({
    pieces: slicesOf(ranges, head.length),
    buffers,
    signal,
    async fill({ offset, length }, buffer) {
      if (offset < head.length) head.copy(buffer, 0, offset, offset + length);
      else await device.readInto(offset, buffer);
    },
    async drain({ offset, length, range }, buffer) {
      hash.update(buffer);
      const expected = ranges[range];
      if (expected !== undefined && offset + length === expected.offset + expected.length) {
        const found = hash.digest('hex');
        hash = createHash('sha256');
        if (found !== expected.sha256) throw await whoLied(image, expected);
      }
      onBytes(length);
    },
  });
}

/** The card is at fault only if the stored image still is what the map says: a worn disk must not condemn a good card. */
async function whoLied(image: ImageSource, range: MappedRange): Promise<SlipwayError> {
  const bytes = `bytes ${range.offset} to ${range.offset + range.length - 1}`;
  return (await image.holds(range))
    ? new SlipwayError('card/verify-failed', `What was read back differs within ${bytes}.`)
    : new SlipwayError('image/corrupt', `The stored image changed within ${bytes}.`, {
        fix: 'Remove the image from the store and fetch it again.',
      });
}
