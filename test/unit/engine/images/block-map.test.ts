import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blockMapSchema } from '../../../../electron/contract/image.ts';
import type { Device } from '../../../../electron/disk/device.ts';
import { makeBlockMap } from '../../../../electron/engine/images/block-map.ts';
import { parseBmap } from '../../../../electron/engine/images/map/bmap.ts';
import { mapRanges, maxRangeBytes, minGapBytes } from '../../../../electron/engine/images/map/ranges.ts';
import { entryFor, noise, openTestStore, rawImage, sha256, zipOf } from '../../../fakes/raw-images.ts';

const KiB = 1024;
const MiB = 1024 * KiB;

const inMemory = (bytes: Buffer): Device => ({
  size: bytes.length,
  read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
});

describe('ranges of a map', () => {
  const ranges = fc.array(
    fc.record({ offset: fc.integer({ min: 0, max: 40 * MiB }), length: fc.integer({ min: 0, max: 9 * MiB }) }),
  );
  const sizes = fc.integer({ min: 1, max: 50 * MiB });

  it('cover what is used, stay sorted, disjoint, aligned and short, and leave no small gaps', () => {
    fc.assert(
      fc.property(ranges, sizes, (used, size) => {
        const mapped = mapRanges(used, size);
        mapped.forEach((range, index) => {
          const end = range.offset + range.length;
          const next = mapped[index + 1];
          expect(range.length > 0 && range.length <= maxRangeBytes && range.offset % 4096 === 0).toBe(true);
          expect(end % 4096 === 0 || end === size).toBe(true);
          expect(next === undefined || next.offset === end || next.offset - end >= minGapBytes).toBe(true);
        });
        const covers = (at: number): boolean => mapped.some(({ offset, length }) => at >= offset && at < offset + length);
        for (const { offset, length } of used) {
          const last = Math.min(size, offset + length) - 1;
          if (length > 0 && offset < size) expect([offset, last, Math.floor((offset + last) / 2)].every(covers)).toBe(true);
        }
      }),
    );
  });

  it('are cut where flash memory is erased', () => {
    expect(mapRanges([{ offset: 3 * MiB, length: 6 * MiB }], 20 * MiB)).toEqual([
      { offset: 3 * MiB, length: MiB },
      { offset: 4 * MiB, length: 4 * MiB },
      { offset: 8 * MiB, length: MiB },
    ]);
  });
});

describe('a block map', () => {
  it('holds the hash of each range', async () => {
    const bytes = noise(9 * MiB + 100, 1);
    const map = await makeBlockMap(inMemory(bytes), [
      { offset: 0, length: 10 },
      { offset: 5 * MiB, length: 4 * MiB + 100 },
    ]);
    expect(blockMapSchema.parse(map)).toEqual(map);
    expect(map.mappedBytes).toBe(4096 + 4 * MiB + 100);
    for (const { offset, length, sha256: hash } of map.ranges) expect(hash).toBe(sha256(bytes.subarray(offset, offset + length)));
  });

  it('without free maps takes the whole image, zeros too', async () => {
    const map = await makeBlockMap(inMemory(Buffer.alloc(MiB)), undefined);
    expect(map).toMatchObject({ origin: 'whole', mappedBytes: MiB, imageSize: MiB });
  });

  it('stops when it is no longer wanted', async () => {
    const controller = new AbortController();
    const onProgress = (): void => controller.abort(new Error('enough'));
    const map = makeBlockMap(inMemory(Buffer.alloc(40 * MiB)), undefined, { signal: controller.signal, onProgress });
    await expect(map).rejects.toThrow('enough');
  });
});

