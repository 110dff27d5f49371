/** A file or symbolic link for a made file system; `path` is `/`-separated, from the root folder. */
export type Ext4Entry =
  { readonly path: string; readonly content: string; readonly mode?: number } | { readonly path: string; readonly link: string };

/** One inode to be made, with what its data block starts with. */
export interface Ext4Node {
  readonly inode: number;
  /** `i_mode`: type and permissions. */
  readonly mode: number;
  readonly links: number;
  readonly size: number;
  /** Data that gets blocks of its own; absent for a short symbolic link, whose text lies in the inode. */
  readonly data?: Buffer;
  readonly shortLink?: string;
}

export const rootInode = 2;
const lostAndFound = 'lost+found';
const firstInode = 11;
const modes = { folder: 0o040_755, lost: 0o040_700, file: 0o100_644, link: 0o120_777 } as const;
const types = { file: 1, folder: 2, link: 7 } as const;

interface Folder {
  readonly inode: number;
  readonly parent: number;
  readonly children: Map<string, { readonly inode: number; readonly type: number }>;
}

/**
 * Turns a list of files into inodes, making the folders above them; `lost+found` is inode 11, as e2fsck wants it.
 * @param blockBytes a folder must fit into one block
 */
export function ext4Tree(entries: readonly Ext4Entry[], blockBytes: number): Ext4Node[] {
  const folders = new Map<string, Folder>([['', { inode: rootInode, parent: rootInode, children: new Map() }]]);
  let next = firstInode;
  const folderAt = (path: string): Folder => {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const above = folderAt(parentOf(path));
    const made: Folder = { inode: next++, parent: above.inode, children: new Map() };
    above.children.set(nameOf(path), { inode: made.inode, type: types.folder });
    folders.set(path, made);
    return made;
  };
  folderAt(lostAndFound);
  const leaves = entries.map((entry) => {
    const above = folderAt(parentOf(entry.path));
    const leaf = leafOf(entry, next++);
    above.children.set(nameOf(entry.path), { inode: leaf.inode, type: 'link' in entry ? types.link : types.file });
    return leaf;
  });
  const made = [...folders].map(([path, folder]) =>
    folderNode(folder, { blockBytes, mode: path === lostAndFound ? modes.lost : modes.folder }),
  );
  return [...made, ...leaves];
}

const parentOf = (path: string): string => path.split('/').slice(0, -1).join('/');
const nameOf = (path: string): string => path.split('/').at(-1) ?? '';

function leafOf(entry: Ext4Entry, inode: number): Ext4Node {
  if ('link' in entry) return { inode, mode: modes.link, links: 1, size: entry.link.length, shortLink: entry.link };
  const data = Buffer.from(entry.content);
  return { inode, mode: entry.mode === undefined ? modes.file : 0o100_000 | entry.mode, links: 1, size: data.length, data };
}

function folderNode({ inode, parent, children }: Folder, { blockBytes, mode }: { blockBytes: number; mode: number }): Ext4Node {
  const below = [...children].map(([name, child]) => ({ name, ...child }));
  const records = [{ name: '.', inode, type: types.folder }, { name: '..', inode: parent, type: types.folder }, ...below];
  const links = 2 + below.filter(({ type }) => type === types.folder).length;
  return { inode, mode, links, size: blockBytes, data: folderBlock(records, blockBytes) };
}

interface FolderRecord {
  readonly name: string;
  readonly inode: number;
  readonly type: number;
}

/** Records of 8 bytes and a name, padded to 4; the last one reaches to the end of the block. */
function folderBlock(records: readonly FolderRecord[], blockBytes: number): Buffer {
  const block = Buffer.alloc(blockBytes);
  let at = 0;
  for (const [index, { name, inode, type }] of records.entries()) {
    const length = 8 + Math.ceil(name.length / 4) * 4;
    block.writeUInt32LE(inode, at);
    block.writeUInt16LE(index === records.length - 1 ? blockBytes - at : length, at + 4);
    block.set([name.length, type], at + 6);
    block.write(name, at + 8, 'latin1');
    at += length;
  }
  return block;
}
