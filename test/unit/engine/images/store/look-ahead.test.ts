import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Device } from '../../../../../electron/disk/device.ts';
import { growthFrom, type Growth } from '../../../../../electron/engine/images/download/growth.ts';
import { lookAhead, type GrowingImage } from '../../../../../electron/engine/images/store/look-ahead.ts';
import { rawImage, sha256 } from '../../../../fakes/raw-images.ts';
import { tempFolder } from '../../../../fakes/temp-folder.ts';

const KiB = 1024;
const whole = ({ size }: Device) => Promise.resolve([{ offset: 0, length: size }]);

interface Unpacking {
  readonly file: FileHandle;
  readonly growth: Growth;
  readonly seen: readonly GrowingImage[];
  readonly known: Promise<ReadonlyMap<string, string>>;
  /** Appends bytes and tells of them. */
  readonly unpack: (bytes: Buffer) => Promise<void>;
}

async function unpacking(signal = new AbortController().signal): Promise<Unpacking> {
  const rawPath = join(tempFolder(), 'raw');
  const file = await open(rawPath, 'w');
  onTestFinished(() => file.close());
  const growth = growthFrom(0);
  const seen: GrowingImage[] = [];
  const known = lookAhead({ rawPath, usedRanges: whole, onOutline: (image) => seen.push(image) })(growth, signal);
  const unpack = async (bytes: Buffer): Promise<void> => {
    await file.write(bytes);
    growth.grow(bytes.length);
  };
  return { file, growth, seen, known, unpack };
}

describe('looking ahead in an image that is being unpacked', () => {
  it('tells size and ranges as soon as the partition table is there', async () => {
    const { seen, unpack } = await unpacking();
    const image = rawImage(1024 * KiB);
    expect(seen).toEqual([]);
    await unpack(image.subarray(0, 256 * KiB));
    await expect.poll(() => seen.length).toBe(1);
    expect(seen[0]?.outline).toEqual({
      imageSize: 1024 * KiB,
      mappedBytes: 1024 * KiB,
      ranges: [{ offset: 0, length: 1024 * KiB }],
    });
  });

  it('has the hash of every range when the image is whole', async () => {
    const { growth, known, unpack } = await unpacking();
    const image = rawImage(5 * 1024 * KiB);
    for (let at = 0; at < image.length; at += 100 * KiB) await unpack(image.subarray(at, at + 100 * KiB));
    growth.finish();
    const half = 4 * 1024 * KiB;
    expect(await known).toEqual(
      new Map([
        [`0+${half}`, sha256(image.subarray(0, half))],
        [`${half}+${image.length - half}`, sha256(image.subarray(half))],
      ]),
    );
  });

  it('takes a hole at the end of the file for the zeros that it is', async () => {
    const { file, growth, known, unpack } = await unpacking();
    const image = rawImage(1024 * KiB);
    image.fill(0, 700 * KiB);
    await unpack(image.subarray(0, 700 * KiB));
    growth.grow(324 * KiB);
    expect([...(await known).values()]).toEqual([sha256(image)]);
    await file.truncate(image.length);
    growth.finish();
  });

  it('knows nothing of an image that ends too early, has no partitions, or is given up', async () => {
    const short = await unpacking();
    await short.unpack(rawImage(1024 * KiB).subarray(0, 512 * KiB));
    short.growth.finish();
    const blank = await unpacking();
    await blank.unpack(Buffer.alloc(1024 * KiB));
    const stop = new AbortController();
    const stopped = await unpacking(stop.signal);
    stop.abort();
    for (const { known } of [short, blank, stopped]) expect(await known).toEqual(new Map());
    expect(blank.seen).toEqual([]);
  });
});
