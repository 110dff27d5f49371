import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatFat } from '../../../electron/disk/fat-format.ts';
import { parseFatGeometry } from '../../../electron/disk/fat-geometry.ts';
import { readFatFolder, writeFatFiles } from '../../../electron/disk/fat.ts';
import { fsckFat } from '../../fakes/disk-tools.ts';
import { memoryDisk } from '../../fakes/memory-disk.ts';
import { hasDiskTools, tool } from '../../fakes/pi-image.ts';
import { tempFolder } from '../../fakes/temp-folder.ts';

const MiB = 1024 * 1024;

describe.skipIf(!hasDiskTools)('making a FAT volume (judged by dosfstools and mtools)', () => {
  it.each([
    { kind: 'fat16' as const, mb: 4, clusterSectors: 1 },
    { kind: 'fat16' as const, mb: 32, clusterSectors: 2 },
    { kind: 'fat16' as const, mb: 64, clusterSectors: 4 },
    { kind: 'fat32' as const, mb: 40, clusterSectors: 1 },
    { kind: 'fat32' as const, mb: 256, clusterSectors: 4 },
  ])('$kind on $mb MiB is clean, empty and labelled, over whatever was there', async ({ kind, mb, clusterSectors }) => {
    const disk = memoryDisk(Buffer.alloc((mb + 1) * MiB));
    disk.bytes.fill(0xa5, 0, 4 * MiB);
    const partition = { offset: MiB, length: mb * MiB };
    await formatFat(disk, partition, { kind, label: 'HypriotOS', volumeId: 0x7ee80803 });
    const path = join(tempFolder(), 'p1');
    await writeFile(path, disk.bytes.subarray(MiB));
    const { clean, said } = await fsckFat(path);
    expect(clean, said).toBe(true);
    expect(said).toMatch(/: [01] files, [01]\/\d+ clusters/u);
    const mdir = await tool('mdir', '-i', path);
    expect(mdir).toMatch(/Volume in drive : is HypriotOS/u);
    expect(mdir).toMatch(/Volume Serial Number is 7EE8-0803/u);
    expect(parseFatGeometry(disk.bytes.subarray(MiB), partition.length)).toMatchObject({
      kind,
      clusterSectors,
      label: 'HypriotOS',
    });
    const sector = disk.bytes.subarray(MiB);
    expect(sector.readUInt32LE(28)).toBe(2048);
  });

  it('takes files until it is full, and stays clean', async () => {
    const disk = memoryDisk(Buffer.alloc(40 * MiB));
    const partition = { offset: 0, length: disk.size };
    await formatFat(disk, partition, { kind: 'fat32', label: 'BOOT', volumeId: 1 });
    const { freeBytes } = await readFatFolder(disk, partition);
    await writeFatFiles(disk, partition, [{ path: 'everything', content: Buffer.alloc(freeBytes, 1) }]);
    expect((await readFatFolder(disk, partition)).freeBytes).toBe(0);
    const path = join(tempFolder(), 'p1');
    await writeFile(path, disk.bytes);
    expect((await fsckFat(path)).said.trim().split('\n')).toHaveLength(2);
  });
});

it.each([
  { kind: 'fat16' as const, bytes: MiB },
  { kind: 'fat32' as const, bytes: 16 * MiB },
])('$bytes bytes cannot hold a $kind volume', async ({ kind, bytes }) => {
  const disk = memoryDisk(Buffer.alloc(bytes));
  const making = formatFat(disk, { offset: 0, length: bytes }, { kind, label: 'X', volumeId: 1 });
  await expect(making).rejects.toMatchObject({ code: 'engine/internal' });
});
