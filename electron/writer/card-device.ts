import type { Device, WritableDevice } from '../disk/device.ts';
import { SlipwayError } from '../contract/errors.ts';
import { alignedBuffer, ceilTo, floorTo, isAligned } from './aligned-buffer.ts';
import { patientDevice } from './patient-device.ts';
import type { RawDevice } from './raw-device.ts';

/** A card that takes reads and writes of any offset and length. */
export interface CardDevice extends WritableDevice {
  /** Fills `target`; without a copy when `target` and `offset` are aligned. */
  readInto(offset: number, target: Buffer): Promise<void>;
  flush(): Promise<void>;
}

/** An open target: writing goes to `device`, and only `finish` makes it a card that counts. */
export interface OpenCard {
  readonly device: CardDevice;
  /** How `device.read` avoids the page cache. */
  readonly readBack: 'direct' | 'cached';
  /** Multiple that buffers for `device` should be aligned to. */
  readonly alignment: number;
  /** Bytes at the end where a backup partition table of an earlier life may sit; 0 where there was no earlier life. */
  readonly staleTail: number;
  /** Reads through a second, fresh open of the same target. */
  reopened<T>(use: (device: Device) => Promise<T>): Promise<T>;
  finish(): Promise<void>;
  /** Closes what is not a card; never throws. */
  abandon(): Promise<void>;
}

/** Puts any-offset reads and writes on a device that wants them aligned, by reading and writing whole sectors around them. */
export function cardDevice(bare: RawDevice): CardDevice {
  const raw = patientDevice(bare);
  const read = async (offset: number, length: number): Promise<Buffer> => {
    const start = floorTo(offset, raw.alignment.read);
    const buffer = alignedBuffer(ceilTo(offset + length, raw.alignment.read) - start, raw.alignment.read);
    await readFully(raw, { buffer, offset: start, needed: offset + length - start });
    return buffer.subarray(offset - start, offset - start + length);
  };
  return {
    size: raw.size,
    read,
    async readInto(offset, target) {
      const multiple = raw.alignment.read;
      const direct = offset % multiple === 0 && target.length % multiple === 0 && isAligned(target, multiple);
      if (direct) await readFully(raw, { buffer: target, offset, needed: target.length });
      else (await read(offset, target.length)).copy(target);
    },
    write: (offset, data) => write(raw, offset, data),
    flush: () => raw.sync(),
  };
}

async function write(raw: RawDevice, offset: number, data: Uint8Array): Promise<void> {
  const multiple = raw.alignment.write;
  const start = floorTo(offset, multiple);
  const end = Math.min(ceilTo(offset + data.length, multiple), raw.size);
  if (offset + data.length > raw.size) throw new SlipwayError('card/too-small', `${raw.path} ends at byte ${raw.size}`);
  const whole = start === offset && end === offset + data.length;
  if (whole && isAligned(data, multiple)) return writeFully(raw, asBuffer(data), offset);
  const scratch = alignedBuffer(end - start, multiple);
  if (!whole) await readFully(raw, { buffer: scratch, offset: start, needed: scratch.length });
  scratch.set(data, offset - start);
  return writeFully(raw, scratch, start);
}

const asBuffer = (data: Uint8Array): Buffer => Buffer.from(data.buffer, data.byteOffset, data.length);

interface Filling {
  readonly buffer: Buffer;
  readonly offset: number;
  /** Fewer than the buffer holds when the device ends inside of its last sector, as card files may. */
  readonly needed: number;
}

async function readFully(raw: RawDevice, { buffer, offset, needed }: Filling): Promise<void> {
  for (let done = 0; done < needed;) {
    const count = await raw.read(buffer.subarray(done), offset + done);
    if (count === 0) throw new SlipwayError('card/removed', `${raw.path} gave no more bytes at ${offset + done}`);
    done += count;
  }
}

async function writeFully(raw: RawDevice, buffer: Buffer, offset: number): Promise<void> {
  for (let done = 0; done < buffer.length;) {
    const count = await raw.write(buffer.subarray(done), offset + done);
    if (count === 0) throw new SlipwayError('card/write-failed', `${raw.path} took no more bytes at ${offset + done}`);
    done += count;
  }
}
