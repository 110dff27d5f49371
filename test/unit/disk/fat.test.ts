import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SlipwayError } from '../../../electron/contract/errors.ts';
import { readFatFile, readFatFiles, readFatFolder, writeFatFiles, type FatFile } from '../../../electron/disk/fat.ts';
import { parseFatGeometry } from '../../../electron/disk/fat-geometry.ts';
import { fileOf, fsckFat, makeFat, mtoolsFile, type FatVolume } from '../../fakes/disk-tools.ts';
import { memoryDisk, type MemoryDisk } from '../../fakes/memory-disk.ts';
import { hasDiskTools, tool } from '../../fakes/pi-image.ts';
import { tempFolder } from '../../fakes/temp-folder.ts';

/** The smallest volumes that are FAT16 and FAT32. */
const small: FatVolume = { fat: 16, mb: 4, options: ['-s', '1'] };
const wide: FatVolume = { fat: 32, mb: 34, options: ['-s', '1'] };
const kinds: readonly FatVolume[] = [
  { ...small, label: 'HypriotOS' },
  { ...wide, label: 'bootfs' },
  { fat: 12, mb: 2, label: 'small' },
  { fat: 16, mb: 4, label: 'onefat', options: ['-f', '1', '-s', '1'] },
];

interface Volume {
  readonly dir: string;
  readonly path: string;
  readonly disk: MemoryDisk;
  readonly partition: { readonly offset: number; readonly length: number };
}

/** A volume in a device that goes on before and behind it, so that writing outside of it shows. */
const before = 1024 * 1024;

async function volumeOf(options: FatVolume, fill?: (path: string, dir: string) => Promise<unknown>): Promise<Volume> {
  const dir = tempFolder();
  const path = join(dir, 'p1');
  await makeFat(path, options);
  await fill?.(path, dir);
  const bytes = await readFile(path);
  const around = Buffer.alloc(before, 0xa5);
  return {
    dir,
    path,
    disk: memoryDisk(Buffer.concat([around, bytes, around])),
    partition: { offset: before, length: bytes.length },
  };
}

const volumeBytes = ({ disk, partition }: Volume): Buffer =>
  disk.bytes.subarray(partition.offset, partition.offset + partition.length);

async function expectClean(volume: Volume): Promise<void> {
  await writeFile(volume.path, volumeBytes(volume));
  const { clean, said } = await fsckFat(volume.path);
  expect(clean, said).toBe(true);
  expect(said.trim().split('\n')).toHaveLength(2);
}

function fatCopies(volume: Volume): Buffer[] {
  const found = parseFatGeometry(volumeBytes(volume), volume.partition.length);
  if (found === undefined) throw new Error('no FAT volume');
  return Array.from({ length: found.fats }, (_, copy) => {
    const start = (found.fatStart + copy * found.fatSectors) * found.sectorBytes;
    return volumeBytes(volume).subarray(start, start + found.fatSectors * found.sectorBytes);
  });
}

const thrownBy = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

const bootFiles: readonly FatFile[] = [
  { path: 'user-data', content: '#cloud-config\nhostname: "pi-mäster"\n' },
  { path: 'meta-data', content: 'instance-id: pi-master-1\n' },
  { path: 'cmdline.txt', content: 'console=tty1 rootwait\n' },
  { path: 'slipway/keys/a rather long name, with spaces.pub', content: Buffer.alloc(70_001, 7) },
  { path: 'empty', content: '' },
];

