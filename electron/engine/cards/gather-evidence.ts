import { list } from 'drivelist';
import type { DriveEvidence, ListedDrive, SystemWitness } from './evidence.ts';
import { readLinuxDisks } from './linux-disks.ts';
import { readMacDisks } from './macos-disks.ts';
import { readWindowsDisks } from './windows-disks.ts';

/** Both witnesses of every drive, in drivelist's order. */
export async function gatherEvidence(platform: NodeJS.Platform = process.platform): Promise<readonly DriveEvidence[]> {
  const [drives, witnesses] = await Promise.all([listedDrives(), systemWitnesses(platform)]);
  return drives.map((listed) => {
    const system = witnesses.find(({ tree }) => tree.path.toLowerCase() === listed.path.toLowerCase());
    return system === undefined ? { listed } : { listed, system };
  });
}

/** What drivelist says; quick on every system. */
export async function listedDrives(): Promise<readonly ListedDrive[]> {
  return (await list()).map((drive) => ({
    path: drive.device,
    description: drive.description,
    size: drive.size ?? 0,
    bus: drive.busType,
    readOnly: drive.isReadOnly,
    system: drive.isSystem,
    virtual: drive.isVirtual ?? false,
    removable: drive.isRemovable,
    mounts: drive.mountpoints.map(({ path, label }) => ({ path, label: label ?? '' })),
  }));
}

/** Without its tools a Mac or Windows machine leaves every drive with one witness, which then must be confirmed. */
async function systemWitnesses(platform: NodeJS.Platform): Promise<readonly SystemWitness[]> {
  switch (platform) {
    case 'linux':
      return readLinuxDisks();
    case 'darwin':
      return readMacDisks().catch(() => []);
    case 'win32':
      return readWindowsDisks().catch(() => []);
    default:
      return [];
  }
}
