import { endOf, mergeRanges, type ByteRange } from './byte-range.ts';
import type { Device } from './device.ts';
import {
  descriptorBlocks,
  incompat,
  readExt4Groups,
  readExt4Layout,
  roCompat,
  type Ext4Group,
  type Ext4Layout,
} from './ext4-layout.ts';

/** Features with which the block bitmaps still tell the whole truth; any other bit makes the file system count as full. */
const understood = {
  // no sparse_super2 (0x200): its backups lie elsewhere
  compatible: 0x001 | 0x002 | 0x004 | 0x008 | 0x010 | 0x020 | 0x400 | 0x800 | 0x1000,
  incompatible: 0x002 | incompat.extents | incompat.wide | 0x100 | 0x200 | 0x400 | 0x2000 | 0x4000 | 0x8000 | 0x1_0000 | 0x2_0000,
  readOnlyCompatible:
    roCompat.sparseSuper |
    0x2 |
    0x4 |
    0x8 |
    roCompat.gdtChecksum |
    0x20 |
    0x40 |
    0x100 |
    roCompat.metadataChecksum |
    0x1000 |
    0x2000 |
    0x8000,
};
const bitmapNotWritten = 0x2;
/** Block 0 with 1 KiB blocks, and anything a boot loader keeps before the superblock. */
const headBytes = 4096;

/**
 * The bytes of an ext2/3/4 file system that anyone reads: allocated blocks by the block bitmaps, and all metadata, also
 * where a bitmap was never written. A group whose bitmap contradicts its free count counts as full, and so does what
 * lies behind the file system.
 *
 * @param volume a device that starts with the file system
 * @returns undefined when the file system must be taken as a whole: unknown features, a journal to replay, errors, damage
 */
export async function ext4UsedRanges(volume: Device): Promise<ByteRange[] | undefined> {
  const layout = await readExt4Layout(volume);
  if (layout === undefined || !bitmapsAreTrue(layout)) return undefined;
  const groups = await readExt4Groups(volume, layout);
  if (groups === undefined) return undefined;
  const metadata = groups.map((group, index) => metadataOf(layout, { group, index }));
  const all = mergeRanges(metadata.flat());
  if (all.some((range) => endOf(range) > layout.blocks)) return undefined;
  const used: ByteRange[] = [...all];
  for (const [index, group] of groups.entries())
    used.push(...(await groupRanges(volume, { layout, group, index, metadata: all })));
  const blocks = mergeRanges(used).map(({ offset, length }) => ({
    offset: offset * layout.blockBytes,
    length: length * layout.blockBytes,
  }));
  const end = layout.blocks * layout.blockBytes;
  return mergeRanges([{ offset: 0, length: headBytes }, ...blocks, { offset: end, length: volume.size - end }]);
}

function bitmapsAreTrue(layout: Ext4Layout): boolean {
  const known =
    (layout.compatible & ~understood.compatible) === 0 &&
    (layout.incompatible & ~understood.incompatible) === 0 &&
    (layout.readOnlyCompatible & ~understood.readOnlyCompatible) === 0;
  return known && (layout.state & 3) === 1;
}

interface GroupPlace {
  readonly group: Ext4Group;
  readonly index: number;
}

/** Blocks (not bytes) of a group's metadata, wherever flex_bg put it, with the superblock copy it starts with. */
function metadataOf(layout: Ext4Layout, { group, index }: GroupPlace): ByteRange[] {
  const tableBlocks = Math.ceil((layout.inodesPerGroup * layout.inodeBytes) / layout.blockBytes);
  const own = [
    { offset: group.blockBitmap, length: 1 },
    { offset: group.inodeBitmap, length: 1 },
    { offset: group.inodeTable, length: tableBlocks },
  ];
  if (!hasSuperblock(layout, index)) return own;
  const { offset, length } = blocksOf(layout, index);
  return [{ offset, length: Math.min(length, 1 + descriptorBlocks(layout) + layout.reservedGdtBlocks) }, ...own];
}

/** With sparse_super, copies of the superblock are in groups 0, 1 and the powers of 3, 5 and 7; else in every group. */
function hasSuperblock({ readOnlyCompatible }: Ext4Layout, index: number): boolean {
  if ((readOnlyCompatible & roCompat.sparseSuper) === 0 || index <= 1) return true;
  return [3, 5, 7].some((base) => {
    let power = base;
    while (power < index) power *= base;
    return power === index;
  });
}

/** The blocks that a group spans; the last one may be shorter. */
function blocksOf({ blocks, firstBlock, blocksPerGroup }: Ext4Layout, index: number): ByteRange {
  const offset = firstBlock + index * blocksPerGroup;
  return { offset, length: Math.min(blocksPerGroup, blocks - offset) };
}

interface GroupContext extends GroupPlace {
  readonly layout: Ext4Layout;
  readonly metadata: readonly ByteRange[];
}

async function groupRanges(volume: Device, { layout, group, index, metadata }: GroupContext): Promise<ByteRange[]> {
  const span = blocksOf(layout, index);
  if (descriptorsAreChecked(layout) && (group.flags & bitmapNotWritten) !== 0)
    return span.length - overlap(metadata, span) === group.freeBlocks ? [] : [span];
  const bitmap = await volume.read(group.blockBitmap * layout.blockBytes, layout.blockBytes);
  const used = bitmapRanges(bitmap, span);
  return span.length - overlap(used, span) === group.freeBlocks ? used : [span];
}

/** The flags of a descriptor mean something only with gdt_csum or metadata_csum. */
function descriptorsAreChecked({ readOnlyCompatible }: Ext4Layout): boolean {
  return (readOnlyCompatible & (roCompat.gdtChecksum | roCompat.metadataChecksum)) !== 0;
}

/** Blocks that a span has in common with sorted, disjoint ranges. */
function overlap(ranges: readonly ByteRange[], span: ByteRange): number {
  let sum = 0;
  for (let index = firstEndingAfter(ranges, span.offset); index < ranges.length; index += 1) {
    const range = ranges[index];
    if (range === undefined || range.offset >= endOf(span)) break;
    sum += Math.min(endOf(range), endOf(span)) - Math.max(range.offset, span.offset);
  }
  return sum;
}

/** Binary search: with as many groups as a card can have, looking at all ranges for each of them would not end. */
function firstEndingAfter(ranges: readonly ByteRange[], offset: number): number {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const range = ranges[middle];
    if (range !== undefined && endOf(range) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Runs of set bits; bit 0 of byte 0 is the first block of the span. */
export function bitmapRanges(bitmap: Buffer, span: ByteRange): ByteRange[] {
  const ranges: ByteRange[] = [];
  let start = -1;
  for (let index = 0; index <= span.length; index += 1) {
    const set = index < span.length && ((bitmap[index >> 3] ?? 0) >> (index & 7)) & 1;
    if (set && start < 0) start = index;
    if (!set && start >= 0) {
      ranges.push({ offset: span.offset + start, length: index - start });
      start = -1;
    }
  }
  return ranges;
}
