import { ext4Tree, type Ext4Entry, type Ext4Node } from './ext4-tree.ts';

export interface Ext4Format {
  /** At most 128 MiB: one block group. */
  readonly bytes: number;
  /** At most 16 characters of ASCII. */
  readonly label: string;
  /** 32 hex digits. */
  readonly uuid: string;
  /** Every time stamp of the file system. */
  readonly time: Date;
  readonly entries: readonly Ext4Entry[];
}

/** Bytes at a place of the volume; everything else of it is zero. */
export interface Piece {
  readonly offset: number;
  readonly data: Buffer;
}

const blockBytes = 4096;
const inodeBytes = 256;
const inodes = 256;
const place = { descriptors: 1, blockBitmap: 2, inodeBitmap: 3, inodeTable: 4, data: 4 + (inodes * inodeBytes) / blockBytes };
const reservedInodes = 10;
const extentsFlag = 0x8_0000;

interface Placed extends Ext4Node {
  /** First data block and number of blocks; 0 blocks for an empty file or a short link. */
  readonly start: number;
  readonly blocks: number;
}

interface Volume {
  readonly format: Ext4Format;
  readonly nodes: readonly Placed[];
  readonly blocks: number;
  readonly usedBlocks: number;
  readonly usedInodes: number;
}

/**
 * A small ext4 file system without a journal: one group, blocks of 4 KiB, files and folders in one extent each, no checksums.
 * The same arguments give the same bytes, and `e2fsck -fn` finds nothing in them.
 */
export function formatExt4(format: Ext4Format): Piece[] {
  const nodes = placeNodes(ext4Tree(format.entries, blockBytes));
  const usedBlocks = place.data + nodes.reduce((sum, { blocks }) => sum + blocks, 0);
  const usedInodes = Math.max(reservedInodes, ...nodes.map(({ inode }) => inode));
  const volume = { format, nodes, blocks: format.bytes / blockBytes, usedBlocks, usedInodes };
  return [
    { offset: 1024, data: superblock(volume) },
    { offset: place.descriptors * blockBytes, data: descriptor(volume) },
    { offset: place.blockBitmap * blockBytes, data: bitmap(usedBlocks, volume.blocks) },
    { offset: place.inodeBitmap * blockBytes, data: bitmap(usedInodes, inodes) },
    ...nodes.map((node) => inodePiece(node, format.time)),
    ...nodes.flatMap(({ data, start, blocks }) => (data && blocks > 0 ? [{ offset: start * blockBytes, data }] : [])),
  ];
}

function placeNodes(nodes: readonly Ext4Node[]): Placed[] {
  let next = place.data;
  return nodes.map((node) => {
    const blocks = Math.ceil((node.data?.length ?? 0) / blockBytes);
    const start = next;
    next += blocks;
    return { ...node, start, blocks };
  });
}

const seconds = (time: Date): number => Math.floor(time.getTime() / 1000);

function superblock({ format, blocks, usedBlocks, usedInodes }: Volume): Buffer {
  const bytes = Buffer.alloc(1024);
  const fields32 = {
    0: inodes,
    4: blocks,
    12: blocks - usedBlocks,
    16: inodes - usedInodes,
    24: 2,
    28: 2,
    32: 32_768,
    36: 32_768,
    40: inodes,
  };
  for (const [at, value] of Object.entries(fields32)) bytes.writeUInt32LE(value, Number(at));
  // written and checked at the same time, never mounted, clean, no check forced
  for (const at of [48, 64, 264]) bytes.writeUInt32LE(seconds(format.time), at);
  const fields16 = { 54: 0xffff, 56: 0xef53, 58: 1, 60: 1, 88: inodeBytes, 348: 32, 350: 32 };
  for (const [at, value] of Object.entries(fields16)) bytes.writeUInt16LE(value, Number(at));
  // revision 1, first inode for files 11, file types in folders and extents, sparse_super, large_file and extra_isize
  const features = { 76: 1, 84: reservedInodes + 1, 92: 0, 96: 0x42, 100: 0x43 };
  for (const [at, value] of Object.entries(features)) bytes.writeUInt32LE(value, Number(at));
  bytes.write(format.uuid, 104, 'hex');
  bytes.write(format.label, 120, 16, 'latin1');
  return bytes;
}

function descriptor({ nodes, blocks, usedBlocks, usedInodes }: Volume): Buffer {
  const bytes = Buffer.alloc(32);
  bytes.writeUInt32LE(place.blockBitmap, 0);
  bytes.writeUInt32LE(place.inodeBitmap, 4);
  bytes.writeUInt32LE(place.inodeTable, 8);
  bytes.writeUInt16LE(blocks - usedBlocks, 12);
  bytes.writeUInt16LE(inodes - usedInodes, 14);
  bytes.writeUInt16LE(nodes.filter(({ mode }) => mode >> 12 === 4).length, 16);
  return bytes;
}

/** The first `used` bits, and every bit behind the last thing that exists. */
function bitmap(used: number, existing: number): Buffer {
  const bytes = Buffer.alloc(blockBytes);
  for (let bit = 0; bit < blockBytes * 8; bit += 1)
    if (bit < used || bit >= existing) bytes.writeUInt8(bytes.readUInt8(bit >> 3) | (1 << (bit & 7)), bit >> 3);
  return bytes;
}

function inodePiece(node: Placed, time: Date): Piece {
  const bytes = Buffer.alloc(inodeBytes);
  bytes.writeUInt16LE(node.mode, 0);
  bytes.writeUInt32LE(node.size, 4);
  for (const at of [8, 12, 16, 144]) bytes.writeUInt32LE(seconds(time), at);
  bytes.writeUInt16LE(node.links, 26);
  bytes.writeUInt32LE((node.blocks * blockBytes) / 512, 28);
  bytes.writeUInt16LE(32, 128);
  if (node.shortLink === undefined) writeExtent(bytes, node);
  else bytes.write(node.shortLink, 40, 'latin1');
  return { offset: place.inodeTable * blockBytes + (node.inode - 1) * inodeBytes, data: bytes };
}

/** An extent tree of depth 0 with room for four extents, of which one is used, or none by an empty file. */
function writeExtent(bytes: Buffer, { start, blocks }: Placed): void {
  bytes.writeUInt32LE(extentsFlag, 32);
  bytes.writeUInt16LE(0xf30a, 40);
  bytes.writeUInt16LE(blocks > 0 ? 1 : 0, 42);
  bytes.writeUInt16LE(4, 44);
  if (blocks === 0) return;
  bytes.writeUInt16LE(blocks, 56);
  bytes.writeUInt32LE(start, 60);
}
