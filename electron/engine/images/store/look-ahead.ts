import { open, type FileHandle } from 'node:fs/promises';
import type { ImageOutline } from '../../../contract/image.ts';
import { endOf } from '../../../disk/byte-range.ts';
import type { Device } from '../../../disk/device.ts';
import { readPartitionTable } from '../../../disk/partition-table.ts';
import { hashesOf, makeBlockMap, outlineOf } from '../block-map.ts';
import type { Growth } from '../download/growth.ts';
import type { LookAhead } from './arrival.ts';
import type { Readers } from './describe.ts';

/** An image that is still being unpacked: bytes below the length of its file are final. */
export interface GrowingImage {
  readonly rawPath: string;
  readonly outline: ImageOutline;
}

interface LookAheadOptions extends Pick<Readers, 'usedRanges'> {
  readonly rawPath: string;
  readonly onOutline: (image: GrowingImage) => void;
}

/**
 * Maps an image while it is still being unpacked. File systems keep their free maps in front, so that most of a card can be
 * written while the rest comes, and hashing the ranges takes no time of its own afterwards. What it finds is a forecast:
 * an image that turns out otherwise is mapped again when it is whole.
 */
export function lookAhead({ rawPath, usedRanges, onOutline }: LookAheadOptions): LookAhead {
  return async (growth, signal) => {
    const file = await open(rawPath, 'r');
    try {
      const read = readBehind(file, growth, signal);
      const size = await foreseenSize(read);
      const device: Device = { size, read };
      const used = await usedRanges(device);
      onOutline({ rawPath, outline: outlineOf(used, size) });
      return hashesOf(await makeBlockMap(device, used, { signal }));
    } catch {
      // Whatever is wrong with the image is said by those who read it when it is whole.
      return new Map();
    } finally {
      await file.close();
    }
  };
}

/** Where the last partition ends: all that can be known before the image is whole. */
async function foreseenSize(read: Device['read']): Promise<number> {
  const { partitions } = await readPartitionTable({ size: Number.MAX_SAFE_INTEGER, read });
  return Math.max(...partitions.map(endOf));
}

/** Reads as soon as the bytes are there; zeros where the file has a hole at its end so far. Rejects past the end of the whole. */
function readBehind(file: FileHandle, growth: Growth, signal: AbortSignal): Device['read'] {
  return async (offset, length) => {
    if (length > 0 && (await growth.past(offset + length - 1, signal)) === 'end') throw new RangeError('read past the end');
    const buffer = Buffer.allocUnsafe(length);
    for (let done = 0; done < length;) {
      const { bytesRead } = await file.read(buffer, done, length - done, offset + done);
      if (bytesRead === 0) return buffer.fill(0, done);
      done += bytesRead;
    }
    return buffer;
  };
}
