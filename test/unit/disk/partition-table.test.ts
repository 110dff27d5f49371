import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../electron/contract/errors.ts';
import { SlipwayError } from '../../../electron/contract/errors.ts';
import { overlappingPartitions, readPartitionTable } from '../../../electron/disk/partition-table.ts';
import { fileOf, makeFat, sparseFile } from '../../fakes/disk-tools.ts';
import { memoryDisk } from '../../fakes/memory-disk.ts';
import { hasDiskTools, makePiImage, tool } from '../../fakes/pi-image.ts';
import { tempFolder } from '../../fakes/temp-folder.ts';

const MiB = 1024 * 1024;

/** A disk of 8 MiB with what sfdisk makes of a script. */
async function sfdisk(dir: string, script: string): Promise<Buffer> {
  const path = await sparseFile(join(dir, 'disk.img'), 8 * MiB);
  const layout = await fileOf(dir, 'layout', Buffer.from(script));
  await tool('sh', '-c', 'sfdisk -q "$1" < "$2"', 'sh', path, layout);
  return readFile(path);
}

function mbrOf(entries: readonly { type: number; start: number; sectors: number }[]): Buffer {
  const disk = Buffer.alloc(MiB);
  entries.forEach(({ type, start, sectors }, index) => {
    disk.writeUInt8(type, 446 + 16 * index + 4);
    disk.writeUInt32LE(start, 446 + 16 * index + 8);
    disk.writeUInt32LE(sectors, 446 + 16 * index + 12);
  });
  disk.writeUInt16LE(0xaa55, 510);
  return disk;
}

async function codeOf(disk: Buffer): Promise<ErrorCode | undefined> {
  const error: unknown = await readPartitionTable(memoryDisk(disk)).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof SlipwayError ? error.code : undefined;
}

describe.skipIf(!hasDiskTools)('partition tables that sfdisk made (needs fdisk, dosfstools, e2fsprogs)', () => {
  it('a Pi image has a FAT boot partition and an ext4 root, with their labels and its disk signature', async () => {
    const image = await makePiImage({ dir: tempFolder(), flavour: 'hypriot-1.12.3' });
    expect(await readPartitionTable(memoryDisk(await readFile(image)))).toEqual({
      scheme: 'mbr',
      diskId: '7ee80803',
      partitions: [
        { number: 1, type: '0c', offset: MiB, length: 64 * MiB, fileSystem: 'fat16', label: 'HypriotOS' },
        { number: 2, type: '83', offset: 65 * MiB, length: 16 * MiB, fileSystem: 'ext4', label: 'root' },
      ],
    });
  });

  it('logical partitions count from 5, and the extended one that holds them is not listed', async () => {
    const disk = await sfdisk(
      tempFolder(),
      'label: dos\nstart=2048,size=2048,type=c\nstart=4096,size=12288,type=5\nstart=5120,size=1024,type=83\nstart=7168,size=2048,type=82\n',
    );
    const { partitions } = await readPartitionTable(memoryDisk(disk));
    expect(
      partitions.map(({ number, type, offset, length }) => ({ number, type, start: offset / 512, sectors: length / 512 })),
    ).toEqual([
      { number: 1, type: '0c', start: 2048, sectors: 2048 },
      { number: 5, type: '83', start: 5120, sectors: 1024 },
      { number: 6, type: '82', start: 7168, sectors: 2048 },
    ]);
  });

  const gpt = 'label: gpt\nstart=2048,size=2048,type=U,name="EFI système"\nstart=4096,size=8192,type=L\n';
  const gptTypes = ['c12a7328-f81f-11d2-ba4b-00a0c93ec93b', '0fc63daf-8483-4772-8e79-3d69d8477de4'];

  it('a GPT is read with its type GUIDs and names', async () => {
    const table = await readPartitionTable(memoryDisk(await sfdisk(tempFolder(), gpt)));
    expect(table.scheme).toBe('gpt');
    expect(table.partitions.map(({ type }) => type)).toEqual(gptTypes);
    expect(table.partitions.map(({ label }) => label)).toEqual(['EFI système', '']);
    expect(table.partitions.map(({ offset, length }) => [offset / 512, length / 512])).toEqual([
      [2048, 2048],
      [4096, 8192],
    ]);
  });

  it.each([
    { part: 'header', at: 512 + 20 },
    { part: 'entries', at: 1024 + 40 },
  ])('a GPT whose first $part are damaged is read from its backup at the end', async ({ at }) => {
    const disk = await sfdisk(tempFolder(), gpt);
    disk.writeUInt8(disk.readUInt8(at) ^ 0xff, at);
    expect((await readPartitionTable(memoryDisk(disk))).partitions.map(({ type }) => type)).toEqual(gptTypes);
  });

  it('a GPT with both copies damaged is no partition table', async () => {
    const disk = await sfdisk(tempFolder(), gpt);
    for (const at of [512 + 20, disk.length - 512 + 20]) disk.writeUInt8(disk.readUInt8(at) ^ 0xff, at);
    expect(await codeOf(disk)).toBe('image/no-partition-table');
  });

  it.each(['--mbr=no', '--mbr=yes'])(
    'a FAT file system without a table around it is refused, made with mkfs.vfat %s',
    async (mbr) => {
      const volume = await makeFat(join(tempFolder(), 'volume.fat'), { fat: 16, mb: 16, options: [mbr] });
      expect(await codeOf(volume)).toBe('image/no-partition-table');
    },
  );

  it('any bytes changed in a table end in a table within the disk, or one of two errors', async () => {
    const logical = 'label: dos\nstart=2048,size=9000,type=5\nstart=5120,size=1024,type=83\n';
    const disks = { gpt: await sfdisk(tempFolder(), gpt), logical: await sfdisk(tempFolder(), logical) };
    const sector = fc.constantFrom(0, 512, 1024, 2048 * 512);
    const change = fc.record({ sector, at: fc.nat(511), value: fc.nat(255) });
    const changes = fc.array(change, { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('gpt', 'logical'), changes, async (which, made) => {
        const disk = disks[which];
        const before = made.map((one) => disk.readUInt8(one.sector + one.at));
        for (const one of made) disk.writeUInt8(one.value, one.sector + one.at);
        const table = await readPartitionTable(memoryDisk(disk)).catch((error: unknown) => error);
        for (const [index, one] of [...made.entries()].reverse()) disk.writeUInt8(before[index] ?? 0, one.sector + one.at);
        if (table instanceof SlipwayError) expect(['image/no-partition-table', 'image/truncated']).toContain(table.code);
        else expect(table).toHaveProperty('partitions');
      }),
      { numRuns: 500 },
    );
  });
});

