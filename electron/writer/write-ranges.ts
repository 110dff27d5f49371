import type { ByteRange } from '../disk/byte-range.ts';
import type { CardDevice } from './card-device.ts';
import type { ImageSource } from './image-source.ts';
import { overlap } from './overlap.ts';
import { slicesOf } from './slices.ts';

export interface Transfer {
  readonly image: ImageSource;
  readonly device: CardDevice;
  /** The first bytes of the card, in memory. */
  readonly head: Buffer;
  readonly buffers: readonly [Buffer, Buffer];
  readonly signal: AbortSignal;
  readonly onBytes: (count: number) => void;
}

/** Copies ranges of the image in order: those within the head into memory, all others to the card, which is then flushed. */
export async function writeRanges(transfer: Transfer, ranges: readonly ByteRange[]): Promise<void> {
  const { image, device, head, buffers, signal, onBytes } = transfer;
  await overlap({
    pieces: slicesOf(ranges, head.length),
    buffers,
    signal,
    fill: ({ offset }, buffer) => image.readInto(offset, buffer),
    async drain({ offset, length }, buffer) {
      if (offset < head.length) head.set(buffer, offset);
      else await device.write(offset, buffer);
      onBytes(length);
    },
  });
  await device.flush();
}
