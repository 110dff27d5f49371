import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import { isAtOrBelow, type DriveUse, type SystemWitness } from './evidence.ts';
import { unknownNode, wholeTree, type BlockNode } from './lsblk.ts';
import { parsePlist } from './plist.ts';

/** Keys as `diskutil list -plist` writes them (macOS 10.13 and later); what is not named here is passed over. */
const volumeSchema = z.object({
  DeviceIdentifier: z.string(),
  Content: z.string().optional(),
  Size: z.number().optional(),
  VolumeName: z.string().optional(),
  MountPoint: z.string().optional(),
  MountedSnapshots: z.array(z.object({ SnapshotMountPoint: z.string().optional() })).optional(),
});
const entrySchema = volumeSchema.extend({
  Partitions: z.array(volumeSchema).optional(),
  APFSVolumes: z.array(volumeSchema).optional(),
  /** Present in the entry of an APFS container, which is a disk of its own: the partitions that it lives on. */
  APFSPhysicalStores: z.array(z.object({ DeviceIdentifier: z.string() })).optional(),
});
const listSchema = z.object({ AllDisksAndPartitions: z.array(entrySchema) });

/** `diskutil info -plist diskN`. */
const infoSchema = z.object({
  DeviceIdentifier: z.string(),
  MediaName: z.string().optional(),
  BusProtocol: z.string().optional(),
  TotalSize: z.number().optional(),
  Internal: z.boolean().optional(),
  RemovableMedia: z.boolean().optional(),
  WritableMedia: z.boolean().optional(),
});

/** `tmutil destinationinfo -X`; a destination that is not connected has no mount point. */
const destinationsSchema = z.object({ Destinations: z.array(z.object({ MountPoint: z.string().optional() })).optional() });

type MacVolume = z.output<typeof volumeSchema>;
type Entry = z.output<typeof entrySchema>;
type Info = z.output<typeof infoSchema>;

/** Output of Apple's tools, as XML property lists. */
export interface MacOutputs {
  readonly list: string;
  /** One for each whole disk, in any order. */
  readonly infos: readonly string[];
  /** `tmutil`'s; absent when it said nothing. */
  readonly backups?: string;
}

/** Every whole disk, with the APFS containers that live on it. Throws a ZodError or SyntaxError. Pure. */
export function parseMacDisks({ list, infos, backups }: MacOutputs): readonly SystemWitness[] {
  const entries = listSchema.parse(parsePlist(list)).AllDisksAndPartitions;
  const known = infos.map((info) => infoSchema.parse(parsePlist(info)));
  const destinations = backups === undefined ? [] : (destinationsSchema.parse(parsePlist(backups)).Destinations ?? []);
  const backupPlaces = destinations.flatMap(({ MountPoint }) => (MountPoint === undefined ? [] : [MountPoint]));
  return entries.map((entry) => {
    const info = known.find(({ DeviceIdentifier }) => DeviceIdentifier === entry.DeviceIdentifier);
    const tree = wholeDisk(entry, info, entries);
    return { by: 'diskutil', tree, uses: [...containerUse(entry), ...backupUse(tree, backupPlaces)] };
  });
}

/** Names of the whole disks of `diskutil list -plist`, as `diskutil info` takes them. */
export const wholeDiskNames = (list: string): readonly string[] =>
  listSchema.parse(parsePlist(list)).AllDisksAndPartitions.map(({ DeviceIdentifier }) => DeviceIdentifier);

function wholeDisk(entry: Entry, info: Info | undefined, entries: readonly Entry[]): BlockNode {
  const { Partitions = [], APFSVolumes = [] } = entry;
  const removable = info?.RemovableMedia === true;
  return {
    ...node(entry, 'disk', [
      ...Partitions.map((partition) => node(partition, 'part', containersOn(partition, entries))),
      ...APFSVolumes.map((volume) => node(volume, 'apfs', [])),
      ...containersOn(entry, entries),
    ]),
    size: info?.TotalSize ?? entry.Size ?? 0,
    readOnly: info?.WritableMedia === false,
    removable,
    hotplug: removable,
    model: info?.MediaName ?? '',
    transport: (info?.BusProtocol ?? '').toLowerCase(),
  };
}

function node(volume: MacVolume, type: string, children: readonly BlockNode[]): BlockNode {
  const snapshots = (volume.MountedSnapshots ?? []).map(({ SnapshotMountPoint }) => SnapshotMountPoint);
  return {
    ...unknownNode,
    path: `/dev/${volume.DeviceIdentifier}`,
    type,
    size: volume.Size ?? 0,
    label: volume.VolumeName ?? '',
    fileSystem: volume.Content ?? '',
    mountpoints: [volume.MountPoint, ...snapshots].flatMap((place = '') => (place === '' ? [] : [place])),
    children,
  };
}

/** The volumes of a container are mounted from a disk made up by the system: only this ties `/` to the real one. */
const containersOn = ({ DeviceIdentifier }: MacVolume, entries: readonly Entry[]): readonly BlockNode[] =>
  entries
    .filter(({ APFSPhysicalStores = [] }) => APFSPhysicalStores.some((store) => store.DeviceIdentifier === DeviceIdentifier))
    .map((container) =>
      node(
        container,
        'apfs',
        (container.APFSVolumes ?? []).map((volume) => node(volume, 'apfs', [])),
      ),
    );

function containerUse({ APFSPhysicalStores = [] }: Entry): readonly DriveUse[] {
  const stores = APFSPhysicalStores.map(({ DeviceIdentifier }) => DeviceIdentifier).join(', ');
  return stores === '' ? [] : [{ kind: 'stack', what: `an APFS container on ${stores}` }];
}

const backupUse = (tree: BlockNode, destinations: readonly string[]): readonly DriveUse[] =>
  wholeTree(tree)
    .flatMap(({ mountpoints }) => mountpoints)
    .filter((place) => destinations.some((destination) => isAtOrBelow(destination, place)))
    .filter((place) => place !== '/')
    .map((place) => ({ kind: 'backup', what: place }));

/** Every disk of this Mac. */
export async function readMacDisks(): Promise<readonly SystemWitness[]> {
  const list = await ask('/usr/sbin/diskutil', ['list', '-plist']);
  const infos = await Promise.all(wholeDiskNames(list).map((name) => ask('/usr/sbin/diskutil', ['info', '-plist', name])));
  const backups = await ask('/usr/bin/tmutil', ['destinationinfo', '-X']).catch(() => '');
  // Without any destination it says so in a sentence.
  return parseMacDisks({ list, infos, ...(backups.includes('<plist') ? { backups } : {}) });
}

async function ask(command: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(command, [...args], { maxBuffer: 16 * 1024 * 1024, timeout: 30_000 });
  return stdout;
}
