import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PartitionTable } from '../../../electron/contract/image.ts';
import type { ByteRange } from '../../../electron/disk/byte-range.ts';
import { readPartitionTable } from '../../../electron/disk/partition-table.ts';
import { nonZeroRanges, usedRanges, usedRangesOf } from '../../../electron/disk/used-ranges.ts';
import { fileOf, fsckExt4, fsckFat, mtoolsFile } from '../../fakes/disk-tools.ts';
import { memoryDisk } from '../../fakes/memory-disk.ts';
import { hasDiskTools, makePiImage, tool, type PiImageOptions } from '../../fakes/pi-image.ts';
import { tempFolder } from '../../fakes/temp-folder.ts';

const MiB = 1024 * 1024;
const sum = (ranges: readonly ByteRange[]): number => ranges.reduce((total, { length }) => total + length, 0);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Only the used ranges, on a card full of noise. */
function onNoise(image: Buffer, ranges: readonly ByteRange[]): Buffer {
  const card = Buffer.alloc(image.length, 0xa5);
  for (const { offset, length } of ranges) image.copy(card, offset, offset, offset + length);
  return card;
}

const large = Buffer.from(Array.from({ length: 3 * MiB }, (_, index) => (index * 7) & 0xff));
const rootFiles = { 'usr/share/large': large, 'etc/hostname': 'black-pearl\n', 'usr/share/deleted': Buffer.alloc(2 * MiB, 3) };

async function partitionsOf(dir: string, bytes: Buffer, { partitions }: PartitionTable): Promise<string[]> {
  return Promise.all(
    partitions.map(({ number, offset, length }) => fileOf(dir, `p${number}`, bytes.subarray(offset, offset + length))),
  );
}

/** An image whose root had a file deleted after it was made, as real ones had many. */
async function imageOf(options: Partial<PiImageOptions>): Promise<{ dir: string; bytes: Buffer; table: PartitionTable }> {
  const dir = tempFolder();
  const path = await makePiImage({ dir, flavour: 'hypriot-1.12.3', bootMb: 16, rootMb: 24, rootFiles, ...options });
  const bytes = await readFile(path);
  const table = await readPartitionTable(memoryDisk(bytes));
  const root = table.partitions[1];
  if (root === undefined) throw new Error('no root partition');
  const [, volume = ''] = await partitionsOf(dir, bytes, table);
  await tool('debugfs', '-w', '-R', 'rm /usr/share/deleted', volume);
  (await readFile(volume)).copy(bytes, root.offset);
  return { dir, bytes, table };
}

/** Blocks, groups and features of ext4 in many sizes; `skips` says whether free space can be told at all. */
const fileSystems = [
  { what: "mkfs.ext4's own choice", ext4Options: [], skips: true },
  { what: 'blocks of 1 KiB', ext4Options: ['-b', '1024'], skips: true },
  { what: 'blocks of 2 KiB', ext4Options: ['-b', '2048'], skips: true },
  { what: 'blocks of 4 KiB, one inode for each, as Hypriot', ext4Options: ['-b', '4096', '-i', '4096'], skips: true },
  { what: '32-bit block numbers', ext4Options: ['-O', '^64bit'], skips: true },
  { what: 'no flex_bg, small groups', ext4Options: ['-b', '1024', '-O', '^flex_bg', '-g', '1024'], skips: true },
  {
    what: 'no flex_bg, and a copy of the superblock in each group',
    ext4Options: ['-b', '1024', '-O', '^flex_bg,^sparse_super,^resize_inode', '-g', '2048'],
    skips: true,
  },
  { what: 'no journal', ext4Options: ['-O', '^has_journal'], skips: true },
  { what: 'old checksums of the group descriptors', ext4Options: ['-b', '1024', '-O', '^metadata_csum,uninit_bg'], skips: true },
  { what: 'no checksums', ext4Options: ['-b', '1024', '-O', '^metadata_csum,^uninit_bg'], skips: true },
  { what: 'ext3', ext4Options: ['-t', 'ext3'], skips: true },
  { what: 'ext2', ext4Options: ['-t', 'ext2', '-b', '1024'], skips: true },
  { what: 'clusters (bigalloc)', ext4Options: ['-O', 'bigalloc', '-C', '16384'], skips: false },
  { what: 'spread group descriptors (meta_bg)', ext4Options: ['-b', '1024', '-O', 'meta_bg,^resize_inode'], skips: false },
  { what: 'backups in two groups only (sparse_super2)', ext4Options: ['-b', '1024', '-O', 'sparse_super2'], skips: false },
];

