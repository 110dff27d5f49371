import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { DriveVerdict, ReasonCode } from '../../../../electron/contract/card.ts';
import type { DriveEvidence } from '../../../../electron/engine/cards/evidence.ts';
import { parseLsblk } from '../../../../electron/engine/cards/lsblk.ts';
import { judgeDrive, type DriveNeed } from '../../../../electron/engine/cards/verdict.ts';
import { card, drivelistOnly as elsewhere, holding, linux, part } from '../../../fakes/drive-evidence.ts';

type Case = readonly [string, DriveEvidence, DriveVerdict['decision'], readonly ReasonCode[], DriveNeed?];

const cases: readonly Case[] = [
  ['an empty card', linux(card), 'allowed', []],
  [
    'a card with volumes mounted by the desktop',
    linux(holding(part({ mountpoints: ['/media/ana/BOOT'] }))),
    'allowed',
    ['mounted-volumes'],
  ],
  [
    'a card mounted below /run/media',
    linux(holding(part({ mountpoints: ['/run/media/ana/boot'] }))),
    'allowed',
    ['mounted-volumes'],
  ],
  ['a card in a laptop’s own slot', linux({ ...card, removable: false, transport: 'mmc' }, { removable: true }), 'allowed', []],
  ['a card that fits exactly', linux(card), 'allowed', [], { rawBytes: 32e9 }],
  ['a 256 GB card', linux({ ...card, size: 256e9 }), 'allowed', []],

  ['a 512 GB card', linux({ ...card, size: 512e9 }), 'needs-confirmation', ['larger-than-a-card']],
  ['a 512 GB card where such cards are usual', linux({ ...card, size: 512e9 }), 'allowed', [], { maxCardBytes: 1e12 }],
  [
    'a fixed disk with nothing on it',
    linux({ ...card, removable: false, hotplug: false }),
    'needs-confirmation',
    ['not-removable'],
  ],
  [
    'a virtual drive',
    linux({ ...card, removable: false, hotplug: false }, { virtual: true }),
    'needs-confirmation',
    ['not-removable', 'virtual'],
  ],
  ['a locked LUKS stick', linux(holding(part({ fileSystem: 'crypto_LUKS' }))), 'needs-confirmation', ['in-use-by-stack']],
  ['a disk of a ZFS pool', linux({ ...card, fileSystem: 'zfs_member' }), 'needs-confirmation', ['in-use-by-stack']],
  [
    'an LVM disk that is not active',
    linux(holding(part({ fileSystem: 'LVM2_member' }))),
    'needs-confirmation',
    ['in-use-by-stack'],
  ],

  [
    'the card this Pi runs from',
    linux(holding(part({ mountpoints: ['/boot'] }), part({ mountpoints: ['/'] }))),
    'refused',
    ['system-disk', 'holds-mounted-system-folder', 'mounted-volumes'],
  ],
  [
    'a USB SSD with /home',
    linux(holding(part({ mountpoints: ['/home'] }))),
    'refused',
    ['holds-mounted-system-folder', 'mounted-volumes'],
  ],
  [
    'a disk with one user’s home',
    linux(holding(part({ mountpoints: ['/home/ana'] }))),
    'refused',
    ['holds-mounted-system-folder', 'mounted-volumes'],
  ],
  [
    'a disk with /boot/firmware',
    linux(holding(part({ mountpoints: ['/boot/firmware'] }))),
    'refused',
    ['holds-mounted-system-folder', 'mounted-volumes'],
  ],
  [
    'a disk with /var/lib/docker',
    linux(holding(part({ mountpoints: ['/var/lib/docker'] }))),
    'refused',
    ['holds-mounted-system-folder', 'mounted-volumes'],
  ],
  [
    'a backup disk at /srv',
    linux(holding(part({ mountpoints: ['/srv'] }))),
    'refused',
    ['holds-mounted-system-folder', 'mounted-volumes'],
  ],
  [
    'a disk with a second, bound mount',
    linux(holding(part({ mountpoints: ['/media/x', '/usr/local'] }))),
    'refused',
    ['holds-mounted-system-folder', 'mounted-volumes'],
  ],
  ['a disk that is swapped to', linux(holding(part({ mountpoints: ['[SWAP]'] }))), 'refused', ['swap']],
  ['compressed swap in memory', linux({ ...card, mountpoints: ['[SWAP]'] }, { virtual: true }), 'refused', ['swap', 'virtual']],
  [
    'an opened LUKS stick',
    linux(holding(part({ fileSystem: 'crypto_LUKS', children: [part({ path: '/dev/dm-0', type: 'crypt' })] }))),
    'refused',
    ['in-use-by-stack'],
  ],
  [
    'a member of an md array',
    linux(holding(part({ fileSystem: 'linux_raid_member', children: [part({ type: 'raid1' })] }))),
    'refused',
    ['in-use-by-stack'],
  ],
  [
    'an LVM disk in use',
    linux(holding(part({ fileSystem: 'LVM2_member', children: [part({ type: 'lvm' })] }))),
    'refused',
    ['in-use-by-stack'],
  ],
  ['a multipath disk', linux(holding(part({ type: 'mpath' }))), 'refused', ['in-use-by-stack']],
  ['a card with its lock switch set', linux({ ...card, readOnly: true }), 'refused', ['read-only']],
  ['a card that only drivelist calls locked', linux(card, { readOnly: true }), 'refused', ['read-only']],
  ['a reader without a card', linux({ ...card, size: 0 }), 'refused', ['empty-reader'], { rawBytes: 1e9 }],
  ['a card that is a byte too small', linux(card), 'refused', ['too-small'], { rawBytes: 32e9 + 1 }],
  [
    'the disk that the image is on',
    linux(holding(part({ mountpoints: ['/media/ana/usb'] }))),
    'refused',
    ['holds-the-image', 'mounted-volumes'],
    { imagePath: '/media/ana/usb/store/image.raw' },
  ],
  [
    'a disk whose name begins like the one with the image',
    linux(holding(part({ mountpoints: ['/media/ana/us'] }))),
    'allowed',
    ['mounted-volumes'],
    { imagePath: '/media/ana/usb/image.raw' },
  ],

  [
    'a disk that drivelist calls the system’s and no tool of the system speaks of',
    elsewhere({ system: true, removable: false, mounts: [{ path: 'C:\\', label: '' }] }),
    'refused',
    ['system-disk', 'not-removable', 'single-witness', 'mounted-volumes'],
  ],
  [
    'a card that only drivelist knows of',
    elsewhere({ mounts: [{ path: 'E:\\', label: 'BOOT' }] }),
    'needs-confirmation',
    ['single-witness', 'mounted-volumes'],
  ],
  [
    'a Windows drive with the image, in other case',
    elsewhere({ mounts: [{ path: 'E:\\', label: '' }] }),
    'refused',
    ['holds-the-image', 'single-witness', 'mounted-volumes'],
    { imagePath: 'e:\\store\\image.raw' },
  ],
];

