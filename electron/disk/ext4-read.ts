import type { Device } from './device.ts';
import { incompat, readExt4Groups, readExt4Layout, type Ext4Group, type Ext4Layout } from './ext4-layout.ts';
import { extentRuns, indirectRuns, type BlockRun } from './ext4-runs.ts';

/**
 * Reads single files out of an ext2/3/4 file system: no journal replay, no checksums, no writing. Made for looking into an
 * image, which may be hostile: every size is bounded, and what cannot be followed is simply not there.
 */
export interface Ext4Reader {
  /** Content of a regular file; symbolic links are followed. Undefined when there is none, or it is over 8 MiB. */
  readFile(path: string): Promise<Buffer | undefined>;
  /** The names in a folder, `.` and `..` left out; undefined when there is none. */
  listFolder(path: string): Promise<readonly string[] | undefined>;
  /** What a symbolic link says; the last step of the path is not followed. */
  readLink(path: string): Promise<string | undefined>;
}

interface Volume {
  readonly device: Device;
  readonly layout: Ext4Layout;
  readonly groups: readonly Ext4Group[];
}

interface Inode {
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  readonly size: number;
  readonly flags: number;
  /** `i_block`: 60 bytes of extent tree, block numbers, or a short link's text. */
  readonly block: Buffer;
}

const rootInode = 2;
const extentsFlag = 0x8_0000;
const inlineFlag = 0x1000_0000;
const largestBytes = 8 * 1024 * 1024;
const mostLinks = 16;
/** PATH_MAX of Linux. */
const longestLink = 4096;
const kinds: Readonly<Record<number, Inode['kind']>> = { 0x8: 'file', 0x4: 'folder', 0xa: 'link' };

/** Opens a file system whose device starts at its first byte; undefined when there is none that can be read. */
export async function openExt4(device: Device): Promise<Ext4Reader | undefined> {
  const layout = await readExt4Layout(device);
  const groups = layout && (await readExt4Groups(device, layout));
  if (layout === undefined || groups === undefined) return undefined;
  const volume = { device, layout, groups };
  return {
    readFile: async (path) => contentOf(volume, await walk(volume, { names: split(path), last: 'follow' }), 'file'),
    listFolder: async (path) => {
      const content = await contentOf(volume, await walk(volume, { names: split(path), last: 'follow' }), 'folder');
      return content && [...entriesOf(content).keys()].filter((name) => name !== '.' && name !== '..');
    },
    readLink: async (path) => {
      const content = await contentOf(volume, await walk(volume, { names: split(path), last: 'keep' }), 'link');
      return content?.toString('utf8');
    },
  };
}

const split = (path: string): string[] => path.split('/').filter((name) => name !== '' && name !== '.');

interface Walk {
  readonly names: readonly string[];
  /** Whether a symbolic link at the end of the path is followed. */
  readonly last: 'follow' | 'keep';
}

async function walk(volume: Volume, { names, last }: Walk): Promise<Inode | undefined> {
  let trail: Trail = { folders: [], at: rootInode };
  let left = [...names];
  for (let links = 0; left.length > 0 && links <= mostLinks;) {
    const [name = '', ...rest] = left;
    const next = name === '..' ? up(trail) : down(trail, await lookUp(volume, trail.at, name));
    const inode = next && (await readInode(volume, next.at));
    if (next === undefined || inode === undefined) return undefined;
    left = rest;
    if (inode.kind !== 'link' || (rest.length === 0 && last === 'keep')) trail = next;
    else {
      const target = (await contentOf(volume, inode, 'link'))?.toString('utf8') ?? '';
      if (target.startsWith('/')) trail = { folders: [], at: rootInode };
      left = [...split(target), ...rest];
      links += 1;
    }
  }
  return left.length === 0 ? readInode(volume, trail.at) : undefined;
}

/** An inode and the folders on the way to it. */
interface Trail {
  readonly folders: readonly number[];
  readonly at: number;
}

