import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readWindowOf, type Device } from '../../../electron/disk/device.ts';
import { openExt4, type Ext4Reader } from '../../../electron/disk/ext4-read.ts';
import { fileOf } from '../../fakes/disk-tools.ts';
import { memoryDisk } from '../../fakes/memory-disk.ts';
import { hasDiskTools, makePiImage, tool, type PiImageOptions } from '../../fakes/pi-image.ts';
import { tempFolder } from '../../fakes/temp-folder.ts';

const MiB = 1024 * 1024;
const large = Buffer.from(Array.from({ length: 2 * MiB + 123 }, (_, index) => (index * 31) & 0xff));
const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`etc/many/file-number-${index}`, `${index}\n`]));
const rootFiles = {
  ...many,
  'usr/large': large,
  'etc/link': { link: '../usr/large' },
  'etc/absolute': { link: '/etc/many' },
  'etc/long-link': { link: `${'../etc/'.repeat(10)}many/file-number-7` },
  'etc/circle': { link: 'circle' },
  'etc/ping': { link: 'pong' },
  'etc/pong': { link: 'ping' },
  'etc/dangling': { link: 'nowhere' },
  'etc/empty': '',
};

async function volumeOf(options: Partial<PiImageOptions>): Promise<Buffer> {
  const path = await makePiImage({ dir: tempFolder(), flavour: 'plain', bootMb: 16, rootMb: 12, rootFiles, ...options });
  return (await readFile(path)).subarray(17 * MiB);
}

async function openedBy(volume: Buffer): Promise<Ext4Reader> {
  const reader = await openExt4(memoryDisk(volume));
  if (reader === undefined) throw new Error('no ext4');
  return reader;
}

describe.skipIf(!hasDiskTools)('files read out of ext4 (needs e2fsprogs)', () => {
  it.each([
    { what: 'extents', ext4Options: [] },
    { what: 'blocks of 1 KiB', ext4Options: ['-b', '1024'] },
    { what: '32-bit block numbers', ext4Options: ['-O', '^64bit,^metadata_csum'] },
    { what: 'ext3, with block numbers in place of extents', ext4Options: ['-t', 'ext3', '-b', '1024'] },
    { what: 'ext2', ext4Options: ['-t', 'ext2', '-b', '4096', '-I', '128'] },
  ])('every kind of file, folder and link: $what', async ({ ext4Options }) => {
    const reader = await openedBy(await volumeOf({ ext4Options }));
    expect((await reader.readFile('/usr/large'))?.equals(large)).toBe(true);
    expect((await reader.readFile('etc/link'))?.equals(large)).toBe(true);
    expect(new Set(await reader.listFolder('/etc/many'))).toEqual(new Set(Object.keys(many).map((path) => path.slice(9))));
    expect((await reader.readFile('/etc/absolute/file-number-299'))?.toString()).toBe('299\n');
    expect((await reader.readFile('/etc/long-link'))?.toString()).toBe('7\n');
    expect(await reader.readLink('/etc/long-link')).toBe(rootFiles['etc/long-link'].link);
    expect(await reader.readFile('/etc/empty')).toHaveLength(0);
    expect((await reader.readFile('/etc/../etc/./many/../../hello'))?.toString()).toBe('world\n');
  });

  it('what is not there is not there: nothing, folders, circles, dangling links, links that are no links', async () => {
    const reader = await openedBy(await volumeOf({}));
    for (const path of ['/nothing', '/etc', '/etc/circle', '/etc/ping', '/etc/dangling', '/hello/below', '/etc/dangling/..'])
      expect(await reader.readFile(path), path).toBeUndefined();
    for (const path of ['/nothing', '/hello', '/etc/circle']) expect(await reader.listFolder(path), path).toBeUndefined();
    expect(await reader.readLink('/hello')).toBeUndefined();
    expect(await reader.listFolder('/../..')).toContain('etc');
  });

  it('a file with holes reads as zeros there', async () => {
    const volume = await volumeOf({ ext4Options: ['-b', '1024'] });
    const dir = tempFolder();
    const path = await fileOf(dir, 'root', volume);
    const holey = Buffer.alloc(400_000);
    holey.write('start');
    holey.write('end', 399_990);
    await tool('debugfs', '-w', '-R', `write ${await fileOf(dir, 'holey', holey)} holey`, path);
    await tool('debugfs', '-w', '-R', 'punch holey 20 380', path);
    const reader = await openedBy(await readFile(path));
    expect((await reader.readFile('holey'))?.equals(holey)).toBe(true);
  });

  it('a file that claims more than 8 MiB is not read', async () => {
    const path = await fileOf(tempFolder(), 'root', await volumeOf({}));
    await tool('debugfs', '-w', '-R', 'set_inode_field hello size 9000000', path);
    expect(await (await openedBy(await readFile(path))).readFile('hello')).toBeUndefined();
  });

  it('there is no reader for what is no ext4, or spreads its group descriptors', async () => {
    expect(await openExt4(memoryDisk(Buffer.alloc(100)))).toBeUndefined();
    expect(await openExt4(memoryDisk(Buffer.alloc(MiB, 0xa5)))).toBeUndefined();
    const spread = await volumeOf({ ext4Options: ['-b', '1024', '-O', 'meta_bg,^resize_inode'] });
    expect(await openExt4(memoryDisk(spread))).toBeUndefined();
  });

  it('the reader writes nothing', async () => {
    const disk = memoryDisk(await volumeOf({}));
    const reader = await openExt4(readWindowOf(disk, 0, disk.size));
    await reader?.readFile('/usr/large');
    expect(disk.writes).toEqual([]);
  });

  it('any bytes changed in the metadata end soon, without an error', async () => {
    const volume = await volumeOf({ ext4Options: ['-b', '1024', '-N', '512', '-O', '^metadata_csum'] });
    const said = await tool('dumpe2fs', join(await fileOf(tempFolder(), 'root', volume)));
    const table = Number(/Inode table at (\d+)/u.exec(said)?.[1]) * 1024;
    const place = fc.oneof(
      fc.integer({ min: 1024, max: 1400 }),
      fc.integer({ min: 2048, max: 2112 }),
      fc.integer({ min: table, max: table + 30_000 }),
    );
    const change = fc.record({ at: place, value: fc.nat(255) });
    const length = table + 32_768;
    const pristine = Buffer.from(volume.subarray(0, length));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 20 }), async (changes) => {
        for (const { at, value } of changes) volume.writeUInt8(value, at);
        const disk: Device = memoryDisk(volume);
        const reader = await openExt4(disk);
        for (const path of ['/usr/large', '/etc/many/file-number-299', '/etc/link'])
          expect((await reader?.readFile(path))?.length ?? 0).toBeLessThanOrEqual(8 * MiB);
        pristine.copy(volume);
      }),
      { numRuns: 100 },
    );
  });
});
