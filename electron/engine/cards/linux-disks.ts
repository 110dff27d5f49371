import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { readBlockFacts, type BlockFacts } from '../../disk/block-facts.ts';
import { isAtOrBelow, type DriveUse, type SystemWitness } from './evidence.ts';
import { readLsblk, wholeTree, type BlockNode } from './lsblk.ts';

/** What the kernel says besides lsblk: older ones show one mount point a device, and none shows swap files or btrfs members. */
export interface KernelTables {
  readonly mounts: readonly Mount[];
  /** Paths of the files that are swapped to. */
  readonly swapFiles: readonly string[];
  /** Kernel names (`sdb1`) of the devices of every mounted btrfs. */
  readonly btrfsMembers: readonly string[];
}

export interface Mount {
  readonly majorMinor: string;
  readonly place: string;
  /** `/dev/sda1`, or what stands in for it. */
  readonly source: string;
}

/** Parses `/proc/self/mountinfo`; lines of another form are passed over. Source: proc(5). Pure. */
export function parseMountinfo(text: string): readonly Mount[] {
  return text.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ');
    const [, , majorMinor, , place] = before.split(' ');
    const source = after.split(' ')[1];
    if (majorMinor === undefined || place === undefined || source === undefined) return [];
    return [{ majorMinor, place: unescapeOctal(place), source: unescapeOctal(source) }];
  });
}

/** Parses `/proc/swaps` for swap files; swap partitions are in lsblk's tree. Source: proc(5). Pure. */
export function parseSwapFiles(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const [path, type] = line.split(/\s+/);
    return type === 'file' && path !== undefined ? [unescapeOctal(path)] : [];
  });
}

/** The kernel writes space, tab, newline and backslash as three octal digits. */
const unescapeOctal = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_all, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));

/** Puts together what is known of one drive. Pure. */
export function linuxWitness(tree: BlockNode, tables: KernelTables, facts: BlockFacts): SystemWitness {
  const nodes = wholeTree(tree);
  const known = new Set(nodes.flatMap(({ path, majorMinor }) => [path, majorMinor]));
  const mounted = tables.mounts
    .filter(({ majorMinor, source }) => known.has(majorMinor) || known.has(source))
    .map(({ place }) => place);
  const shown = nodes.flatMap(({ mountpoints }) => mountpoints);
  const places = [...new Set(mounted)].filter((place) => !shown.includes(place));
  return { by: 'lsblk', tree, facts, places, uses: usesOf(nodes, [...shown, ...places], { tables, facts }) };
}

interface Context {
  readonly tables: KernelTables;
  readonly facts: BlockFacts;
}

function usesOf(nodes: readonly BlockNode[], places: readonly string[], { tables, facts }: Context): readonly DriveUse[] {
  const swapFiles = tables.swapFiles.filter((file) => places.some((place) => isAtOrBelow(file, place)));
  const members = nodes.filter((node) => isHiddenMember(node, tables));
  return [
    ...swapFiles.map((what) => ({ kind: 'swap', what }) as const),
    ...members.map(({ path }) => ({ kind: 'stack', what: `${path} in a mounted btrfs volume` }) as const),
    ...memoryUse(facts),
  ];
}

/** A btrfs over several devices is shown as mounted on one of them only. */
const isHiddenMember = ({ path, mountpoints }: BlockNode, { btrfsMembers, mounts }: KernelTables): boolean =>
  btrfsMembers.includes(basename(path)) && mountpoints.length === 0 && !mounts.some(({ source }) => source === path);

/** lsblk calls all of the MMC bus hot-pluggable, also memory that is soldered in (rpi-imager #1658). */
function memoryUse({ memory }: BlockFacts): readonly DriveUse[] {
  switch (memory) {
    case 'boot-area':
      return [{ kind: 'system-disk', what: 'a boot area of built-in memory' }];
    case 'built-in':
      return [{ kind: 'built-in', what: 'eMMC' }];
    case 'card':
    case 'other':
      return [];
  }
}

/** Every drive of this Linux machine. */
export async function readLinuxDisks(): Promise<readonly SystemWitness[]> {
  const [trees, tables] = await Promise.all([readLsblk(), readKernelTables()]);
  return Promise.all(trees.map(async (tree) => linuxWitness(tree, tables, await readBlockFacts(tree.path))));
}

async function readKernelTables(): Promise<KernelTables> {
  const [mountinfo, swaps, btrfsMembers] = await Promise.all([
    readFile('/proc/self/mountinfo', 'utf8'),
    readFile('/proc/swaps', 'utf8').catch(() => ''),
    readBtrfsMembers('/sys/fs/btrfs'),
  ]);
  return { mounts: parseMountinfo(mountinfo), swapFiles: parseSwapFiles(swaps), btrfsMembers };
}

/** A mounted btrfs has a folder named by its UUID; sysfs lists its devices there. */
async function readBtrfsMembers(folder: string): Promise<readonly string[]> {
  const volumes = await readdir(folder).catch(() => []);
  const members = await Promise.all(volumes.map((uuid) => readdir(`${folder}/${uuid}/devices`).catch(() => [])));
  return members.flat();
}