const up = ({ folders }: Trail): Trail => ({ folders: folders.slice(0, -1), at: folders.at(-1) ?? rootInode });

const down = ({ folders, at }: Trail, inode: number | undefined): Trail | undefined =>
  inode === undefined ? undefined : { folders: [...folders, at], at: inode };

async function lookUp(volume: Volume, folder: number, name: string): Promise<number | undefined> {
  const content = await contentOf(volume, await readInode(volume, folder), 'folder');
  return content && entriesOf(content).get(name);
}

/** Names and inodes of a folder. Hashed folders read the same way: their index looks like unused entries. */
function entriesOf(content: Buffer): Map<string, number> {
  const entries = new Map<string, number>();
  for (let at = 0; at + 8 <= content.length;) {
    const [inode, length, nameLength] = [content.readUInt32LE(at), content.readUInt16LE(at + 4), content.readUInt8(at + 6)];
    if (length < 8 || at + length > content.length) break;
    if (inode !== 0 && nameLength > 0 && nameLength <= length - 8)
      entries.set(content.toString('utf8', at + 8, at + 8 + nameLength), inode);
    at += length;
  }
  return entries;
}

async function readInode({ device, layout, groups }: Volume, number: number): Promise<Inode | undefined> {
  const group = groups[Math.floor((number - 1) / layout.inodesPerGroup)];
  if (number < 1 || number > layout.inodes || group === undefined) return undefined;
  const offset = group.inodeTable * layout.blockBytes + ((number - 1) % layout.inodesPerGroup) * layout.inodeBytes;
  if (offset + 128 > device.size) return undefined;
  const bytes = await device.read(offset, 128);
  return {
    kind: kinds[bytes.readUInt16LE(0) >> 12] ?? 'other',
    size: bytes.readUInt32LE(4) + bytes.readUInt32LE(108) * 2 ** 32,
    flags: bytes.readUInt32LE(32),
    block: Buffer.from(bytes.subarray(40, 100)),
  };
}

async function contentOf(volume: Volume, inode: Inode | undefined, kind: Inode['kind']): Promise<Buffer | undefined> {
  if (inode?.kind !== kind || inode.size > (kind === 'link' ? longestLink : largestBytes)) return undefined;
  if (kind === 'link' && inode.size < 60 && (inode.flags & extentsFlag) === 0) return inode.block.subarray(0, inode.size);
  if ((inode.flags & inlineFlag) !== 0) return inode.size <= 60 ? inode.block.subarray(0, inode.size) : undefined;
  const runs = await runsOf(volume, inode);
  return runs && readRuns(volume, runs, inode.size);
}

async function runsOf({ device, layout }: Volume, inode: Inode): Promise<readonly BlockRun[] | undefined> {
  const wanted = Math.ceil(inode.size / layout.blockBytes);
  const place = { blockBytes: layout.blockBytes, wanted, readBlock: blockReader(device, layout) };
  const tree = (layout.incompatible & incompat.extents) !== 0 && (inode.flags & extentsFlag) !== 0;
  return tree ? extentRuns(inode.block, place) : indirectRuns(inode.block, place);
}

function blockReader(device: Device, { blockBytes, blocks }: Ext4Layout): (block: number) => Promise<Buffer | undefined> {
  return async (block) => (block < 1 || block >= blocks ? undefined : device.read(block * blockBytes, blockBytes));
}

async function readRuns({ device, layout }: Volume, runs: readonly BlockRun[], size: number): Promise<Buffer | undefined> {
  const { blockBytes, blocks } = layout;
  const content = Buffer.alloc(Math.ceil(size / blockBytes) * blockBytes);
  for (const { logical, physical, count } of runs) {
    const at = logical * blockBytes;
    if (physical < 1 || physical + count > blocks) return undefined;
    const length = Math.min(count * blockBytes, content.length - at);
    if (length > 0) (await device.read(physical * blockBytes, length)).copy(content, at);
  }
  return content.subarray(0, size);
}
