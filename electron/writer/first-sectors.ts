import { SlipwayError } from '../contract/errors.ts';
import { unfinishedMarker } from '../contract/writer-protocol.ts';
import type { CardDevice } from './card-device.ts';

/** Sector 0 and whatever shares the largest physical sector with it: the last thing that is written. */
const firstSectors = 4096;

/**
 * Takes away what made the target bootable or recognisable: its first bytes become zeros with a readable marker, and
 * `staleTail` bytes at its end, where a backup GPT may sit, become zeros. From now until {@link writeHead} the card has
 * no partition table.
 */
export async function markUnfinished(
  device: CardDevice,
  { head, staleTail }: { head: number; staleTail: number },
): Promise<void> {
  await device.write(0, unfinishedHead(head));
  await device.flush();
  const tail = Math.min(staleTail, device.size - head);
  if (tail > 0) await device.write(device.size - tail, Buffer.alloc(tail));
  await device.flush();
}

/** Zeros but for the marker; bytes 510 and 511 stay zero, so that no firmware takes sector 0 for a boot sector. */
export function unfinishedHead(length: number): Buffer {
  const head = Buffer.alloc(length);
  head.write(`${unfinishedMarker}\nSlipway was interrupted while writing this card. Write it again.\n`, 0, 'ascii');
  return head;
}

/**
 * Makes the card whole: first everything in `head` but its first sectors, then those, each flushed; reads all of it back.
 * Errors: `card/verify-failed`, and those of the device.
 */
export async function writeHead(device: CardDevice, head: Buffer): Promise<void> {
  const last = Math.min(firstSectors, head.length);
  if (head.length > last) await device.write(last, head.subarray(last));
  await device.flush();
  await device.write(0, head.subarray(0, last));
  await device.flush();
  const back = await device.read(0, head.length);
  if (!back.equals(head)) throw new SlipwayError('card/verify-failed', 'The first sectors came back different.');
}
