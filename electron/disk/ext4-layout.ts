import type { Device } from './device.ts';

/** Sizes and places of an ext2/3/4 file system. Blocks count from the start of the file system. */
export interface Ext4Layout {
  readonly blockBytes: number;
  readonly blocks: number;
  /** Block that group 0 starts at: 1 with 1 KiB blocks, else 0. */
  readonly firstBlock: number;
  readonly blocksPerGroup: number;
  readonly inodesPerGroup: number;
  readonly inodes: number;
  readonly inodeBytes: number;
  readonly descriptorBytes: number;
  readonly reservedGdtBlocks: number;
  readonly compatible: number;
  readonly incompatible: number;
  readonly readOnlyCompatible: number;
  /** `s_state`: bit 0 unmounted cleanly, bit 1 errors found. */
  readonly state: number;
}

/** A group descriptor: where its bitmaps and inodes are, and what it says of them. */
export interface Ext4Group {
  readonly blockBitmap: number;
  readonly inodeBitmap: number;
  readonly inodeTable: number;
  readonly freeBlocks: number;
  /** bit 0 inodes, bit 1 block bitmap not initialised. */
  readonly flags: number;
}

/** `s_feature_incompat` bits (kernel: Documentation/filesystems/ext4/super.rst). */
export const incompat = { recover: 0x4, journalDevice: 0x8, metaBg: 0x10, extents: 0x40, wide: 0x80 } as const;
/** `s_feature_ro_compat` bits. */
export const roCompat = { sparseSuper: 0x1, gdtChecksum: 0x10, bigalloc: 0x200, metadataChecksum: 0x400 } as const;

export const superblockOffset = 1024;
export const superblockBytes = 1024;
/** mke2fs makes no smaller groups; a million tiny ones would take hours to look through. */
const leastBlocksPerGroup = 256;

/**
 * Reads a superblock (1024 bytes).
 * @param volumeBytes length of the partition: a file system that claims more is refused
 * @returns undefined when it is none, or its numbers cannot be
 */
export function parseSuperblock(bytes: Buffer, volumeBytes: number): Ext4Layout | undefined {
  if (bytes.length < superblockBytes || bytes.readUInt16LE(56) !== 0xef53 || bytes.readUInt32LE(24) > 6) return undefined;
  const layout = fieldsOf(bytes);
  return plausible(layout, volumeBytes) ? layout : undefined;
}

function fieldsOf(bytes: Buffer): Ext4Layout {
  const dynamic = bytes.readUInt32LE(76) > 0;
  const incompatible = bytes.readUInt32LE(96);
  const wide = (incompatible & incompat.wide) !== 0;
  return {
    blockBytes: 1024 << bytes.readUInt32LE(24),
    blocks: bytes.readUInt32LE(4) + (wide ? bytes.readUInt32LE(336) * 2 ** 32 : 0),
    firstBlock: bytes.readUInt32LE(20),
    blocksPerGroup: bytes.readUInt32LE(32),
    inodesPerGroup: bytes.readUInt32LE(40),
    inodes: bytes.readUInt32LE(0),
    inodeBytes: dynamic ? bytes.readUInt16LE(88) : 128,
    descriptorBytes: wide ? bytes.readUInt16LE(254) : 32,
    reservedGdtBlocks: bytes.readUInt16LE(206),
    compatible: bytes.readUInt32LE(92),
    incompatible,
    readOnlyCompatible: bytes.readUInt32LE(100),
    state: bytes.readUInt16LE(58),
  };
}

function plausible(layout: Ext4Layout, volumeBytes: number): boolean {
  const { blockBytes, blocks, blocksPerGroup, inodesPerGroup, inodeBytes, descriptorBytes } = layout;
  const powers = [inodeBytes, descriptorBytes].every((value) => (value & (value - 1)) === 0);
  return (
    powers &&
    layout.firstBlock === (blockBytes === 1024 ? 1 : 0) &&
    blocks > layout.firstBlock &&
    blocks * blockBytes <= volumeBytes &&
    blocksPerGroup >= leastBlocksPerGroup &&
    blocksPerGroup <= blockBytes * 8 &&
    inodesPerGroup > 0 &&
    inodesPerGroup <= blockBytes * 8 &&
    inodeBytes >= 128 &&
    inodeBytes <= blockBytes &&
    descriptorBytes >= 32 &&
    descriptorBytes <= blockBytes
  );
}

export function groupCount({ blocks, firstBlock, blocksPerGroup }: Ext4Layout): number {
  return Math.ceil((blocks - firstBlock) / blocksPerGroup);
}

/** Blocks of the group descriptor table behind each superblock. */
export function descriptorBlocks(layout: Ext4Layout): number {
  return Math.ceil((groupCount(layout) * layout.descriptorBytes) / layout.blockBytes);
}

/** Reads the superblock of a file system whose device starts at its first byte. */
export async function readExt4Layout(volume: Device): Promise<Ext4Layout | undefined> {
  if (volume.size < superblockOffset + superblockBytes) return undefined;
  return parseSuperblock(await volume.read(superblockOffset, superblockBytes), volume.size);
}

/** Reads the group descriptors; undefined when they do not fit, or the layout spreads them (`meta_bg`). */
export async function readExt4Groups(volume: Device, layout: Ext4Layout): Promise<readonly Ext4Group[] | undefined> {
  const offset = (layout.firstBlock + 1) * layout.blockBytes;
  const length = groupCount(layout) * layout.descriptorBytes;
  if ((layout.incompatible & incompat.metaBg) !== 0 || offset + length > volume.size) return undefined;
  const bytes = await volume.read(offset, length);
  return Array.from({ length: groupCount(layout) }, (_, index) => {
    const start = index * layout.descriptorBytes;
    return parseGroup(bytes.subarray(start, start + layout.descriptorBytes));
  });
}

function parseGroup(bytes: Buffer): Ext4Group {
  const high = (at: number): number => (bytes.length >= 64 ? bytes.readUInt32LE(at) * 2 ** 32 : 0);
  return {
    blockBitmap: bytes.readUInt32LE(0) + high(32),
    inodeBitmap: bytes.readUInt32LE(4) + high(36),
    inodeTable: bytes.readUInt32LE(8) + high(40),
    freeBlocks: bytes.readUInt16LE(12) + (bytes.length >= 64 ? bytes.readUInt16LE(44) * 65_536 : 0),
    flags: bytes.readUInt16LE(18),
  };
}