describe.skipIf(!hasDiskTools)('files on a FAT volume (needs dosfstools and mtools)', () => {
  describe.each(kinds)('FAT$fat labelled $label', (kind) => {
    it('files that were written are what mtools reads, and fsck.vfat finds nothing', async () => {
      const volume = await volumeOf(kind);
      await writeFatFiles(volume.disk, volume.partition, bootFiles);
      await expectClean(volume);
      for (const { path, content } of bootFiles)
        expect((await mtoolsFile(volume.dir, volume.path, path)).equals(Buffer.from(content)), path).toBe(true);
      expect(await tool('mlabel', '-s', '-i', volume.path)).toContain(kind.label);
    });

    it('files that mtools wrote are read back, with their names and the free space', async () => {
      const volume = await volumeOf(kind, async (path, dir) => {
        await tool('mmd', '-i', path, '::/overlays');
        for (const name of ['network-config', 'CONFIG.TXT']) {
          const file = await fileOf(dir, name, Buffer.from(`this is ${name}\n`));
          await tool('mcopy', '-i', path, file, '::/');
          await tool('mcopy', '-i', path, file, '::/overlays/');
        }
      });
      const { names, freeBytes } = await readFatFolder(volume.disk, volume.partition);
      expect(names).toEqual(['overlays', 'network-config', 'CONFIG.TXT']);
      const text = await readFatFile(volume.disk, volume.partition, 'overlays/network-config');
      expect(text?.toString()).toBe('this is network-config\n');
      const said = await tool('minfo', '-i', volume.path);
      expect(freeBytes % Number(/cluster size: (\d+)/u.exec(said)?.[1] ?? 1)).toBe(0);
      const mdir = await tool('mdir', '-i', volume.path);
      expect(freeBytes).toBe(Number(/([\d ]+) bytes free/u.exec(mdir)?.[1]?.replaceAll(' ', '')));
    });

    it('replacing files gives their clusters back', async () => {
      const volume = await volumeOf(kind);
      await writeFatFiles(volume.disk, volume.partition, [{ path: 'user-data', content: Buffer.alloc(500_000, 1) }]);
      const { freeBytes } = await readFatFolder(volume.disk, volume.partition);
      await writeFatFiles(volume.disk, volume.partition, [{ path: 'USER-DATA', content: 'short' }]);
      const after = await readFatFolder(volume.disk, volume.partition);
      expect(after.names).toEqual(['user-data']);
      expect(after.freeBytes).toBeGreaterThan(freeBytes + 490_000);
      await expectClean(volume);
    });

    it('what does not fit changes nothing at all', async () => {
      const volume = await volumeOf(kind, async (path, dir) =>
        tool('mcopy', '-i', path, await fileOf(dir, 'old', Buffer.from('old')), '::/'),
      );
      const original = Buffer.from(volume.disk.bytes);
      const { freeBytes } = await readFatFolder(volume.disk, volume.partition);
      const files = [
        { path: 'old', content: 'new' },
        { path: 'large', content: Buffer.alloc(freeBytes) },
        { path: 'one-more', content: 'x' },
      ];
      const error = await thrownBy(writeFatFiles(volume.disk, volume.partition, files));
      expect(error).toMatchObject({ code: 'card/boot-full' });
      expect(volume.disk.writes).toEqual([]);
      expect(volume.disk.bytes.equals(original)).toBe(true);
    });

    it('the same files give the same bytes, whenever and wherever they are written', async () => {
      const volume = await volumeOf(kind);
      const twin = memoryDisk(Buffer.from(volume.disk.bytes));
      await writeFatFiles(volume.disk, volume.partition, bootFiles);
      const zone = process.env.TZ;
      process.env.TZ = 'Pacific/Kiritimati';
      await writeFatFiles(twin, volume.partition, bootFiles);
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
      expect(twin.bytes.equals(volume.disk.bytes)).toBe(true);
    });
  });

  it('nothing outside of the partition is written', async () => {
    const volume = await volumeOf(small);
    await writeFatFiles(volume.disk, volume.partition, bootFiles);
    const { offset, length } = volume.partition;
    for (const write of volume.disk.writes) {
      expect(write.offset).toBeGreaterThanOrEqual(offset);
      expect(write.offset + write.length).toBeLessThanOrEqual(offset + length);
    }
  });

  it('a date is kept to the two seconds that FAT has', async () => {
    const volume = await volumeOf(small);
    const modified = new Date(Date.UTC(2026, 10, 21, 9, 30, 14));
    await writeFatFiles(volume.disk, volume.partition, [{ path: 'dated.txt', content: 'x', modified }]);
    await expectClean(volume);
    expect(await tool('mdir', '-i', volume.path)).toMatch(/dated\s+txt\s+1 2026-11-21\s+9:30/u);
  });

  it('two FATs that differed before are the same afterwards', async () => {
    const volume = await volumeOf(wide);
    fatCopies(volume)[1]?.fill(0x11, 5000, 6000);
    await writeFatFiles(volume.disk, volume.partition, bootFiles);
    const [first, second] = fatCopies(volume);
    expect(second?.equals(first ?? Buffer.alloc(0))).toBe(true);
    await expectClean(volume);
  });

  it('a wrong summary of free space on FAT32 is put right', async () => {
    const volume = await volumeOf(wide);
    volumeBytes(volume).writeUInt32LE(17, 512 + 488);
    const { freeBytes } = await readFatFolder(volume.disk, volume.partition);
    expect(freeBytes).toBeGreaterThan(32 * 1024 * 1024);
    await writeFatFiles(volume.disk, volume.partition, bootFiles);
    await expectClean(volume);
  });

  it('a root folder that is full is a full boot partition, though clusters are free', async () => {
    const volume = await volumeOf({ ...small, options: ['-r', '16', '-s', '1'] });
    const many = Array.from({ length: 40 }, (_, index) => ({ path: `a-long-name-${index}`, content: 'x' }));
    expect(await thrownBy(writeFatFiles(volume.disk, volume.partition, many))).toMatchObject({ code: 'card/boot-full' });
    expect(volume.disk.writes).toEqual([]);
  });

  it.each([
    { what: 'a folder in its place', path: 'overlays' },
    { what: 'characters that FAT has not', path: 'what?.txt' },
    { what: 'a file in the way', path: 'file/below' },
    { what: 'the read-only mark', path: 'locked' },
  ])('a file with $what cannot be written, and the error says which', async ({ path }) => {
    const volume = await volumeOf(small, async (path, dir) => {
      const file = await fileOf(dir, 'file', Buffer.from('x'));
      await tool('mmd', '-i', path, '::/overlays');
      for (const name of ['file', 'locked']) await tool('mcopy', '-i', path, file, `::/${name}`);
      await tool('mattrib', '-i', path, '+r', '::/locked');
    });
    const error = await thrownBy(writeFatFiles(volume.disk, volume.partition, [{ path, content: 'y' }]));
    expect(error).toBeInstanceOf(SlipwayError);
    expect(error).toMatchObject({
      code: 'card/personalise-failed',
      detail: expect.stringContaining(path.split('/')[0] ?? '') as string,
    });
  });

  it('there is no file where a folder or nothing is', async () => {
    const volume = await volumeOf(small);
    await writeFatFiles(volume.disk, volume.partition, [{ path: 'overlays/x', content: 'x' }]);
    for (const path of ['overlays', 'nothing', 'overlays/nothing', 'nothing/at/all'])
      expect(await readFatFile(volume.disk, volume.partition, path)).toBeUndefined();
  });

  it('several files are read at once; those that are missing or too large are left out', async () => {
    const volume = await volumeOf(small);
    await writeFatFiles(volume.disk, volume.partition, bootFiles);
    const paths = ['user-data', 'nothing', 'slipway/keys/a rather long name, with spaces.pub', 'empty'];
    const found = await readFatFiles(volume.disk, volume.partition, { paths, mostBytes: 1000 });
    expect([...found.keys()]).toEqual(['user-data', 'empty']);
  });

  it('a card that fails in the middle passes its own error on', async () => {
    const { disk, partition } = await volumeOf(small);
    const failing = memoryDisk(disk.bytes, 1);
    expect(await thrownBy(writeFatFiles(failing, partition, bootFiles))).toMatchObject({ code: 'EIO' });
  });

  it('contents are written before the FATs, and the FATs before the folders that lead to them', async () => {
    const volume = await volumeOf(small);
    await writeFatFiles(volume.disk, volume.partition, [{ path: 'user-data', content: Buffer.alloc(9000, 1) }]);
    const found = parseFatGeometry(volumeBytes(volume), volume.partition.length);
    if (found === undefined) throw new Error('no FAT volume');
    const areas = volume.disk.writes.map(({ offset }) => {
      const sector = (offset - before) / 512;
      return sector >= found.dataStart ? 'contents' : sector >= found.rootStart ? 'folder' : 'fat';
    });
    expect(areas).toEqual(['contents', 'fat', 'fat', 'folder']);
  });

  it('a read of one small file takes a small part of the volume', async () => {
    const volume = await volumeOf(wide);
    await writeFatFiles(volume.disk, volume.partition, bootFiles);
    const fresh = memoryDisk(volume.disk.bytes);
    await readFatFile(fresh, volume.partition, 'user-data');
    expect(fresh.bytesRead()).toBeLessThan(512 * 1024);
  });

  it('any files in any order are read back, and the volume stays clean', async () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9 ._-]{0,30}[a-z0-9]$/u);
    const file = fc.record({
      folder: fc.constantFrom('', 'one/', 'one/two words/'),
      name,
      size: fc.nat(9000),
      byte: fc.nat(255),
    });
    const volumes = { 16: await volumeOf(small), 32: await volumeOf(wide) };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(16 as const, 32 as const),
        fc.array(file, { minLength: 1, maxLength: 12 }),
        async (fat, files) => {
          const volume = volumes[fat];
          const wanted = files.map(({ folder, name, size, byte }) => ({
            path: `${folder}f${name}`,
            content: Buffer.alloc(size, byte),
          }));
          await writeFatFiles(volume.disk, volume.partition, wanted);
          for (const [path, content] of new Map(wanted.map((one) => [one.path, one.content])))
            expect((await readFatFile(volume.disk, volume.partition, path))?.equals(content)).toBe(true);
          await expectClean(volume);
        },
      ),
      { numRuns: 12 },
    );
  });
});

