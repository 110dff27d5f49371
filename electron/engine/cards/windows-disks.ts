import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import { isAtOrBelow, type DriveUse, type SystemWitness } from './evidence.ts';
import { unknownNode, type BlockNode } from './lsblk.ts';
import { powershellArguments, powershellPath } from './powershell.ts';

/**
 * Asks the Storage module, CIM and .NET for everything at once: starting PowerShell costs most. Enumerations are made text
 * here, because Windows PowerShell 5.1 writes some of them as numbers, and a missing drive letter as a NUL.
 */
export const windowsDisksScript = `
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
[Console]::OutputEncoding = New-Object System.Text.UTF8Encoding $false
$disks = @(Get-Disk | ForEach-Object { @{ number = [int]$_.Number; name = [string]$_.FriendlyName; serial = [string]$_.SerialNumber
  size = [string]$_.Size; bus = [string]$_.BusType; boot = [bool]$_.IsBoot; system = [bool]$_.IsSystem
  readOnly = [bool]$_.IsReadOnly; offline = [bool]$_.IsOffline } })
$partitions = @(Get-Partition | ForEach-Object { @{ disk = [int]$_.DiskNumber; number = [int]$_.PartitionNumber
  size = [string]$_.Size; type = [string]$_.Type; boot = [bool]$_.IsBoot; system = [bool]$_.IsSystem
  paths = @($_.AccessPaths | Where-Object { $_ } | ForEach-Object { [string]$_ }) } })
$volumes = @(Get-Volume | ForEach-Object { @{ path = [string]$_.Path; label = [string]$_.FileSystemLabel; fileSystem = [string]$_.FileSystem } })
$physical = @(Get-PhysicalDisk | ForEach-Object { @{ number = [string]$_.DeviceId; media = [string]$_.MediaType
  pool = [string]$_.CannotPoolReason } })
$pageFiles = @(Get-CimInstance Win32_PageFileUsage | ForEach-Object { [string]$_.Name })
$folders = @($env:SystemRoot, $env:ProgramData) + @('UserProfile', 'MyDocuments', 'Desktop', 'MyPictures', 'MyMusic', 'MyVideos',
  'ApplicationData', 'LocalApplicationData', 'ProgramFiles' | ForEach-Object { [Environment]::GetFolderPath($_) } | Where-Object { $_ })
ConvertTo-Json -Depth 4 -Compress -InputObject @{ disks = $disks; partitions = $partitions; volumes = $volumes
  physical = $physical; pageFiles = $pageFiles; folders = $folders }
`;

const diskSchema = z.object({
  number: z.number().int(),
  name: z.string(),
  serial: z.string(),
  size: z.string().regex(/^\d*$/),
  bus: z.string(),
  boot: z.boolean(),
  system: z.boolean(),
  readOnly: z.boolean(),
  offline: z.boolean(),
});
const partitionSchema = z.object({
  disk: z.number().int(),
  number: z.number().int(),
  size: z.string().regex(/^\d*$/),
  type: z.string(),
  boot: z.boolean(),
  system: z.boolean(),
  paths: z.array(z.string()),
});
const volumeSchema = z.object({ path: z.string(), label: z.string(), fileSystem: z.string() });
const outputSchema = z.object({
  disks: z.array(diskSchema),
  partitions: z.array(partitionSchema),
  volumes: z.array(volumeSchema),
  physical: z.array(z.object({ number: z.string(), media: z.string(), pool: z.string() })),
  pageFiles: z.array(z.string()),
  folders: z.array(z.string()),
});

type Output = z.output<typeof outputSchema>;
type Disk = z.output<typeof diskSchema>;
type Partition = z.output<typeof partitionSchema>;

/** Parses what {@link windowsDisksScript} prints. Throws a ZodError or SyntaxError. Pure. */
export function parseWindowsDisks(stdout: string): readonly SystemWitness[] {
  const output = outputSchema.parse(JSON.parse(stdout.replace(/^\uFEFF/, '')));
  return output.disks.map((disk) => witness(disk, output));
}

function witness(disk: Disk, output: Output): SystemWitness {
  const partitions = output.partitions.filter((partition) => partition.disk === disk.number);
  const path = `\\\\.\\PhysicalDrive${disk.number}`;
  const tree: BlockNode = {
    ...unknownNode,
    path,
    type: 'disk',
    size: Number(disk.size),
    readOnly: disk.readOnly,
    // Whether the medium can be removed is drivelist's to say; a slot of the machine itself is one for cards.
    hotplug: /^(sd|mmc)$/i.test(disk.bus),
    model: disk.name,
    serial: disk.serial,
    transport: disk.bus.toLowerCase(),
    children: partitions.map((partition) => partitionNode(path, partition, output.volumes)),
  };
  return { by: 'windows', tree, uses: usesOf(disk, partitions, output) };
}

/** Every volume has a path by its GUID; people see only letters and folders. */
const isVolumeName = (path: string): boolean => path.startsWith('\\\\?\\');
const placesOf = ({ paths }: Partition): readonly string[] => paths.filter((path) => !isVolumeName(path));

function partitionNode(disk: string, partition: Partition, volumes: Output['volumes']): BlockNode {
  const volume = volumes.find(({ path }) => partition.paths.includes(path));
  return {
    ...unknownNode,
    path: `${disk}p${partition.number}`,
    type: 'part',
    size: Number(partition.size),
    label: volume?.label ?? '',
    fileSystem: volume?.fileSystem ?? '',
    mountpoints: placesOf(partition),
  };
}

function usesOf(disk: Disk, partitions: readonly Partition[], output: Output): readonly DriveUse[] {
  const places = partitions.flatMap(placesOf);
  const below = (paths: readonly string[]): readonly string[] =>
    paths.filter((path) => places.some((place) => isAtOrBelow(path, place)));
  return [
    ...(runsFrom(disk, partitions) ? [{ kind: 'system-disk', what: `disk ${disk.number} as Windows says` } as const] : []),
    ...below(output.folders).map((what) => ({ kind: 'system-folder', what }) as const),
    ...below(output.pageFiles).map((what) => ({ kind: 'swap', what }) as const),
    ...stackOf(disk, partitions, output),
  ];
}

/** `boot` holds Windows, `system` the boot loader: they may be on different disks, and both are needed. */
const runsFrom = (disk: Disk, partitions: readonly Partition[]): boolean =>
  [disk, ...partitions].some(({ boot, system }) => boot || system);

/** Storage Spaces (a pool's disk, and the disk made of a pool) and dynamic disks (LDM) spread volumes over several disks. */
function stackOf({ number, bus }: Disk, partitions: readonly Partition[], { physical }: Output): readonly DriveUse[] {
  const pooled = physical.some((disk) => disk.number === String(number) && /in a pool/i.test(disk.pool));
  const dynamic = partitions.some(({ type }) => /^LDM/i.test(type));
  return [
    ...(pooled || /^spaces$/i.test(bus) ? [{ kind: 'stack', what: 'a storage pool' } as const] : []),
    ...(dynamic ? [{ kind: 'stack', what: 'a dynamic volume' } as const] : []),
  ];
}

/** Every drive of this Windows machine, as an ordinary user may see it. */
export async function readWindowsDisks(): Promise<readonly SystemWitness[]> {
  const { stdout } = await promisify(execFile)(powershellPath(), [...powershellArguments(windowsDisksScript)], {
    maxBuffer: 16 * 1024 * 1024,
    timeout: 30_000,
    windowsHide: true,
  });
  return parseWindowsDisks(stdout);
}
