import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { DriveVerdict, ReasonCode } from '../../../../electron/contract/card.ts';
import type { DriveEvidence, ListedDrive, SystemWitness } from '../../../../electron/engine/cards/evidence.ts';
import { linuxWitness, type KernelTables } from '../../../../electron/engine/cards/linux-disks.ts';
import type { BlockNode } from '../../../../electron/engine/cards/lsblk.ts';
import { parseMacDisks } from '../../../../electron/engine/cards/macos-disks.ts';
import { judgeDrive, type DriveNeed } from '../../../../electron/engine/cards/verdict.ts';
import { parseWindowsDisks } from '../../../../electron/engine/cards/windows-disks.ts';
import { card, drivelistOnly, holding, linux, listed, mountedAt, part, usedAs } from '../../../fakes/drive-evidence.ts';

/** What happened to someone, where it is told, what would have been the drive, and what it must be now. */
type Accident = readonly [string, DriveEvidence, DriveVerdict['decision'], ReasonCode, DriveNeed?];

const fixed = { removable: false, hotplug: false } as const;
const inside = (...types: readonly string[]): BlockNode =>
  types.reduceRight<BlockNode>((child, type) => part({ type, children: [child] }), part({ type: 'part', mountpoints: [] }));
const noTables: KernelTables = { mounts: [], swapFiles: [], btrfsMembers: [] };
const kernel = (tree: BlockNode, tables: Partial<KernelTables>): DriveEvidence => ({
  listed: listed({ size: tree.size }),
  system: linuxWitness(tree, { ...noTables, ...tables }, { memory: 'other' }),
});
const onMmc = (memory: 'card' | 'built-in' | 'boot-area', change: Partial<BlockNode> = {}): DriveEvidence => ({
  listed: listed(),
  system: linuxWitness({ ...card, transport: 'mmc', removable: false, ...change }, noTables, { memory }),
});