describe.skipIf(!hasDiskTools)('damaged FAT volumes (needs dosfstools and mtools)', () => {
  it('a partition that holds no FAT is said to be damaged', async () => {
    const disk = memoryDisk(Buffer.alloc(1024 * 1024));
    const partition = { offset: 0, length: disk.size };
    expect(await thrownBy(readFatFolder(disk, partition))).toMatchObject({ code: 'image/bad-boot-partition' });
    expect(await thrownBy(writeFatFiles(disk, partition, bootFiles))).toMatchObject({ code: 'image/bad-boot-partition' });
  });

  it('a volume that keeps only one FAT up to date is not written', async () => {
    const volume = await volumeOf(wide);
    volumeBytes(volume).writeUInt16LE(0x81, 40);
    expect(await thrownBy(writeFatFiles(volume.disk, volume.partition, bootFiles))).toMatchObject({
      code: 'image/bad-boot-partition',
    });
  });

  it.each([
    { claims: 1024 * 1024, ends: 'with as much as it claims' },
    { claims: 0x7000_0000, ends: 'with an error' },
  ])('a file of $claims bytes whose clusters go round in a circle ends $ends, and can be replaced', async ({ claims, ends }) => {
    const volume = await volumeOf(small);
    await writeFatFiles(volume.disk, volume.partition, [{ path: 'circle', content: Buffer.alloc(8000, 1) }]);
    for (const copy of fatCopies(volume)) copy.writeUInt16LE(2, 6);
    const root = (parseFatGeometry(volumeBytes(volume), volume.partition.length)?.rootStart ?? 0) * 512;
    const entry = volumeBytes(volume).indexOf('CIRCLE  ', root, 'latin1');
    volumeBytes(volume).writeUInt32LE(claims, entry + 28);
    const read = readFatFile(volume.disk, volume.partition, 'circle');
    if (ends === 'with an error') expect(await thrownBy(read)).toMatchObject({ code: 'image/bad-boot-partition' });
    else expect(await read).toHaveLength(claims);
    await writeFatFiles(volume.disk, volume.partition, [{ path: 'circle', content: 'new' }]);
    expect((await readFatFile(volume.disk, volume.partition, 'circle'))?.toString()).toBe('new');
  });

  it('any bytes changed end in a result or one of three errors, and soon', async () => {
    const volumes = { 16: await volumeOf(small), 32: await volumeOf(wide) };
    for (const volume of Object.values(volumes)) await writeFatFiles(volume.disk, volume.partition, bootFiles);
    const change = fc.record({ area: fc.constantFrom('boot', 'fat', 'root'), at: fc.nat(1023), value: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(16 as const, 32 as const),
        fc.array(change, { minLength: 1, maxLength: 12 }),
        async (fat, changes) => {
          const { disk, partition } = volumes[fat];
          const original = Buffer.from(disk.bytes.subarray(before, before + 1024 * 1024));
          const found = parseFatGeometry(original, partition.length);
          if (found === undefined) throw new Error('no FAT volume');
          const starts = { boot: 0, fat: found.fatStart * 512, root: found.rootStart * 512 };
          for (const { area, at, value } of changes) disk.bytes.writeUInt8(value, before + starts[area] + at);
          const results = [
            await thrownBy(readFatFolder(disk, partition)),
            await thrownBy(readFatFile(disk, partition, 'slipway/keys/a rather long name, with spaces.pub')),
            await thrownBy(writeFatFiles(memoryDisk(disk.bytes, 0), partition, bootFiles)),
          ];
          original.copy(disk.bytes, before);
          const allowed = ['image/bad-boot-partition', 'card/boot-full', 'card/personalise-failed', 'EIO'];
          for (const error of results) if (error !== undefined) expect(allowed).toContain((error as { code?: string }).code);
        },
      ),
      { numRuns: 80 },
    );
  });
});