const hasBmaptool = ((): boolean => {
  try {
    execFileSync('bmaptool', ['--version'], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
})();

/** A bmap 2.0 file of one range. */
function bmapOf(image: Buffer, last: number, hash: string): string {
  const zero = '0'.repeat(64);
  const text = `<?xml version="1.0" ?>
<bmap version="2.0">
    <ImageSize> ${image.length} </ImageSize>
    <BlockSize> 4096 </BlockSize>
    <BlocksCount> ${Math.ceil(image.length / 4096)} </BlocksCount>
    <MappedBlocksCount> ${last + 1} </MappedBlocksCount>
    <ChecksumType> sha256 </ChecksumType>
    <BmapFileChecksum> ${zero} </BmapFileChecksum>
    <BlockMap>
        <Range chksum="${hash}"> 0-${last} </Range>
    </BlockMap>
</bmap>
`;
  return text.replace(zero, sha256(text));
}

describe('a bmap file', () => {
  const image = rawImage(MiB);
  const good = bmapOf(image, 9, sha256(image.subarray(0, 10 * 4096)));

  it('tells which bytes matter', () => {
    expect(parseBmap(good)).toEqual({
      imageSize: MiB,
      ranges: [{ offset: 0, length: 40_960, sha256: sha256(image.subarray(0, 10 * 4096)) }],
    });
  });

  it.each([
    ['whose own checksum is wrong', good.replace('0-9', '0-8')],
    ['without a checksum', good.replace(/.*BmapFileChecksum.*\n/, '')],
    ['of a future version', good.replace('version="2.0"', 'version="3.0"')],
    ['that is a web page', '<html></html>'],
    ['that is cut off', good.slice(0, good.length / 2)],
  ])('%s is passed over', (_name, text) => expect(parseBmap(text)).toBeUndefined());

  it('with blocks behind the end of the image is passed over', () => {
    expect(parseBmap(bmapOf(image, 5000, sha256('')))).toBeUndefined();
  });

  it('that was tampered with is passed over or tells the same', () => {
    const tampered = fc.tuple(fc.nat(good.length), fc.nat(40), fc.string({ maxLength: 20 }));
    fc.assert(
      fc.property(tampered, ([at, removed, added]) => {
        const text = good.slice(0, at) + added + good.slice(at + removed);
        expect([undefined, parseBmap(good)]).toContainEqual(parseBmap(text));
      }),
    );
  });
});

describe('a stored image', () => {
  let dir: string;
  const image = rawImage(4 * MiB);
  const signal = new AbortController().signal;
  beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'slipway-bmap-'))));
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const fetchLocal = async (name = 'disk.img'): Promise<ReturnType<Awaited<ReturnType<typeof openTestStore>>['get']>> => {
    const store = await openTestStore(join(dir, 'store'));
    await store.fetch(entryFor(pathToFileURL(join(dir, name)).href), { signal });
    return store.get('test-image');
  };

  it.skipIf(!hasBmaptool)('uses the map that bmaptool made beside it (needs bmaptool)', async () => {
    writeFileSync(join(dir, 'disk.img'), image.subarray(0, 2 * MiB));
    execFileSync('truncate', ['-s', '16M', join(dir, 'disk.img')]);
    execFileSync('bmaptool', ['create', '-o', join(dir, 'disk.img.bmap'), join(dir, 'disk.img')], { stdio: 'pipe' });
    const { map } = await fetchLocal();
    expect(map.origin).toBe('bmap');
    expect(map.mappedBytes).toBeLessThanOrEqual(2 * MiB);
    const bytes = readFileSync(join(dir, 'disk.img'));
    for (const { offset, length, sha256: hash } of map.ranges) expect(hash).toBe(sha256(bytes.subarray(offset, offset + length)));
  });

  it('uses the map that lies beside the image in a zip, before or behind it', async () => {
    const map = Buffer.from(bmapOf(image, 9, sha256(image.subarray(0, 10 * 4096))));
    const orders = [
      { 'disk.img': image, 'disk.bmap': map },
      { 'disk.bmap': map, 'disk.img': image },
    ];
    for (const [index, members] of orders.entries()) {
      writeFileSync(join(dir, `disk${index}.zip`), zipOf(members));
      rmSync(join(dir, 'store'), { recursive: true, force: true });
      expect((await fetchLocal(`disk${index}.zip`)).map).toMatchObject({ origin: 'bmap', mappedBytes: 10 * 4096 });
    }
  });

  it('is refused when its bmap file in the zip says that other bytes belong there', async () => {
    writeFileSync(join(dir, 'disk.zip'), zipOf({ 'disk.img': image, 'disk.bmap': Buffer.from(bmapOf(image, 9, sha256('x'))) }));
    await expect(fetchLocal('disk.zip')).rejects.toMatchObject({ code: 'image/hash-mismatch' });
  });

  it('is refused when its bmap file says that other bytes belong there', async () => {
    writeFileSync(join(dir, 'disk.img'), image);
    writeFileSync(join(dir, 'disk.bmap'), bmapOf(image, 9, sha256('other bytes')));
    await expect(fetchLocal()).rejects.toMatchObject({ code: 'image/hash-mismatch' });
  });

  it('does not use the bmap file of an image of another length', async () => {
    writeFileSync(join(dir, 'disk.img'), image);
    writeFileSync(join(dir, 'disk.bmap'), bmapOf(image.subarray(0, 2 * MiB), 9, sha256('other bytes')));
    expect((await fetchLocal()).map.origin).toBe('file-systems');
  });
});
