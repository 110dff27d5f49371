import type { Device, WritableDevice } from '../disk/device.ts';

/**
 * The first bytes of a card, held in memory until everything else is on it: they carry the partition table, and a card
 * without one is not bootable and shows no volumes (design §6).
 */
export const headBytes = 1024 * 1024;

/** How the card will read once its head is written: head from memory, the rest from the device. */
export function seenWithHead(device: Device, head: Buffer): Device {
  return {
    size: device.size,
    async read(offset, length) {
      const inHead = partInHead(offset, length, head.length);
      if (inHead === length) return Buffer.from(head.subarray(offset, offset + length));
      const rest = await device.read(offset + inHead, length - inHead);
      return inHead === 0 ? rest : Buffer.concat([head.subarray(offset, offset + inHead), rest]);
    },
  };
}

/** As {@link seenWithHead}; writes go the same ways. */
export function withHead(device: WritableDevice, head: Buffer): WritableDevice {
  return {
    ...seenWithHead(device, head),
    async write(offset, data) {
      const inHead = partInHead(offset, data.length, head.length);
      if (inHead > 0) head.set(data.subarray(0, inHead), offset);
      if (inHead < data.length) await device.write(offset + inHead, data.subarray(inHead));
    },
  };
}

const partInHead = (offset: number, length: number, head: number): number => Math.min(length, Math.max(0, head - offset));
