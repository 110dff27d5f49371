import type { DriveEvidence, DriveUse, ListedDrive, SystemWitness } from '../../electron/engine/cards/evidence.ts';
import type { BlockNode } from '../../electron/engine/cards/lsblk.ts';

/** An empty 32 GB card in a USB reader, as lsblk shows it. */
export const card: BlockNode = {
  path: '/dev/sdb',
  type: 'disk',
  majorMinor: '8:16',
  size: 32e9,
  readOnly: false,
  removable: true,
  hotplug: true,
  model: 'Ultra',
  vendor: 'SanDisk',
  serial: '1',
  transport: 'usb',
  label: '',
  fileSystem: '',
  mountpoints: [],
  children: [],
};

export const part = (change: Partial<BlockNode>): BlockNode => ({
  ...card,
  path: '/dev/sdb1',
  majorMinor: '8:17',
  type: 'part',
  ...change,
});

export const holding = (...children: readonly BlockNode[]): BlockNode => ({ ...card, children });

/** A card with one partition that is mounted there. */
export const mountedAt = (...mountpoints: readonly string[]): BlockNode => holding(part({ mountpoints }));

export const listed = (change: Partial<ListedDrive> = {}): ListedDrive => ({
  path: '/dev/sdb',
  description: 'SanDisk Ultra',
  size: 32e9,
  bus: 'USB',
  readOnly: false,
  system: false,
  virtual: false,
  removable: true,
  mounts: [],
  ...change,
});

export const linux = (tree: BlockNode, change: Partial<ListedDrive> = {}): DriveEvidence => ({
  listed: listed({ size: tree.size, ...change }),
  system: { by: 'lsblk', tree },
});

/** A card of which the system says besides that it is used. */
export const usedAs = (by: SystemWitness['by'], ...uses: readonly DriveUse[]): DriveEvidence => ({
  listed: listed(),
  system: { by, tree: card, uses },
});

/** What is known where the system's own tools could not be asked. */
export const drivelistOnly = (change: Partial<ListedDrive> = {}): DriveEvidence => ({ listed: listed(change) });
