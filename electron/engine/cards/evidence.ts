import { list } from 'drivelist';
import { readLsblk, type BlockNode } from './lsblk.ts';

/** What drivelist says of a drive, on any system; one witness, not the judge (research/imaging.md §3.4). */
export interface ListedDrive {
  readonly path: string;
  readonly description: string;
  /** Bytes; 0 for a reader without a card. */
  readonly size: number;
  readonly bus: string;
  readonly readOnly: boolean;
  readonly system: boolean;
  readonly virtual: boolean;
  readonly removable: boolean;
  readonly mounts: readonly { readonly path: string; readonly label: string }[];
}

/** Everything a verdict is made of. */
export interface DriveEvidence {
  readonly listed: ListedDrive;
  /** The device and what is on it, as lsblk sees it (Linux). */
  readonly tree?: BlockNode;
}

/** Asks drivelist and, on Linux, lsblk for the whole tree. Drives in drivelist's order. */
export async function gatherEvidence(platform: NodeJS.Platform = process.platform): Promise<readonly DriveEvidence[]> {
  const [drives, trees] = await Promise.all([list(), platform === 'linux' ? readLsblk() : []]);
  return drives.map((drive) => {
    const tree = trees.find(({ path }) => path === drive.device);
    const listed: ListedDrive = {
      path: drive.device,
      description: drive.description,
      size: drive.size ?? 0,
      bus: drive.busType,
      readOnly: drive.isReadOnly,
      system: drive.isSystem,
      virtual: drive.isVirtual ?? false,
      removable: drive.isRemovable,
      mounts: drive.mountpoints.map(({ path, label }) => ({ path, label: label ?? '' })),
    };
    return tree === undefined ? { listed } : { listed, tree };
  });
}