const sampled = (name: string, path: string): DriveEvidence => {
  const tree = parseLsblk(readFileSync(new URL(`samples/${name}.json`, import.meta.url), 'utf8')).find(
    (node) => node.path === path,
  );
  if (tree === undefined) throw new Error(`${path} is not in ${name}`);
  return linux(tree, { path, virtual: path.includes('zram') });
};

const fromSamples: readonly Case[] = [
  [
    'a laptop’s encrypted disk',
    sampled('laptop-luks-lvm', '/dev/nvme0n1'),
    'refused',
    [
      'system-disk',
      'holds-mounted-system-folder',
      'swap',
      'in-use-by-stack',
      'larger-than-a-card',
      'not-removable',
      'mounted-volumes',
    ],
  ],
  ['a card with an older HypriotOS', sampled('laptop-luks-lvm', '/dev/sda'), 'allowed', ['mounted-volumes']],
  ['the empty slot beside it', sampled('laptop-luks-lvm', '/dev/sdb'), 'refused', ['empty-reader']],
  ['a locked card', sampled('laptop-luks-lvm', '/dev/mmcblk0'), 'refused', ['read-only']],
  ['zram swap', sampled('laptop-luks-lvm', '/dev/zram0'), 'refused', ['swap', 'not-removable', 'virtual']],
  [
    'a 12 TB RAID disk on USB (rpi-imager #234)',
    sampled('server-md-zfs', '/dev/sda'),
    'refused',
    ['holds-mounted-system-folder', 'in-use-by-stack', 'larger-than-a-card', 'not-removable', 'mounted-volumes'],
  ],
  ['a ZFS stick', sampled('server-md-zfs', '/dev/sdb'), 'needs-confirmation', ['in-use-by-stack']],
  ['an old internal SSD', sampled('server-md-zfs', '/dev/sdc'), 'needs-confirmation', ['not-removable']],
  [
    'the card of a running Pi',
    sampled('util-linux-2.31', '/dev/mmcblk0'),
    'refused',
    ['system-disk', 'holds-mounted-system-folder', 'mounted-volumes'],
  ],
];

describe('the verdict on a drive', () => {
  const rows = [...cases, ...fromSamples].map(([what, evidence, decision, codes, need]) => ({
    what,
    evidence,
    decision,
    codes,
    need,
  }));
  it.each(rows)('on $what: $decision', ({ evidence, decision, codes, need }) => {
    const verdict = judgeDrive(evidence, need);
    expect([verdict.decision, verdict.reasons.map(({ code }) => code)]).toEqual([decision, codes]);
  });

  it('names its evidence in words that hide nothing', () => {
    const { reasons } = judgeDrive(linux(holding(part({ mountpoints: ['/home/\u202eevil\u0007'] }))));
    expect(reasons.map(({ message }) => message)).toContain('It is in use as /home/evil.');
  });
});