const onLinux: readonly Accident[] = [
  [
    'rpi-imager #234: a 12 TB RAID on USB',
    linux({ ...card, size: 12e12, removable: false }),
    'needs-confirmation',
    'larger-than-a-card',
  ],
  ['rpi-imager #234: the same, mounted at /data', linux(mountedAt('/data')), 'needs-confirmation', 'holds-mounted-system-folder'],
  ['rpi-imager #234: the same, its array running', linux(holding(inside('raid5'))), 'refused', 'in-use-by-stack'],
  [
    'rpi-imager #528: a 2 TB backup disk',
    linux({ ...card, size: 2e12, removable: false }),
    'needs-confirmation',
    'larger-than-a-card',
  ],
  [
    'rpi-imager #528: a backup disk mounted at /backup',
    linux(mountedAt('/backup')),
    'needs-confirmation',
    'holds-mounted-system-folder',
  ],
  ['the disk that the system runs from', linux({ ...mountedAt('/'), ...fixed }), 'refused', 'system-disk'],
  ['rpi-imager #1327: the other internal SSD', linux({ ...card, ...fixed, size: 1e11 }), 'needs-confirmation', 'not-removable'],
  ['rpi-imager #1658: eMMC shown as an SD card reader', onMmc('built-in'), 'needs-confirmation', 'not-removable'],
  [
    'rpi-imager #1658: eMMC that this computer runs from',
    onMmc('built-in', mountedAt('/boot')),
    'refused',
    'holds-mounted-system-folder',
  ],
  ['the boot area of eMMC, unlocked', onMmc('boot-area'), 'refused', 'system-disk'],
  [
    'rpi-imager #748: an internal NVMe disk',
    linux({ ...card, ...fixed, transport: 'nvme' }),
    'needs-confirmation',
    'not-removable',
  ],
  [
    'rpi-imager #1420: an NVMe disk in a USB enclosure',
    linux({ ...card, removable: false }),
    'needs-confirmation',
    'not-removable',
  ],
  ['util-linux #4112: a USB SSD that says HOTPLUG=0', linux({ ...card, ...fixed }), 'needs-confirmation', 'not-removable'],
  [
    'drivelist PR #304: a SATA bay that says HOTPLUG=1',
    linux({ ...card, removable: false, transport: 'sata', size: 4e12 }),
    'needs-confirmation',
    'larger-than-a-card',
  ],
  ['an external disk taken for a stick', linux({ ...card, removable: false, size: 1e12 }), 'needs-confirmation', 'not-removable'],
  [
    'a data disk mounted at a place of its own',
    linux(mountedAt('/data/photos')),
    'needs-confirmation',
    'holds-mounted-system-folder',
  ],
  ['the disk with /home', linux(mountedAt('/home')), 'refused', 'holds-mounted-system-folder'],
  ['one user’s files', linux(mountedAt('/home/ana/archive')), 'refused', 'holds-mounted-system-folder'],
  ['etcher #2576: / on LVM on LUKS', linux(holding(inside('crypt', 'lvm'))), 'refused', 'in-use-by-stack'],
  ['etcher #2576: LVM without LUKS', linux(holding(inside('lvm'))), 'refused', 'in-use-by-stack'],
  [
    'etcher #2576: LUKS that is locked',
    linux(holding(part({ fileSystem: 'crypto_LUKS' }))),
    'needs-confirmation',
    'in-use-by-stack',
  ],
  [
    'etcher #3588: a disk that was chosen by itself',
    linux({ ...card, ...fixed, size: 5e11 }),
    'needs-confirmation',
    'not-removable',
  ],
  [
    'etcher #3874: a second drive of the same name, with /srv',
    linux(mountedAt('/srv')),
    'refused',
    'holds-mounted-system-folder',
  ],
  ['a disk with the system’s boot loader', linux(mountedAt('/boot/efi')), 'refused', 'holds-mounted-system-folder'],
  ['drivelist: a host that was booted from USB', linux(mountedAt('/boot/firmware', '/')), 'refused', 'system-disk'],
  ['drivelist: a host that runs from an SD card', onMmc('card', mountedAt('/')), 'refused', 'system-disk'],
  ['a live system by casper', linux(mountedAt('/cdrom')), 'refused', 'holds-mounted-system-folder'],
  ['a live system by live-boot', linux(mountedAt('/run/live/medium')), 'refused', 'holds-mounted-system-folder'],
  ['a live system by dracut', linux(mountedAt('/run/initramfs/live')), 'refused', 'holds-mounted-system-folder'],
  ['a live system by archiso', linux(mountedAt('/run/archiso/bootmnt')), 'refused', 'holds-mounted-system-folder'],
  ['an ostree system', linux(mountedAt('/sysroot')), 'refused', 'holds-mounted-system-folder'],
  ['Docker’s volumes', linux(mountedAt('/var/lib/docker')), 'refused', 'holds-mounted-system-folder'],
  ['a swap partition', linux(holding(part({ mountpoints: ['[SWAP]'] }))), 'refused', 'swap'],
  ['a swap file on a mounted stick', kernel(mountedAt('/mnt/usb'), { swapFiles: ['/mnt/usb/swapfile'] }), 'refused', 'swap'],
  [
    'zram swap (lists as a removable drive, measured)',
    linux({ ...card, mountpoints: ['[SWAP]'] }, { virtual: true }),
    'refused',
    'swap',
  ],
  ['zram that is not used', linux({ ...card, ...fixed, transport: '' }, { virtual: true }), 'needs-confirmation', 'virtual'],
  ['a mirror half of md', linux(holding(part({ fileSystem: 'linux_raid_member' }))), 'needs-confirmation', 'in-use-by-stack'],
  ['a disk of a hardware RAID set', linux({ ...card, fileSystem: 'isw_raid_member' }), 'needs-confirmation', 'in-use-by-stack'],
  ['a member of a ZFS pool', linux(holding(part({ fileSystem: 'zfs_member' }))), 'needs-confirmation', 'in-use-by-stack'],
  ['a Ceph OSD', linux({ ...card, fileSystem: 'ceph_bluestore' }), 'needs-confirmation', 'in-use-by-stack'],
  ['bcache', linux(holding(part({ fileSystem: 'bcache', children: [part({ type: 'bcache' })] }))), 'refused', 'in-use-by-stack'],
  [
    'a second disk of a mounted btrfs',
    kernel(holding(part({ fileSystem: 'btrfs' })), { btrfsMembers: ['sdb1'] }),
    'refused',
    'in-use-by-stack',
  ],
  [
    'a bind mount that an old lsblk does not show',
    kernel(mountedAt('/media/ana/x'), { mounts: [{ majorMinor: '8:17', place: '/var/lib/data', source: '/dev/sdb1' }] }),
    'refused',
    'holds-mounted-system-folder',
  ],
  [
    'btrfs subvolumes, mounted under a number of no device',
    kernel(holding(part({})), { mounts: [{ majorMinor: '0:41', place: '/home', source: '/dev/sdb1' }] }),
    'refused',
    'holds-mounted-system-folder',
  ],
  ['a BitLocker stick in Linux', linux(holding(part({ fileSystem: 'BitLocker' }))), 'needs-confirmation', 'in-use-by-stack'],
  ['etcher #885: a card in a convertible’s own slot', onMmc('card'), 'allowed', 'mounted-volumes'],
  [
    'etcher drive-constraints: the disk with the image',
    linux(mountedAt('/media/a')),
    'refused',
    'holds-the-image',
    { imagePath: '/media/a/x.img' },
  ],
  [
    'etcher drive-constraints: the disk that is the image store',
    linux(mountedAt('/media/a')),
    'refused',
    'holds-the-image',
    { imagePath: '/media/a' },
  ],
  ['etcher drive-constraints: a card too small', linux(card), 'refused', 'too-small', { rawBytes: 64e9 }],
  ['armbian devices/windows.rs: the lock switch', linux({ ...card, readOnly: true }), 'refused', 'read-only'],
  ['rpi-imager #1461: the system’s list failed', drivelistOnly(), 'needs-confirmation', 'single-witness'],
  ['a reader without a card', linux({ ...card, size: 0 }), 'refused', 'empty-reader'],
];

