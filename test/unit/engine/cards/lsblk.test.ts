import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseLsblk, readLsblk, wholeTree, type BlockNode } from '../../../../electron/engine/cards/lsblk.ts';

const sample = (name: string): readonly BlockNode[] =>
  parseLsblk(readFileSync(new URL(`samples/${name}.json`, import.meta.url), 'utf8'));

describe('the tree that lsblk shows', () => {
  it('is read to the bottom: disk, partition, LUKS, LVM', () => {
    const [disk] = sample('laptop-luks-lvm');
    expect(disk === undefined ? [] : wholeTree(disk).map(({ path, type }) => `${type} ${path}`)).toEqual([
      'disk /dev/nvme0n1',
      'part /dev/nvme0n1p1',
      'part /dev/nvme0n1p2',
      'crypt /dev/mapper/luks-1',
      'lvm /dev/mapper/vg-root',
      'lvm /dev/mapper/vg-swap',
    ]);
  });

  it('is the same from an old util-linux that wrote numbers as text and one mount point', () => {
    const [card] = sample('util-linux-2.31');
    expect(card).toMatchObject({ path: '/dev/mmcblk0', size: 31914983424, readOnly: false, removable: false, hotplug: true });
    expect(card?.children.map(({ mountpoints }) => mountpoints)).toEqual([['/boot'], ['/']]);
  });

  it.each(['{}', '{"blockdevices":[{"size":true,"name":"x"}]}', 'lsblk: not found', ''])(
    '%j is an error, not an empty list',
    (text) => {
      expect(() => parseLsblk(text)).toThrow();
    },
  );

  it.skipIf(process.platform !== 'linux')('of this machine can be read (skipped: not on Linux)', async () => {
    const trees = await readLsblk();
    expect(trees.length).toBeGreaterThan(0);
    for (const { path, type } of trees.flatMap(wholeTree))
      expect([path, type]).toEqual([expect.stringMatching(/^\/dev\//), expect.any(String)]);
  });
});