describe.skipIf(!hasDiskTools)('the used ranges of an image (needs dosfstools, mtools, e2fsprogs)', () => {
  it.each(fileSystems)('are enough for every file and for fsck: $what', async ({ ext4Options, skips }) => {
    const { dir, bytes, table } = await imageOf({ ext4Options });
    const ranges = await usedRanges(memoryDisk(bytes), table);
    const [boot = '', root = ''] = await partitionsOf(dir, onNoise(bytes, ranges), table);
    for (const { clean, said } of [await fsckFat(boot), await fsckExt4(root)]) expect(clean, said).toBe(true);
    expect(sha256(await mtoolsFile(dir, boot, 'kernel7.img'))).toBe(sha256(Buffer.from('K'.repeat(300_000))));
    await tool('debugfs', '-R', `dump /usr/share/large ${join(dir, 'large')}`, root);
    expect(sha256(await readFile(join(dir, 'large')))).toBe(sha256(large));
    expect(sum(ranges) < 20 * MiB).toBe(skips);
  });

  it.each([16 as const, 32 as const])('leave out what is free on FAT%i, and keep what is not', async (fat) => {
    const { dir, bytes, table } = await imageOf({ fat, bootMb: fat === 32 ? 40 : 16 });
    const ranges = await usedRanges(memoryDisk(bytes), table);
    const boot = table.partitions[0];
    if (boot === undefined) throw new Error('no boot partition');
    const inBoot = ranges.filter(({ offset }) => offset < boot.offset + boot.length);
    expect(sum(inBoot)).toBeLessThan(4 * MiB);
    const [volume = ''] = await partitionsOf(dir, onNoise(bytes, ranges), table);
    expect((await fsckFat(volume)).clean).toBe(true);
  });

  const damages = [
    { what: 'a journal to replay', damage: (root: Buffer) => root.writeUInt32LE(root.readUInt32LE(1024 + 96) | 4, 1024 + 96) },
    { what: 'errors noted', damage: (root: Buffer) => root.writeUInt16LE(3, 1024 + 58) },
    { what: 'no clean unmount', damage: (root: Buffer) => root.writeUInt16LE(0, 1024 + 58) },
    { what: 'a feature of tomorrow', damage: (root: Buffer) => root.writeUInt32LE(0x8000_0000, 1024 + 100) },
    { what: 'a free count that its bitmap contradicts', damage: (root: Buffer) => root.writeUInt16LE(7, 4096 + 12) },
    { what: 'a bitmap beyond its end', damage: (root: Buffer) => root.writeUInt32LE(0xffff_fff0, 4096) },
    { what: 'more blocks than its partition', damage: (root: Buffer) => root.writeUInt32LE(0xffff_fff0, 1024 + 4) },
  ];
  it.each(damages)('are the whole partition when ext4 has $what', async ({ damage }) => {
    const { bytes, table } = await imageOf({ ext4Options: ['-b', '4096'] });
    const root = table.partitions[1];
    if (root === undefined) throw new Error('no root partition');
    damage(bytes.subarray(root.offset));
    const ranges = await usedRanges(memoryDisk(bytes), table);
    expect(ranges.at(-1)?.offset).toBeLessThanOrEqual(root.offset);
    expect(ranges.at(-1)).toSatisfy(({ offset, length }: ByteRange) => offset + length === bytes.length);
  });

  it('are the whole partition when its file system is not known, and end with an error when there is no table', async () => {
    const { bytes, table } = await imageOf({});
    const unknown = { ...table, partitions: table.partitions.map((one) => ({ ...one, fileSystem: 'unknown' as const })) };
    expect(await usedRanges(memoryDisk(bytes), unknown)).toEqual([{ offset: 0, length: bytes.length }]);
    await expect(usedRangesOf(memoryDisk(Buffer.alloc(MiB)))).rejects.toMatchObject({ code: 'image/no-partition-table' });
  });

  it('groups smaller than any that mke2fs makes are not looked through one by one', async () => {
    const { bytes, table } = await imageOf({ ext4Options: ['-b', '1024'] });
    const root = table.partitions[1];
    if (root === undefined) throw new Error('no root partition');
    bytes.writeUInt32LE(8, root.offset + 1024 + 32);
    expect((await usedRanges(memoryDisk(bytes), table)).at(-1)).toSatisfy(
      ({ offset, length }: ByteRange) => offset <= root.offset && offset + length === bytes.length,
    );
  });

  it('any bytes changed in the metadata of ext4 end soon, with ranges inside the image', async () => {
    const { bytes, table } = await imageOf({ ext4Options: ['-b', '1024'] });
    const root = table.partitions[1];
    if (root === undefined) throw new Error('no root partition');
    const change = fc.record({
      at: fc.oneof(fc.integer({ min: 1024, max: 1400 }), fc.integer({ min: 2048, max: 2300 })),
      value: fc.nat(255),
    });
    const pristine = Buffer.from(bytes.subarray(root.offset, root.offset + 4096));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
        for (const { at, value } of changes) bytes.writeUInt8(value, root.offset + at);
        const ranges = await usedRanges(memoryDisk(bytes), table);
        pristine.copy(bytes, root.offset);
        expect(ranges.every(({ offset, length }) => offset >= 0 && length > 0 && offset + length <= bytes.length)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});

describe('outside of partitions', () => {
  const tableOf = (...partitions: readonly ByteRange[]): PartitionTable => ({
    scheme: 'mbr',
    diskId: '00000000',
    partitions: partitions.map((range, index) => ({ number: index + 1, type: '83', fileSystem: 'unknown', label: '', ...range })),
  });

  it('everything before the first partition is used, zeros in gaps are not, anything else is', async () => {
    const disk = memoryDisk(Buffer.alloc(8 * MiB));
    disk.bytes.fill(1, 3 * MiB + 5000, 3 * MiB + 5001);
    disk.bytes.fill(1, 8 * MiB - 1);
    const table = tableOf({ offset: MiB, length: MiB }, { offset: 4 * MiB, length: MiB });
    expect(await usedRanges(disk, table)).toEqual([
      { offset: 0, length: 2 * MiB },
      { offset: 3 * MiB + 4096, length: 4096 },
      { offset: 4 * MiB, length: MiB },
      { offset: 8 * MiB - 4096, length: 4096 },
    ]);
  });

  it('partitions that overlap are used from end to end', async () => {
    const disk = memoryDisk(Buffer.alloc(4 * MiB));
    const table = tableOf({ offset: MiB, length: 2 * MiB }, { offset: 2 * MiB, length: 2 * MiB });
    expect(await usedRanges(disk, table)).toEqual([{ offset: 0, length: 4 * MiB }]);
  });

  it('blocks that are not zero are found to the end of an odd size', async () => {
    const disk = memoryDisk(Buffer.alloc(2 * MiB + 100));
    disk.bytes.fill(1, 2 * MiB + 99);
    expect(await nonZeroRanges(disk, { offset: 0, length: disk.size })).toEqual([{ offset: 2 * MiB, length: 100 }]);
  });
});
