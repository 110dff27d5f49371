import type { BlockFacts } from '../../disk/block-facts.ts';
import type { BlockNode } from './lsblk.ts';

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

/** Something a drive is used for that no mount point shows; `what` names the evidence. */
export interface DriveUse {
  readonly kind: 'system-disk' | 'system-folder' | 'swap' | 'stack' | 'backup' | 'built-in';
  readonly what: string;
}

/** What the system's own tools say of a drive: the second witness. */
export interface SystemWitness {
  readonly by: 'lsblk' | 'diskutil' | 'windows';
  /** The device and what is on it. */
  readonly tree: BlockNode;
  /** Mount points besides those in the tree. */
  readonly places?: readonly string[];
  readonly uses?: readonly DriveUse[];
  /** Linux. */
  readonly facts?: BlockFacts;
}

/** Everything a verdict is made of. */
export interface DriveEvidence {
  readonly listed: ListedDrive;
  /** Absent when the system's own tools could not be asked, or do not know of this drive. */
  readonly system?: SystemWitness;
}

/** Whether `path` is `place` or below it. Mount points are `/media/card` or `E:\`; Windows does not care about case. Pure. */
export function isAtOrBelow(path: string, place: string): boolean {
  const windows = /^[a-z]:/i.test(place);
  const [inner, outer] = windows ? [path.toLowerCase(), place.toLowerCase()] : [path, place];
  const folder = /[\\/]$/.test(outer) ? outer : `${outer}${windows ? '\\' : '/'}`;
  return inner === outer || inner.startsWith(folder);
}