const sample = (name: string): string => readFileSync(new URL(`samples/${name}`, import.meta.url), 'utf8');
const windows = parseWindowsDisks(sample('windows-workshop.json'));
const mac = parseMacDisks({
  list: sample('mac-workshop-list.plist'),
  infos: JSON.parse(sample('mac-workshop-infos.json')) as string[],
  backups: sample('mac-workshop-backups.plist'),
});

function found(witnesses: readonly SystemWitness[], path: string, change: Partial<ListedDrive> = {}): DriveEvidence {
  const system = witnesses.find(({ tree }) => tree.path === path);
  if (system === undefined) throw new Error(`${path} is not in the sample`);
  return { listed: listed({ path, size: system.tree.size, ...change }), system };
}
const onWindows = (number: number, change: Partial<ListedDrive> = {}): DriveEvidence =>
  found(windows, `\\\\.\\PhysicalDrive${number}`, change);
const onMac = (number: number, change: Partial<ListedDrive> = {}): DriveEvidence => found(mac, `/dev/disk${number}`, change);
const fixedDrive = { removable: false } as const;

const elsewhere: readonly Accident[] = [
  ['rpi-imager #1558: the Windows disk that no flag names', onWindows(0, fixedDrive), 'refused', 'system-disk'],
  ['rpi-imager #1558: a disk that only drivelist calls the system’s', onWindows(1, { system: true }), 'refused', 'system-disk'],
  ['a disk with someone’s Documents folder', onWindows(1, fixedDrive), 'refused', 'holds-mounted-system-folder'],
  ['a card in a USB reader on Windows', onWindows(2), 'allowed', 'mounted-volumes'],
  ['etcher #885: a card in the laptop’s reader, called fixed', onWindows(3, fixedDrive), 'allowed', 'mounted-volumes'],
  ['an empty slot on Windows', onWindows(4), 'refused', 'empty-reader'],
  [
    'rpi-imager #1161: the D: drive with all data, on Windows',
    onWindows(5, fixedDrive),
    'needs-confirmation',
    'larger-than-a-card',
  ],
  ['an SSD in a USB enclosure, mounted in a folder', onWindows(6, fixedDrive), 'needs-confirmation', 'not-removable'],
  ['a disk of a storage pool', onWindows(7, fixedDrive), 'refused', 'in-use-by-stack'],
  ['a locked card on Windows', onWindows(8), 'refused', 'read-only'],
  ['a dynamic disk', onWindows(9, fixedDrive), 'refused', 'in-use-by-stack'],
  ['a stick with a page file', onWindows(10), 'refused', 'swap'],
  ['the image on a drive E:', onWindows(2), 'refused', 'holds-the-image', { imagePath: 'e:\\images\\x.img' }],

  ['a Mac’s own disk: / is on a snapshot of a container on it', onMac(0, fixedDrive), 'refused', 'system-disk'],
  ['the synthesised disk of that container', onMac(3, { virtual: true }), 'refused', 'in-use-by-stack'],
  ['a card in a Mac’s own slot', onMac(4), 'allowed', 'mounted-volumes'],
  ['rpi-imager #54: a Time Machine disk', onMac(5, fixedDrive), 'refused', 'holds-mounted-system-folder'],
  ['the synthesised disk of its container', onMac(6, { virtual: true }), 'refused', 'in-use-by-stack'],
  ['a card in a USB reader on a Mac', onMac(7), 'allowed', 'mounted-volumes'],
  ['an opened .dmg', onMac(8, { virtual: true }), 'needs-confirmation', 'virtual'],
  ['a Fusion or FileVault disk of old', onMac(9), 'needs-confirmation', 'in-use-by-stack'],
  ['a locked card on a Mac', onMac(10), 'refused', 'read-only'],
  ['etcher #3588: an external SSD on a Mac', onMac(9), 'needs-confirmation', 'not-removable'],
  [
    'a drive that Windows uses for backups',
    usedAs('windows', { kind: 'backup', what: 'File History' }),
    'refused',
    'holds-mounted-system-folder',
  ],
];

describe('the drives that people lost, or nearly', () => {
  const rows = [...onLinux, ...elsewhere].map(([what, evidence, decision, code, need]) => ({
    what,
    evidence,
    decision,
    code,
    need,
  }));

  it.each(rows)('$what: $decision', ({ evidence, decision, code, need }) => {
    const verdict = judgeDrive(evidence, need);
    expect(verdict.decision).toBe(decision);
    if (decision !== 'allowed') expect(verdict.reasons.map((reason) => reason.code)).toContain(code);
  });

  it('are at least sixty', () => {
    expect(rows.length).toBeGreaterThanOrEqual(60);
  });
});
