import { SlipwayError } from '../contract/errors.ts';
import type { ByteRange } from './byte-range.ts';
import type { WritableDevice } from './device.ts';
import { bitsOf } from './fat-geometry.ts';

export interface FatFormat {
  readonly kind: 'fat16' | 'fat32';
  /** At most 11 characters of ASCII; case is kept, as mkfs.vfat does. */
  readonly label: string;
  /** Serial number of the volume, 32 bits. */
  readonly volumeId: number;
}

interface Plan extends FatFormat {
  readonly sectors: number;
  readonly clusterSectors: number;
  readonly reserved: number;
  readonly fatSectors: number;
  readonly rootEntries: number;
  /** Sectors in front of the partition. */
  readonly hidden: number;
}

const sectorBytes = 512;
const media = 0xf8;
/** Cluster counts that belong to a type with room to both sides, as fatgen103 advises. */
const clusterLimits = { fat16: { least: 4100, most: 65_500 }, fat32: { least: 65_600, most: 0x0fff_0000 } } as const;
/** mkfs.vfat aims at as many clusters: 2 KiB clusters on HypriotOS's 64 MiB. */
const comfortable = { fat16: 32_768, fat32: 131_072 } as const;

/**
 * Makes an empty FAT volume in a partition, in sectors of 512 bytes, the same bytes for the same arguments; everything
 * before cluster 2 is overwritten. Errors: `engine/internal` when the partition is too small or large for the type.
 */
export async function formatFat(device: WritableDevice, partition: ByteRange, format: FatFormat): Promise<void> {
  const plan = planOf(partition, format);
  const { reserved, fatSectors, rootEntries, clusterSectors, kind } = plan;
  const rootSectors = kind === 'fat32' ? clusterSectors : (rootEntries * 32) / sectorBytes;
  const head = Buffer.alloc((reserved + 2 * fatSectors + rootSectors) * sectorBytes);
  bootSector(plan).copy(head);
  if (kind === 'fat32') fillReserved(head, plan);
  for (const copy of [0, 1]) firstEntries(kind).copy(head, (reserved + copy * fatSectors) * sectorBytes);
  labelEntry(format.label).copy(head, (reserved + 2 * fatSectors) * sectorBytes);
  await device.write(partition.offset, head);
}

function planOf({ offset, length }: ByteRange, format: FatFormat): Plan {
  const sectors = Math.floor(length / sectorBytes);
  const limits = clusterLimits[format.kind];
  const [reserved, rootEntries] = format.kind === 'fat32' ? [32, 0] : [4, 512];
  for (let clusterSectors = 1; clusterSectors <= 64; clusterSectors *= 2) {
    const roomy = Math.floor(sectors / clusterSectors) <= comfortable[format.kind] || clusterSectors === 64;
    const area = sectors - reserved - (rootEntries * 32) / sectorBytes;
    const fatSectors = Math.ceil(((Math.floor(area / clusterSectors) + 2) * bitsOf(format.kind)) / 8 / sectorBytes);
    const clusters = Math.floor((area - 2 * fatSectors) / clusterSectors);
    if (roomy && clusters >= limits.least && clusters <= limits.most)
      return { ...format, sectors, clusterSectors, reserved, fatSectors, rootEntries, hidden: offset / sectorBytes };
  }
  throw new SlipwayError('engine/internal', `${length} bytes cannot hold a ${format.kind} volume.`);
}

/** The boot sector as fatgen103 lays it out; its code only says that there is nothing to boot. */
function bootSector(plan: Plan): Buffer {
  const sector = Buffer.alloc(sectorBytes);
  sector.set([0xeb, plan.kind === 'fat32' ? 0x58 : 0x3c, 0x90]);
  sector.write('SLIPWAY ', 3, 'latin1');
  sector.writeUInt16LE(sectorBytes, 11);
  sector.writeUInt8(plan.clusterSectors, 13);
  sector.writeUInt16LE(plan.reserved, 14);
  sector.writeUInt8(2, 16);
  sector.writeUInt16LE(plan.rootEntries, 17);
  sector.writeUInt16LE(plan.sectors < 65_536 && plan.kind === 'fat16' ? plan.sectors : 0, 19);
  sector.writeUInt8(media, 21);
  sector.writeUInt16LE(plan.kind === 'fat16' ? plan.fatSectors : 0, 22);
  sector.writeUInt16LE(32, 24);
  sector.writeUInt16LE(64, 26);
  sector.writeUInt32LE(plan.hidden, 28);
  sector.writeUInt32LE(sector.readUInt16LE(19) === 0 ? plan.sectors : 0, 32);
  if (plan.kind === 'fat32') extend32(sector, plan.fatSectors);
  const tail = plan.kind === 'fat32' ? 64 : 36;
  sector.set([0x80, 0, 0x29], tail);
  sector.writeUInt32LE(plan.volumeId, tail + 3);
  sector.write(plan.label.padEnd(11), tail + 7, 'latin1');
  sector.write(plan.kind.toUpperCase().padEnd(8), tail + 18, 'latin1');
  sector.set([0xcd, 0x18, 0xeb, 0xfe], tail + 26);
  sector.writeUInt16LE(0xaa55, 510);
  return sector;
}

function extend32(sector: Buffer, fatSectors: number): void {
  sector.writeUInt32LE(fatSectors, 36);
  sector.writeUInt32LE(2, 44);
  sector.writeUInt16LE(1, 48);
  sector.writeUInt16LE(6, 50);
}

/** FAT32 keeps a summary of free space in sector 1 and copies of both sectors from sector 6 on. */
function fillReserved(head: Buffer, { sectors, reserved, fatSectors, clusterSectors }: Plan): void {
  const clusters = Math.floor((sectors - reserved - 2 * fatSectors) / clusterSectors);
  const summary = Buffer.alloc(sectorBytes);
  summary.write('RRaA', 0, 'latin1');
  summary.write('rrAa', 484, 'latin1');
  summary.writeUInt32LE(clusters - 1, 488);
  summary.writeUInt32LE(2, 492);
  summary.writeUInt32LE(0xaa55_0000, 508);
  summary.copy(head, sectorBytes);
  head.copy(head, 6 * sectorBytes, 0, 2 * sectorBytes);
}

/** Entries 0 and 1 hold the media byte and an end mark; on FAT32, cluster 2 is the root folder. */
function firstEntries(kind: FatFormat['kind']): Buffer {
  return kind === 'fat32'
    ? Buffer.from([media, 0xff, 0xff, 0x0f, 0xff, 0xff, 0xff, 0x0f, 0xff, 0xff, 0xff, 0x0f])
    : Buffer.from([media, 0xff, 0xff, 0xff]);
}

function labelEntry(label: string): Buffer {
  const entry = Buffer.alloc(32);
  entry.write(label.padEnd(11), 0, 'latin1');
  entry.writeUInt8(0x08, 11);
  // 1980-01-01: day and month count from 1, so all zeros would be no date
  entry.writeUInt16LE(0x21, 24);
  return entry;
}
