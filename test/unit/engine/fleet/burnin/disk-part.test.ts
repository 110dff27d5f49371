import { describe, expect, it } from 'vitest';
import { disksOf } from '../../../../../electron/engine/fleet/burnin/disk-part.ts';
import { pi4Facts } from '../../../../fakes/facts-samples.ts';

const card = { mount: '/', device: '/dev/mmcblk0p2', type: 'ext4', bytes: 31e9, freeBytes: 20e9, readOnly: false };

/** Where the disks are mounted that would be measured on a Pi with these file systems. */
const measured = (...fileSystems: readonly Partial<typeof card>[]): readonly string[] =>
  disksOf({ ...pi4Facts, fileSystems: fileSystems.map((part) => ({ ...card, ...part })) }).map(({ mount }) => mount);

describe('the disks that are measured', () => {
  it('are the card and what else keeps data, each device once', () => {
    expect(measured({}, { mount: '/srv', device: '/dev/sda1' }, { mount: '/var/lib', device: '/dev/sda1' })).toEqual([
      '/',
      '/srv',
    ]);
  });

  it.each<[string, Partial<typeof card>]>([
    ['is read-only', { readOnly: true }],
    ['is FAT', { type: 'vfat' }],
    ['is nearly full', { freeBytes: 5e8 }],
    ["is a container's bind mount of a single file", { mount: '/run/host/os-release', device: '/dev/vda1' }],
  ])('are not what %s', (_name, part) => {
    expect(measured(part)).toEqual([]);
  });

  it('include a disk that only begins with such a name', () => {
    expect(measured({ mount: '/running' })).toEqual(['/running']);
  });
});
