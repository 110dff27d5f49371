import { mergeRanges, type ByteRange } from './byte-range.ts';
import type { Device } from './device.ts';
import { parseFatGeometry, type FatGeometry } from './fat-geometry.ts';

const chunkBytes = 3 * 65_536;

/**
 * The bytes of a FAT volume that anyone reads: everything before cluster 2, every cluster that the first FAT does not call
 * free, and what is left behind the last cluster.
 *
 * @param volume a device that starts with the boot sector
 * @returns undefined when it is no FAT volume that fits
 */
export async function fatUsedRanges(volume: Device): Promise<ByteRange[] | undefined> {
  const geometry = parseFatGeometry(await volume.read(0, Math.min(512, volume.size)), volume.size);
  if (geometry === undefined) return undefined;
  const { sectorBytes, clusterSectors, dataStart, clusters } = geometry;
  const clusterBytes = clusterSectors * sectorBytes;
  const dataOffset = dataStart * sectorBytes;
  const used = (await usedClusters(volume, geometry)).map(({ offset, length }) => ({
    offset: dataOffset + offset * clusterBytes,
    length: length * clusterBytes,
  }));
  const end = dataOffset + clusters * clusterBytes;
  return mergeRanges([{ offset: 0, length: dataOffset }, ...used, { offset: end, length: volume.size - end }]);
}

/** Runs of clusters in use, counted from 0 for cluster 2. The FAT is read in pieces that hold whole entries of any width. */
async function usedClusters(volume: Device, geometry: FatGeometry): Promise<ByteRange[]> {
  const { fatStart, sectorBytes, clusters, kind } = geometry;
  const perChunk = (chunkBytes * 8) / entryBits[kind];
  const runs: ByteRange[] = [];
  for (let first = 0; first < clusters + 2; first += perChunk) {
    const count = Math.min(perChunk, clusters + 2 - first);
    const bytes = await volume.read(
      fatStart * sectorBytes + (first * entryBits[kind]) / 8,
      Math.ceil((count * entryBits[kind]) / 8),
    );
    for (const { offset, length } of usedEntries(bytes, kind, count)) runs.push({ offset: first + offset - 2, length });
  }
  return mergeRanges(runs.flatMap((run) => clip(run)));
}

/** Entries 0 and 1 are no clusters. */
function clip({ offset, length }: ByteRange): ByteRange[] {
  return offset >= 0 ? [{ offset, length }] : [{ offset: 0, length: Math.max(0, offset + length) }];
}

const entryBits = { fat12: 12, fat16: 16, fat32: 32 } as const;

/** Runs of entries that are not zero; the top four bits of a FAT32 entry are reserved. */
export function usedEntries(bytes: Buffer, kind: FatGeometry['kind'], count: number): ByteRange[] {
  const entry = entryReader(bytes, kind);
  const runs: ByteRange[] = [];
  let start = -1;
  for (let index = 0; index <= count; index += 1) {
    const used = index < count && entry(index) !== 0;
    if (used && start < 0) start = index;
    if (!used && start >= 0) {
      runs.push({ offset: start, length: index - start });
      start = -1;
    }
  }
  return runs;
}

function entryReader(bytes: Buffer, kind: FatGeometry['kind']): (index: number) => number {
  switch (kind) {
    case 'fat12':
      return (index) => {
        const at = Math.floor((index * 3) / 2);
        const pair = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
        return index % 2 === 0 ? pair & 0xfff : pair >> 4;
      };
    case 'fat16':
      return (index) => bytes.readUInt16LE(index * 2);
    case 'fat32':
      return (index) => bytes.readUInt32LE(index * 4) & 0x0fff_ffff;
  }
}
