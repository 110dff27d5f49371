import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { ImageEntry } from '../../../electron/contract/image.ts';
import { usedRangesOf } from '../../../electron/disk/used-ranges.ts';
import { inspectImage } from '../../../electron/engine/images/inspect/inspect.ts';
import { resolveReference } from '../../../electron/engine/images/references.ts';
import type { ReadyImage } from '../../../electron/engine/images/store.ts';
import { fsckExt4, fsckFat } from '../../fakes/disk-tools.ts';
import { startImageServer } from '../../fakes/image-server.ts';
import { noise } from '../../fakes/mapped-image.ts';
import { hasDiskTools, makePiImage, tool } from '../../fakes/pi-image.ts';
import { openTestStore } from '../../fakes/raw-images.ts';
import { tempFolder } from '../../fakes/temp-folder.ts';
import { fillDrive, writeDrive } from '../../fakes/written-drive.ts';
import { addZram, canZram, needsZram, type Zram } from '../../fakes/zram.ts';

const mib = 1024 * 1024;
const signal = new AbortController().signal;

describe.skipIf(!canZram)(`every byte of an image of more than 1 GiB${needsZram}`, () => {
  const drives: Zram[] = [];
  afterEach(async () => {
    for (const drive of drives.splice(0)) await drive.remove();
  });

  /** Packs `disk.img` of the folder into the given file. */
  const packers = {
    'disk.img': 'true',
    'disk.img.gz': 'gzip -1 -k disk.img',
    'disk.img.xz': 'xz -0 -T2 -k disk.img',
    'disk.img.zst': 'zstd -q -1 -T2 disk.img',
    'disk.zip': 'zip -q -1 disk.zip disk.img',
  } as const;

  const size = 1025 * mib + 512;

  /** Zeros with noise at odd places, up to its last byte. */
  function makeSparse(dir: string): void {
    const path = join(dir, 'disk.img');
    writeFileSync(path, '');
    truncateSync(path, size);
    const file = openSync(path, 'r+');
    const part = noise(3 * mib);
    for (let at = 5 * mib + 512; at + part.length < size; at += 97 * mib - 1536) writeSync(file, part, 0, part.length, at);
    writeSync(file, part, 0, 512, size - 512);
    writeSync(file, Buffer.from([0x80, 0, 0, 0, 0x0c, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0x20, 0]), 0, 16, 446);
    writeSync(file, Buffer.from([0x55, 0xaa]), 0, 2, 510);
    closeSync(file);
  }

  it.each(Object.entries(packers))('from %s arrives, as cmp sees it', { timeout: 120_000 }, async (name, packer) => {
    const dir = tempFolder();
    makeSparse(dir);
    execFileSync('sh', ['-c', packer], { cwd: dir });
    const store = await openTestStore(join(dir, 'store'));
    const entry = resolveReference(join(dir, name), []);
    await store.fetch(entry, { signal });
    const drive = addZram(1100 * mib);
    drives.push(drive);
    fillDrive(drive, 'ones');
    const ready = await store.get(entry.id);
    const report = await writeDrive(drive, ready);
    expect(report).toMatchObject({ bytesVerified: size, probe: { outcome: 'sound' } });
    // The archive's own content, not the store's copy of it.
    execFileSync('cmp', ['-n', String(size), join(dir, 'disk.img'), drive.path]);
  });
});

const needs = canZram && hasDiskTools;

describe.skipIf(!needs)(
  `a card of an earlier life that only the map was written to${needs ? '' : ' (skipped: needs zram, disk tools)'}`,
  () => {
    const drives: Zram[] = [];
    afterEach(async () => {
      for (const drive of drives.splice(0)) await drive.remove();
    });

    const userData = { path: 'user-data', content: '#cloud-config\nhostname: pi1\n', purpose: 'Names the node.' };

    async function stored(dir: string, entry: ImageEntry): Promise<ReadyImage> {
      const store = await openTestStore(join(dir, 'store'), { inspect: inspectImage, usedRanges: usedRangesOf });
      await store.fetch(entry, { signal });
      return store.get(entry.id);
    }

    /** The two partitions of an image or card as files. */
    async function partitionsOf(dir: string, source: string, { stored: { facts } }: ReadyImage): Promise<readonly string[]> {
      mkdirSync(dir);
      const paths: string[] = [];
      for (const { number, offset, length } of facts.table?.partitions ?? []) {
        const path = join(dir, `part${number}`);
        await tool(
          'dd',
          `if=${source}`,
          `of=${path}`,
          'bs=64k',
          'iflag=skip_bytes,count_bytes',
          `skip=${offset}`,
          `count=${length}`,
          'status=none',
        );
        paths.push(path);
      }
      return paths;
    }

    /** Every file of the boot and the root partition, in folders. */
    async function filesOf(dir: string, [boot = '', root = '']: readonly string[]): Promise<void> {
      mkdirSync(join(dir, 'boot'));
      mkdirSync(join(dir, 'root'));
      await tool('mcopy', '-s', '-n', '-Q', '-i', boot, '::/*', join(dir, 'boot'));
      await tool('debugfs', '-R', `rdump / ${join(dir, 'root')}`, root);
    }

    it.each<['bmap' | 'file-systems', string]>([
      ['bmap', 'by a .bmap beside the image'],
      ['bmap', 'by the bmap_url of the image'],
      ['file-systems', 'by the map of what its file systems use'],
    ])('(%s, %s) has sound file systems and every file', { timeout: 60_000 }, async (origin, how) => {
      const dir = tempFolder();
      const image = await makePiImage({ dir, flavour: 'raspios-trixie' });
      const packed = join(dir, 'download.img.xz');
      execFileSync('sh', ['-c', 'xz -0 -c "$0" > "$1"', image, packed]);
      const entry = resolveReference(packed, []);
      const bmap = join(dir, 'made.bmap');
      await tool('bmaptool', 'create', '-o', bmap, image);
      if (how.includes('beside')) writeFileSync(`${packed}.bmap`, readFileSync(bmap));
      const server = await startImageServer();
      const url = server.put('x.bmap', { body: readFileSync(bmap) });
      const ready = await stored(dir, how.includes('bmap_url') ? { ...entry, bmapUrl: url } : entry).finally(() =>
        server.close(),
      );
      expect(ready.map.origin).toBe(origin);
      expect(ready.map.mappedBytes).toBeLessThan(ready.map.imageSize);

      const drive = addZram(Math.ceil(ready.map.imageSize / mib + 8) * mib);
      drives.push(drive);
      fillDrive(drive, 'noise');
      await writeDrive(drive, ready, [userData]);

      const card = await partitionsOf(join(dir, 'card'), drive.path, ready);
      const [boot = '', root = ''] = card;
      expect(await fsckFat(boot)).toMatchObject({ clean: true });
      expect(await fsckExt4(root)).toMatchObject({ clean: true });
      await filesOf(join(dir, 'card'), card);
      expect(readFileSync(join(dir, 'card/boot/user-data'), 'utf8')).toBe(userData.content);
      await filesOf(join(dir, 'original'), await partitionsOf(join(dir, 'original'), image, ready));
      await tool('diff', '-r', '--no-dereference', join(dir, 'original/root'), join(dir, 'card/root'));
      await tool('diff', '-r', '--exclude=user-data', join(dir, 'original/boot'), join(dir, 'card/boot'));
    });
  },
);
