import type { Partition, PartitionTable } from '../contract/image.ts';
import { endOf, gapsBetween, mergeRanges, type ByteRange } from './byte-range.ts';
import { readWindowOf, type Device } from './device.ts';
import { ext4UsedRanges } from './ext4-map.ts';
import { fatUsedRanges } from './fat-map.ts';
import { overlappingPartitions, readPartitionTable } from './partition-table.ts';

/** Unit in which space outside of partitions is looked at. */
const blockBytes = 4096;
const scanBytes = 1024 * 1024;

/**
 * The bytes of an image that must be on a card: what its file systems use, everything before the first partition, and
 * whatever is not zero between and behind partitions. A partition that is not understood, or shares bytes with another,
 * counts as used from end to end.
 *
 * @returns sorted, disjoint, not touching each other; to the byte, aligned to nothing
 */
export async function usedRanges(device: Device, table: PartitionTable): Promise<ByteRange[]> {
  const whole = { offset: 0, length: device.size };
  const overlapping = overlappingPartitions(table);
  const first = Math.min(device.size, ...table.partitions.map(({ offset }) => offset));
  const used: ByteRange[] = [{ offset: 0, length: first }];
  for (const gap of gapsBetween([...used, ...table.partitions], whole)) used.push(...(await nonZeroRanges(device, gap)));
  for (const partition of table.partitions)
    used.push(...(overlapping.has(partition.number) ? [partition] : await partitionRanges(device, partition)));
  return mergeRanges(used);
}

/** {@link usedRanges} of a device with its own table. Errors: `image/no-partition-table`, `image/truncated`. */
export async function usedRangesOf(device: Device): Promise<ByteRange[]> {
  return usedRanges(device, await readPartitionTable(device));
}

async function partitionRanges(device: Device, partition: Partition): Promise<ByteRange[]> {
  const { offset, length } = partition;
  const found = await fileSystemRanges(device, partition);
  return (found ?? [{ offset: 0, length }]).map((range) => ({ offset: offset + range.offset, length: range.length }));
}

async function fileSystemRanges(device: Device, { fileSystem, offset, length }: Partition): Promise<ByteRange[] | undefined> {
  const volume = readWindowOf(device, offset, length);
  switch (fileSystem) {
    case 'fat12':
    case 'fat16':
    case 'fat32':
      return fatUsedRanges(volume);
    case 'ext4':
      return ext4UsedRanges(volume);
    case 'unknown':
      return undefined;
  }
}

/** Blocks of a range that hold anything but zeros. */
export async function nonZeroRanges(device: Device, range: ByteRange): Promise<ByteRange[]> {
  const found: ByteRange[] = [];
  for (let at = range.offset; at < endOf(range); at += scanBytes) {
    const bytes = await device.read(at, Math.min(scanBytes, endOf(range) - at));
    for (let start = 0; start < bytes.length; start += blockBytes) {
      const block = bytes.subarray(start, start + blockBytes);
      if (!isZero(block)) found.push({ offset: at + start, length: block.length });
    }
  }
  return mergeRanges(found);
}

const zeros = Buffer.alloc(blockBytes);
const isZero = (block: Buffer): boolean => block.equals(zeros.subarray(0, block.length));