describe('partition tables that are not right', () => {
  it.each([
    { what: 'nothing at all', disk: Buffer.alloc(0) },
    { what: 'half a sector', disk: Buffer.alloc(256) },
    { what: 'zeros', disk: Buffer.alloc(MiB) },
    { what: 'noise', disk: Buffer.alloc(MiB, 0xa5) },
    { what: 'an empty table', disk: mbrOf([]) },
    { what: 'a partition of no length', disk: mbrOf([{ type: 0x83, start: 8, sectors: 0 }]) },
    { what: 'a protective table without a GPT', disk: mbrOf([{ type: 0xee, start: 1, sectors: 100 }]) },
  ])('$what has no partition table', async ({ disk }) => {
    expect(await codeOf(disk)).toBe('image/no-partition-table');
  });

  it.each([
    { what: 'a partition', entries: [{ type: 0x83, start: 8, sectors: 2048 }] },
    { what: 'the largest partition there can be', entries: [{ type: 0x83, start: 0xffff_ffff, sectors: 0xffff_ffff }] },
    { what: 'a chain of logical partitions', entries: [{ type: 0x05, start: 5000, sectors: 10 }] },
  ])('$what past the end means that the image is cut off', async ({ entries }) => {
    expect(await codeOf(mbrOf(entries))).toBe('image/truncated');
  });

  it('a chain of logical partitions that leads back to itself ends', async () => {
    const disk = mbrOf([{ type: 0x05, start: 100, sectors: 1000 }]);
    const link = mbrOf([
      { type: 0x83, start: 10, sectors: 10 },
      { type: 0x05, start: 0, sectors: 1000 },
    ]);
    link.copy(disk, 100 * 512, 0, 512);
    expect((await readPartitionTable(memoryDisk(disk))).partitions).toHaveLength(1);
  });

  it.each([
    { what: 'apart', starts: [8, 16, 24], overlapping: [] },
    { what: 'two in one place', starts: [8, 8, 24], overlapping: [1, 2] },
    { what: 'a long one over the next two', starts: [8, 12, 14], overlapping: [1, 2, 3] },
  ])('partitions that share bytes are named: $what', async ({ starts, overlapping }) => {
    const disk = mbrOf(starts.map((start) => ({ type: 0x83, start, sectors: 8 })));
    expect([...overlappingPartitions(await readPartitionTable(memoryDisk(disk)))].sort()).toEqual(overlapping);
  });
});
