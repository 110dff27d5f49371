import { SlipwayError } from '../../../contract/errors.ts';
import type { BootFacts, Partition, PartitionTable } from '../../../contract/image.ts';
import type { Device } from '../../../disk/device.ts';
import { readFatFiles, readFatFolder } from '../../../disk/fat.ts';
import { overlappingPartitions } from '../../../disk/partition-table.ts';

/** Small files that first-boot settings build on, or that say which system this is. */
const telling = [
  'cmdline.txt',
  'config.txt',
  'usercfg.txt',
  'user-data',
  'meta-data',
  'network-config',
  'vendor-data',
  'device-init.yaml',
  'os-release',
  'issue.txt',
  'fake-hwclock.data',
  'firstrun.sh',
  'custom.toml',
] as const;
const mostBytes = 65_536;
/** A Pi's boot partition has about a hundred; a made-up one may have 65 536. */
const mostNames = 4096;

/** What became of the search for a boot partition; `missing` says why in one sentence. */
export type BootSearch =
  | { readonly kind: 'found'; readonly boot: BootFacts; readonly label: string }
  | { readonly kind: 'missing'; readonly reason: string };

/**
 * Reads the FAT partition that a Pi boots from: the first with one of the telling files, else the first that can be read.
 */
export async function findBoot(device: Device, table: PartitionTable): Promise<BootSearch> {
  const fats = table.partitions.filter(({ fileSystem }) => fileSystem.startsWith('fat'));
  if (fats.length === 0) return missing('It has no FAT boot partition to put the settings on.');
  const overlapping = overlappingPartitions(table);
  const apart = fats.filter(({ number }) => !overlapping.has(number));
  if (apart.length === 0) return missing('Its boot partition overlaps another partition, so nothing is written into it.');
  const read: BootSearch[] = [];
  for (const partition of apart) {
    const search = await readBoot(device, partition);
    if (search.kind === 'found' && Object.keys(search.boot.files).length > 0) return search;
    read.push(search);
  }
  return read.find(({ kind }) => kind === 'found') ?? missing('Its boot partition is damaged.');
}

const missing = (reason: string): BootSearch => ({ kind: 'missing', reason });

async function readBoot(device: Device, partition: Partition): Promise<BootSearch> {
  try {
    const { names, freeBytes } = await readFatFolder(device, partition);
    const files = await readFatFiles(device, partition, { paths: telling, mostBytes });
    const texts = Object.fromEntries([...files].map(([path, content]) => [path, content.toString('utf8')]));
    return {
      kind: 'found',
      label: partition.label,
      boot: { partition: partition.number, freeBytes, names: names.slice(0, mostNames), files: texts },
    };
  } catch (error) {
    if (error instanceof SlipwayError && error.code === 'image/bad-boot-partition') return missing(error.detail);
    throw error;
  }
}
