import { createHash } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memoryDisk } from '../../../../fakes/memory-disk.ts';
import { fileOf, fsckExt4, fsckFat, mtoolsFile } from '../../../../fakes/disk-tools.ts';
import { hasDiskTools, tool } from '../../../../fakes/pi-image.ts';
import { tempFolder } from '../../../../fakes/temp-folder.ts';
import { readPartitionTable } from '../../../../../electron/disk/partition-table.ts';
import { usedRangesOf } from '../../../../../electron/disk/used-ranges.ts';
import { inspectImage } from '../../../../../electron/engine/images/inspect/inspect.ts';
import { writePracticeImage } from '../../../../../electron/engine/images/practice/practice-image.ts';

async function practiceImage(): Promise<{ dir: string; path: string; bytes: Buffer }> {
  const dir = tempFolder();
  const path = join(dir, 'practice.img');
  await writePracticeImage(path);
  return { dir, path, bytes: await readFile(path) };
}

describe('the practice image', () => {
  it('is inspected as HypriotOS 1.12.3, and says that it is for practice', async () => {
    const { bytes } = await practiceImage();
    const facts = await inspectImage(memoryDisk(bytes));
    expect(facts).toMatchObject({
      kind: 'known',
      family: 'hypriot-cloud-init',
      name: 'HypriotOS 1.12.3 (practice)',
      version: '1.12.3',
      architecture: 'armhf',
      cloudInit: '18.3',
    });
    expect(facts.boot?.files['cmdline.txt']).toMatch(/ root=PARTUUID=7ee80803-02 .* init=\S+\n$/u);
    expect(facts.table?.diskId).toBe('7ee80803');
  });

  it('is laid out like HypriotOS: FAT16 of type 0c at 1 MiB, ext4 of type 83 behind it', async () => {
    const { bytes } = await practiceImage();
    const { partitions } = await readPartitionTable(memoryDisk(bytes));
    expect(partitions.map(({ type, fileSystem, label }) => [type, fileSystem, label])).toEqual([
      ['0c', 'fat16', 'HypriotOS'],
      ['83', 'ext4', 'root'],
    ]);
    expect(partitions[0]?.offset).toBe(1024 * 1024);
    expect((partitions[1]?.offset ?? 0) + (partitions[1]?.length ?? 0)).toBe(bytes.length);
  });

  it('has the same bytes each time, also over a file that was there', async () => {
    const { path, bytes } = await practiceImage();
    await writeFile(path, Buffer.alloc(60 * 1024 * 1024, 1));
    await writePracticeImage(path);
    const hash = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
    expect(hash(await readFile(path))).toBe(hash(bytes));
  });

  it('takes less than 1 MiB of the disk, and little to write on a card', async () => {
    const { path, bytes } = await practiceImage();
    expect((await stat(path)).blocks * 512).toBeLessThan(1024 * 1024);
    const used = await usedRangesOf(memoryDisk(bytes));
    expect(used.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(2 * 1024 * 1024);
  });

  it('cannot be made where there is no folder, and says so with the error of the system', async () => {
    await expect(writePracticeImage(join(tempFolder(), 'none', 'practice.img'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe.skipIf(!hasDiskTools)('the practice image, judged by dosfstools, mtools and e2fsprogs', () => {
  it('both file systems are clean, and hold what they should', async () => {
    const { dir, bytes } = await practiceImage();
    const { partitions } = await readPartitionTable(memoryDisk(bytes));
    const volumes = partitions.map(({ number, offset, length }) =>
      fileOf(dir, `p${number}`, bytes.subarray(offset, offset + length)),
    );
    const [boot = '', root = ''] = await Promise.all(volumes);
    for (const { clean, said } of [await fsckFat(boot), await fsckExt4(root)]) expect(clean, said).toBe(true);
    const release = (await mtoolsFile(dir, boot, 'os-release')).toString();
    expect(release).toMatch(/^HYPRIOT_IMAGE_VERSION="v1\.12\.3"$/mu);
    expect(await tool('debugfs', '-R', 'cat /etc/os-release', root)).toBe(release);
    expect(await tool('debugfs', '-R', 'stat /var/lib/cloud/seed/nocloud-net/user-data', root)).toMatch(
      /Fast link dest: "\/boot\/user-data"/u,
    );
    expect(await tool('sfdisk', '--verify', join(dir, 'practice.img'))).toMatch(/No errors detected/u);
  });
});
