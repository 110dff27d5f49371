import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openFileDevice } from '../../electron/disk/device.ts';
import { readPartitionTable } from '../../electron/disk/partition-table.ts';
import { tool } from './pi-image.ts';

/** What Debian's own tools find on a card: `fsck.vfat -n` and `e2fsck -fn` must be content, or this rejects with their words. */
export async function judgeCard(card: string, folder: string): Promise<{ readonly read: (path: string) => Promise<string> }> {
  const device = await openFileDevice(card, 'r');
  const { partitions } = await readPartitionTable({ ...device, size: Number.MAX_SAFE_INTEGER });
  await device.close();
  const [boot, root] = partitions;
  if (boot === undefined || root === undefined) throw new Error('a Pi card has two partitions');
  const bootFile = cutOut(card, boot, join(folder, 'boot.vfat'));
  const fsck = await tool('fsck.vfat', '-n', bootFile);
  if (/differ|wrong|dirty|orphan|reclaim|bad/i.test(fsck)) throw new Error(fsck);
  await tool('e2fsck', '-fn', cutOut(card, root, join(folder, 'root.ext4')));
  return { read: (path) => tool('mtype', '-i', bootFile, `::${path}`) };
}

function cutOut(card: string, { offset, length }: { readonly offset: number; readonly length: number }, to: string): string {
  const part = Buffer.alloc(length);
  const file = openSync(card, 'r');
  readSync(file, part, 0, length, offset);
  closeSync(file);
  writeFileSync(to, part);
  return to;
}
