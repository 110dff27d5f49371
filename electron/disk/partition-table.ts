import { SlipwayError } from '../contract/errors.ts';
import type { Partition, PartitionTable } from '../contract/image.ts';
import { endOf } from './byte-range.ts';
import type { Device } from './device.ts';
import { parseFatGeometry } from './fat-geometry.ts';
import { readFileSystemFacts } from './file-system.ts';
import { parseGptEntries, parseGptHeader } from './gpt.ts';
import { maxLogical, parseEbr, parseMbr, sectorBytes, type BootRecord, type PartitionEntry } from './mbr.ts';

/**
 * Reads the partition table of a card or image: MBR with logical partitions, or GPT (its backup when the first copy is damaged),
 * in sectors of 512 bytes, and looks at what each partition holds. Partitions are in the table's order; an extended
 * partition itself is not listed.
 *
 * Errors: `image/no-partition-table`; `image/truncated` when a partition reaches past the end.
 */
export async function readPartitionTable(device: Device): Promise<PartitionTable> {
  const record = await readBootRecord(device);
  const entries = record.protective ? await readGpt(device) : [...record.entries, ...(await readLogical(device, record))];
  if (entries.length === 0) throw new SlipwayError('image/no-partition-table', 'The table lists no partition.');
  for (const entry of entries) checkBounds(device, entry);
  const partitions: Partition[] = [];
  for (const entry of entries) partitions.push(await partitionOf(device, entry));
  return record.protective ? { scheme: 'gpt', partitions } : { scheme: 'mbr', diskId: record.diskId, partitions };
}

/** Numbers of the partitions that claim bytes which another one claims too. */
export function overlappingPartitions({ partitions }: PartitionTable): ReadonlySet<number> {
  const overlapping = new Set<number>();
  let reach: Partition | undefined;
  for (const partition of [...partitions].sort((a, b) => a.offset - b.offset)) {
    if (reach !== undefined && partition.offset < endOf(reach)) overlapping.add(reach.number).add(partition.number);
    if (reach === undefined || endOf(partition) > endOf(reach)) reach = partition;
  }
  return overlapping;
}

async function readBootRecord(device: Device): Promise<BootRecord> {
  if (device.size < sectorBytes) throw new SlipwayError('image/no-partition-table', `It has only ${device.size} bytes.`);
  const sector = await device.read(0, sectorBytes);
  // mkfs.vfat writes a fake table into a volume without one (its `--mbr`), so a FAT boot sector outranks the slots.
  if (parseFatGeometry(sector, device.size) !== undefined)
    throw new SlipwayError('image/no-partition-table', 'It holds a FAT file system and nothing around it.');
  const record = parseMbr(sector);
  if (record === undefined) throw new SlipwayError('image/no-partition-table', 'Its first sector is no boot record.');
  return record;
}

async function readGpt(device: Device): Promise<PartitionEntry[]> {
  const lastSector = Math.floor(device.size / sectorBytes - 1) * sectorBytes;
  for (const at of [sectorBytes, lastSector]) {
    const entries = await readGptAt(device, at);
    if (entries !== undefined) return entries;
  }
  throw new SlipwayError('image/no-partition-table', 'Both copies of its GPT are damaged.');
}

async function readGptAt(device: Device, at: number): Promise<PartitionEntry[] | undefined> {
  if (at + sectorBytes > device.size) return undefined;
  const header = parseGptHeader(await device.read(at, sectorBytes), at);
  if (header === undefined) return undefined;
  const length = header.entrySize * header.entryCount;
  if (header.entriesOffset + length > device.size) return undefined;
  return parseGptEntries(await device.read(header.entriesOffset, length), header);
}

async function readLogical(device: Device, { extended }: BootRecord): Promise<PartitionEntry[]> {
  const entries: PartitionEntry[] = [];
  const seen = new Set<number>();
  let at = extended;
  while (extended !== undefined && at !== undefined && !seen.has(at) && seen.size < maxLogical) {
    if (at + sectorBytes > device.size) throw pastTheEnd(device, 'The chain of logical partitions');
    seen.add(at);
    const { entry, next } = parseEbr(await device.read(at, sectorBytes), { number: 5 + entries.length, extended, at });
    if (entry !== undefined) entries.push(entry);
    at = next;
  }
  return entries;
}

function checkBounds(device: Device, entry: PartitionEntry): void {
  if (!Number.isSafeInteger(endOf(entry)) || endOf(entry) > device.size) throw pastTheEnd(device, `Partition ${entry.number}`);
}

function pastTheEnd(device: Device, what: string): SlipwayError {
  return new SlipwayError('image/truncated', `${what} reaches past the end at ${device.size} bytes.`);
}

async function partitionOf(device: Device, { number, type, offset, length, name }: PartitionEntry): Promise<Partition> {
  const { fileSystem, label } = await readFileSystemFacts(device, { offset, length });
  return { number, type, offset, length, fileSystem, label: label === '' ? name : label };
}
