import type { Architecture, PartitionTable } from '../../../contract/image.ts';
import { readWindowOf, type Device } from '../../../disk/device.ts';
import { openExt4, type Ext4Reader } from '../../../disk/ext4-read.ts';
import { overlappingPartitions } from '../../../disk/partition-table.ts';
import { elfArchitecture } from './elf-architecture.ts';
import { parseOsRelease, type OsRelease } from './os-release.ts';

/** What the root file system tells about the operating system. */
export interface RootFacts {
  readonly osRelease: OsRelease;
  /** First line of `/etc/rpi-issue`. */
  readonly rpiIssue?: string;
  readonly architecture: Architecture;
  /** Upstream version of the installed cloud-init package: `25.2`. */
  readonly cloudInit?: string;
  /** How cloud-init finds its files on the boot partition, when it is told to. */
  readonly seed: 'boot-partition' | 'none';
}

const shells = ['/bin/sh', '/usr/bin/sh', '/bin/busybox'];
const mostTextBytes = 65_536;
/** Far more than any system has; a made-up folder may list a million. */
const mostDropIns = 64;
const seedLinks = ['nocloud', 'nocloud-net'].map((name) => `/var/lib/cloud/seed/${name}/user-data`);

/** Looks into the first ext4 partition that holds an operating system; undefined when there is none. */
export async function readRoot(device: Device, table: PartitionTable): Promise<RootFacts | undefined> {
  const overlapping = overlappingPartitions(table);
  for (const { fileSystem, number, offset, length } of table.partitions) {
    if (fileSystem !== 'ext4' || overlapping.has(number)) continue;
    const reader = await openExt4(readWindowOf(device, offset, length));
    const facts = reader && (await readFacts(reader));
    if (facts !== undefined) return facts;
  }
  return undefined;
}

async function readFacts(reader: Ext4Reader): Promise<RootFacts | undefined> {
  const osRelease = await text(reader, '/etc/os-release', '/usr/lib/os-release');
  if (osRelease === undefined) return undefined;
  const [rpiIssue, cloudInit] = [
    await text(reader, '/etc/rpi-issue'),
    cloudInitVersion((await reader.readFile('/var/lib/dpkg/status'))?.toString('utf8')),
  ];
  return {
    osRelease: parseOsRelease(osRelease),
    ...(rpiIssue !== undefined && { rpiIssue: rpiIssue.split('\n', 1)[0] ?? '' }),
    architecture: await architectureOf(reader),
    ...(cloudInit !== undefined && { cloudInit }),
    seed: await seedOf(reader),
  };
}

/** The first of the paths with a text of a reasonable size. */
async function text(reader: Ext4Reader, ...paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const content = await reader.readFile(path);
    if (content !== undefined && content.length <= mostTextBytes) return content.toString('utf8');
  }
  return undefined;
}

async function architectureOf(reader: Ext4Reader): Promise<Architecture> {
  for (const path of shells) {
    const program = await reader.readFile(path);
    if (program !== undefined) return elfArchitecture(program);
  }
  return 'unknown';
}

/** The upstream part of the version in dpkg's status file: `0.7.6~bzr976-2` is 0.7.6, `25.2-1~rpt2` is 25.2. */
export function cloudInitVersion(status: string | undefined): string | undefined {
  const paragraph = status?.split(/\n\n+/u).find((part) => /^Package: cloud-init$/mu.test(part));
  if (paragraph === undefined || !/^Status: .* installed$/mu.test(paragraph)) return undefined;
  return /^Version: (?:\d+:)?(\d+(?:\.\d+)*)/mu.exec(paragraph)?.[1];
}

/** Hypriot links the seed folder to /boot; Raspberry Pi OS names /boot/firmware in a drop-in. */
async function seedOf(reader: Ext4Reader): Promise<RootFacts['seed']> {
  for (const path of seedLinks) if ((await reader.readLink(path))?.startsWith('/boot/') === true) return 'boot-partition';
  const dropIns = (await reader.listFolder('/etc/cloud/cloud.cfg.d'))?.filter((name) => name.endsWith('.cfg')) ?? [];
  for (const name of dropIns.slice(0, mostDropIns)) {
    const config = await text(reader, `/etc/cloud/cloud.cfg.d/${name}`);
    // spaces and tabs only: \s would run on over line ends, for hours in a file of nothing else
    if (config !== undefined && /^[ \t]*seedfrom:[ \t]*["']?(?:file:\/\/)?\/boot(?:\/|\s|$)/mu.test(config))
      return 'boot-partition';
  }
  return 'none';
}
