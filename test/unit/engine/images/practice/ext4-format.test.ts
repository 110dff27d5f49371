import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openExt4 } from '../../../../../electron/disk/ext4-read.ts';
import { formatExt4, type Ext4Format } from '../../../../../electron/engine/images/practice/ext4-format.ts';
import { fsckExt4 } from '../../../../fakes/disk-tools.ts';
import { memoryDisk } from '../../../../fakes/memory-disk.ts';
import { hasDiskTools, tool } from '../../../../fakes/pi-image.ts';
import { tempFolder } from '../../../../fakes/temp-folder.ts';

const MiB = 1024 * 1024;

function made(entries: Ext4Format['entries'], bytes = 4 * MiB): Buffer {
  const volume = Buffer.alloc(bytes);
  const time = new Date(Date.UTC(2020, 6, 2));
  for (const { offset, data } of formatExt4({ bytes, label: 'root', uuid: '7ee808035b1e4a02a0f0000000000002', time, entries }))
    volume.set(data, offset);
  return volume;
}

async function judged(volume: Buffer): Promise<{ clean: boolean; said: string; path: string }> {
  const path = join(tempFolder(), 'root');
  await writeFile(path, volume);
  return { ...(await fsckExt4(path)), path };
}

describe.skipIf(!hasDiskTools)('a made ext4 file system (judged by e2fsprogs)', () => {
  it.each([4, 16, 128])('is clean with nothing in it: %i MiB', async (mb) => {
    const { clean, said } = await judged(made([], mb * MiB));
    expect(clean, said).toBe(true);
    expect(said).toMatch(/^root: 11\/256 files/mu);
  });

  it('keeps label, UUID, modes and dates', async () => {
    const { path } = await judged(made([{ path: 'bin/run', content: '#!/bin/sh\n', mode: 0o755 }]));
    const said = await tool('dumpe2fs', '-h', path);
    expect(said).toMatch(/volume name: +root\n[^]*UUID: +7ee80803-5b1e-4a02-a0f0-000000000002\n[^]*state: +clean\n/u);
    expect(await tool('debugfs', '-R', 'stat /bin/run', path)).toMatch(/Type: regular +Mode: +0755[^]*mtime: 0x5efd2380/u);
  });

  it('any tree of files and links is clean and reads back', async () => {
    const name = fc.stringMatching(/^[a-z]{1,12}$/u);
    const file = fc.record({ folders: fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 }), name, size: fc.nat(20_000) });
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(file, { maxLength: 30, selector: (one) => one.name }), async (files) => {
        const entries = files.map(({ folders, name: own, size }) => ({
          path: [...folders, `f-${own}`].join('/'),
          content: 'x'.repeat(size),
        }));
        const links = entries.slice(0, 3).map(({ path }, index) => ({ path: `link-${index}`, link: `/${path}` }));
        const volume = made([...entries, ...links]);
        const { clean, said } = await judged(volume);
        expect(clean, said).toBe(true);
        const reader = await openExt4(memoryDisk(volume));
        for (const { path, content } of entries) expect((await reader?.readFile(path))?.toString()).toBe(content);
        for (const { path, link } of links) expect(await reader?.readLink(path)).toBe(link);
      }),
      { numRuns: 15 },
    );
  });
});
