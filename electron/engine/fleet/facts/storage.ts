import type { NodeFacts, NodeFileSystem, SwapMechanism } from '../../../contract/facts.ts';
import { known, numberOf, shown, words, type Sections } from './sections.ts';

const diskTypes = new Set(['ext2', 'ext3', 'ext4', 'xfs', 'btrfs', 'f2fs', 'vfat', 'overlay']);
const sector = 512;

/** File systems on disks, the root disk and swap. */
export function storageFacts(sections: Sections): Pick<NodeFacts, 'fileSystems' | 'root' | 'swap'> {
  const mounts = mountsOf(sections);
  const fileSystems = sections.lines('file-systems').flatMap((line) => fileSystem(line, mounts));
  return { fileSystems, ...known({ root: rootFacts(sections, fileSystems, mounts), swap: swapFacts(sections) }) };
}

type Mounts = ReadonlyMap<string, { readonly type: string; readonly options: readonly string[] }>;

/** By mount point; of two on one point the later is the one that is seen. */
function mountsOf(sections: Sections): Mounts {
  return new Map(
    sections.lines('mounts').flatMap((line) => {
      const [, mount, type, options] = words(line);
      return mount === undefined || type === undefined ? [] : [[mount, { type, options: (options ?? '').split(',') }] as const];
    }),
  );
}

/** A line of `df -PkT`; the mount point is last and may hold blanks. */
function fileSystem(line: string, mounts: Mounts): readonly NodeFileSystem[] {
  const match = /^(\S+)\s+(\S+)\s+(\d+)\s+\d+\s+(-?\d+)\s+\d+%\s+(\/.*)$/.exec(line);
  if (match === null) return [];
  const [, device = '', type = '', total, available, mount = ''] = match;
  if (!diskTypes.has(type) || (type === 'overlay' && mount !== '/')) return [];
  const bytes = (numberOf(total) ?? 0) * 1024;
  const freeBytes = Math.max(0, numberOf(available) ?? 0) * 1024;
  const readOnly = mounts.get(mount.replaceAll(' ', String.raw`\040`))?.options.includes('ro') ?? false;
  return [{ mount: shown(mount), device: shown(device), type, bytes, freeBytes, readOnly }];
}

function rootFacts(sections: Sections, fileSystems: readonly NodeFileSystem[], mounts: Mounts): NodeFacts['root'] {
  const lines = sections.lines('root-disk').map(words);
  const device = lines.find(([word]) => word === 'device')?.[1];
  if (device === undefined) return undefined;
  const readOnly = mounts.get('/')?.options.includes('ro') ?? false;
  const [start, size, disk] =
    lines
      .find(([word]) => word === 'partition')
      ?.slice(1)
      .map(numberOf) ?? [];
  const unused = unusedBytes(
    { start, size, disk },
    fileSystems.find(({ mount, type }) => mount === '/' && type !== 'overlay')?.bytes,
  );
  return { device: shown(device), readOnly, ...known({ unusedBytes: unused }) };
}

interface PartitionSectors {
  readonly start: number | undefined;
  readonly size: number | undefined;
  readonly disk: number | undefined;
}

/** What lies behind the partition, and what of the partition its file system does not fill (ext4 keeps up to 15 % for itself). */
function unusedBytes({ start, size, disk }: PartitionSectors, fileSystemBytes: number | undefined): number | undefined {
  if (start === undefined || size === undefined || disk === undefined) return undefined;
  const behind = Math.max(0, disk - start - size) * sector;
  const partition = size * sector;
  const unfilled = fileSystemBytes === undefined || fileSystemBytes > partition * 0.85 ? 0 : partition - fileSystemBytes;
  return behind + unfilled;
}

/** Lines of /proc/swaps after its heading; undefined where it could not be read. */
function swapFacts(sections: Sections): NodeFacts['swap'] {
  const [heading, ...lines] = sections.lines('swaps');
  if (heading?.startsWith('Filename') !== true) return undefined;
  const makers = sections.lines('swap-makers').map(shown);
  return lines.map(words).flatMap(([name, , kibibytes]) => {
    if (name === undefined) return [];
    return [{ name: shown(name), bytes: (numberOf(kibibytes) ?? 0) * 1024, mechanism: mechanismOf(name, makers) }];
  });
}

function mechanismOf(name: string, makers: readonly string[]): SwapMechanism {
  if (makers.includes('rpi-swap')) return 'rpi-swap';
  if (name.startsWith('/dev/zram')) return 'zram';
  if (makers.includes(`fstab ${name}`)) return 'fstab';
  if (makers.includes('dphys-swapfile')) return 'dphys-swapfile';
  return makers.some((maker) => maker.startsWith('fstab ')) ? 'fstab' : 'unknown';
}
