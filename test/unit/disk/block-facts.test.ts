import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readBlockFacts } from '../../../electron/disk/block-facts.ts';
import { tempFolder } from '../../fakes/temp-folder.ts';
import { addZram, canZram, needsZram } from '../../fakes/zram.ts';

/** A sysfs with one device. */
function sysfsWith(name: string, files: Readonly<Record<string, string>>): string {
  const folder = tempFolder();
  mkdirSync(join(folder, name, 'device'), { recursive: true });
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, name, file), content);
  return folder;
}

const cid = '1b534d45423151543010b3a2fc013a00';

describe('what sysfs knows of a drive', () => {
  it('is the register of an SD card in a slot, which no other card has', async () => {
    const sysfs = sysfsWith('mmcblk0', { dev: '179:0\n', diskseq: '12\n', 'device/cid': `${cid}\n`, 'device/type': 'SD\n' });
    expect(await readBlockFacts('/dev/mmcblk0', sysfs)).toEqual({ memory: 'card', majorMinor: '179:0', sequence: '12', cid });
  });

  it.each([
    ['mmcblk0', 'MMC', 'built-in'],
    ['mmcblk0boot0', 'MMC', 'boot-area'],
    ['mmcblk1rpmb', 'MMC', 'boot-area'],
    ['sda', '0', 'other'],
  ])('tells what memory %s of type %s is', async (name, type, memory) => {
    expect(await readBlockFacts(`/dev/${name}`, sysfsWith(name, { 'device/type': type }))).toEqual({ memory });
  });

  it.each(['/dev/../etc/passwd', '/dev/..', '/dev/', 'mmcblk0', '/dev/mapper/x', '/etc/passwd'])(
    'of %s is nothing',
    async (path) => {
      expect(await readBlockFacts(path, sysfsWith('mmcblk0', { dev: '179:0' }))).toEqual({ memory: 'other' });
    },
  );

  it.skipIf(!canZram)(`is another sequence number when a device comes again at the same path${needsZram}`, async () => {
    const first = addZram(1024 * 1024);
    const before = await readBlockFacts(first.path);
    await first.remove();
    const again = addZram(1024 * 1024);
    const after = await readBlockFacts(again.path);
    await again.remove();
    expect(again.path).toBe(first.path);
    expect(before.sequence).toMatch(/^\d+$/);
    expect(after.sequence).not.toBe(before.sequence);
  });
});
