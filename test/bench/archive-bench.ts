import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addZram, type Zram } from '../fakes/zram.ts';
import { program, ratio, seconds, type Measurement } from './measure.ts';
import { throttle, type CardSpeed, type Throttle } from './throttle.ts';
import { cli, dist, type Bench, type Workshop } from './workshop.ts';

const speed: CardSpeed = { write: 20_000_000, read: 45_000_000 };
const etcherFlash = fileURLToPath(new URL('etcher-flash.ts', import.meta.url));

/** One card from its `.xz` to verified, against what others do with it. */
export const archiveBench: Bench = {
  name: 'archive',
  async run(workshop) {
    const { size } = await stat(workshop.image);
    const drive = addZram(Math.ceil((size + 64 * 2 ** 20) / 4096) * 4096);
    try {
      return await fromArchive(workshop, drive);
    } finally {
      await drive.remove();
    }
  },
};

/** From the packed image to a card that was read back: unpacking, first-boot files and the program's start count too. */
async function fromArchive(workshop: Workshop, drive: Zram): Promise<readonly Measurement[]> {
  const { work, image, xz } = workshop;
  const held = throttle({ [drive.path]: speed });
  const wrapped = (...argv: readonly string[]): Promise<number> => seconds(() => program(...held.wrap(argv)));
  try {
    const bmap = join(work, 'image.bmap');
    await program('bmaptool', ['create', '-o', bmap, image]);
    const bmaptool = await wrapped('bmaptool', 'copy', '--bmap', bmap, xz, drive.path);
    const readBack = await wrapped('sh', '-c', readRanges(await rangesOf(bmap)), drive.path);
    const ours = await fromArchiveWith(held, workshop, drive);
    const dd = await wrapped(
      'sh',
      '-c',
      'xz -dc "$1" | dd of="$0" bs=4M iflag=fullblock oflag=direct status=none',
      drive.path,
      xz,
    );
    const cmp = await wrapped(
      'sh',
      '-c',
      'dd if="$0" bs=4M iflag=direct status=none 2>/dev/null | cmp -n "$(stat -c %s "$1")" - "$1"',
      drive.path,
      image,
    );
    const etcher = await wrapped(process.execPath, '--import', 'tsx', etcherFlash, xz, drive.path);
    return [
      ratio('one card, from .xz to verified, against bmaptool copy + direct read-back', [ours, bmaptool + readBack], 1.05),
      ratio('one card, from .xz to verified, against `xz -dc | dd oflag=direct` + `cmp`', [ours, dd + cmp], 0.7),
      ratio('one card, from .xz to verified, against etcher-sdk decompressThenFlash with verify and trim', [ours, etcher], 1),
    ];
  } finally {
    held.remove();
  }
}

/** Seconds of `slipway write`, from an image that is not in the store yet; every used byte is then compared once more. */
async function fromArchiveWith(held: Throttle, { work, image, xz }: Workshop, drive: Zram): Promise<number> {
  const project = join(work, 'packed');
  await cli(work, 'new', project, '--nodes', 'pi1', '--image', xz, '--key', join(work, 'key.pub'));
  const { path } = drive;
  const write = ['write', project, 'pi1', '--to', path, '--confirm', path, '--yes', '--data-dir', join(work, 'data')];
  const time = await seconds(() => program(...held.wrap([process.execPath, join(dist, 'headless/cli.js'), ...write])));
  const found = await cli(work, 'card', path);
  if (!/^intact +yes/m.test(found)) throw new Error(`the card of ${image} is not intact: ${found}`);
  return time;
}

/** The ranges of a bmap file, in its blocks of 4096 bytes. */
async function rangesOf(bmap: string): Promise<readonly (readonly [number, number])[]> {
  const text = await readFile(bmap, 'utf8');
  return [...text.matchAll(/<Range[^>]*>\s*(\d+)(?:-(\d+))?\s*<\/Range>/g)].map(([, first = '0', last = first]) => [
    Number(first),
    Number(last) - Number(first) + 1,
  ]);
}

/** Reads the ranges of `$0` past the cache, and hashes them as a verification does. */
const readRanges = (ranges: readonly (readonly [number, number])[]): string =>
  `{ ${ranges
    .map(
      ([first, count]) =>
        `dd if="$0" bs=1M iflag=direct,skip_bytes,count_bytes skip=${first * 4096} count=${count * 4096} status=none`,
    )
    .join('; ')}; } | sha256sum`;
