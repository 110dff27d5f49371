import { describe, expect, it } from 'vitest';
import { linuxWitness, parseMountinfo, parseSwapFiles, readLinuxDisks } from '../../../../electron/engine/cards/linux-disks.ts';
import { card, mountedAt } from '../../../fakes/drive-evidence.ts';

describe('what the kernel says of its disks', () => {
  it('tells every mount with its device, names with spaces too', () => {
    const text = [
      '26 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw',
      '90 26 8:17 / /media/ana/My\\040Card rw,nosuid shared:2 master:3 - vfat /dev/sdb1 rw',
      '91 26 0:41 /@home /home rw - btrfs /dev/sdc2 rw,subvol=/@home',
      'nonsense',
      '',
    ].join('\n');
    expect(parseMountinfo(text)).toEqual([
      { majorMinor: '8:1', place: '/', source: '/dev/sda1' },
      { majorMinor: '8:17', place: '/media/ana/My Card', source: '/dev/sdb1' },
      { majorMinor: '0:41', place: '/home', source: '/dev/sdc2' },
    ]);
  });

  it('tells swap files and leaves swap partitions to lsblk', () => {
    const text =
      'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n/dev/sda3  partition\t2097148\t0\t-2\n/mnt/a\\040b/swapfile  file\t1048572\t0\t-3\n';
    expect(parseSwapFiles(text)).toEqual(['/mnt/a b/swapfile']);
  });

  it('does not count a swap file on another disk', () => {
    const tables = { mounts: [], swapFiles: ['/swapfile'], btrfsMembers: [] };
    expect(linuxWitness(mountedAt('/media/ana/BOOT'), tables, { memory: 'other' }).uses).toEqual([]);
  });

  it('does not call a card that is mounted as btrfs a hidden member', () => {
    const tables = {
      mounts: [{ majorMinor: '0:50', place: '/media/ana/b', source: '/dev/sdb1' }],
      swapFiles: [],
      btrfsMembers: ['sdb1'],
    };
    const tree = { ...mountedAt(), children: [{ ...card, path: '/dev/sdb1', majorMinor: '8:17' }] };
    expect(linuxWitness(tree, tables, { memory: 'other' })).toMatchObject({ places: ['/media/ana/b'], uses: [] });
  });

  it.skipIf(process.platform !== 'linux')('can be read on this machine (skipped: not on Linux)', async () => {
    const disks = await readLinuxDisks();
    expect(disks.length).toBeGreaterThan(0);
    expect(disks.every(({ by, tree }) => by === 'lsblk' && tree.path.startsWith('/dev/'))).toBe(true);
  });
});
