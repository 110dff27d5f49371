import fc from 'fast-check';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SlipwayError } from '../../../../../electron/contract/errors.ts';
import { readerOf, type ByteReader } from '../../../../../electron/engine/images/unpack/byte-reader.ts';
import { defaultLimits } from '../../../../../electron/engine/images/unpack/limits.ts';
import { unpack } from '../../../../../electron/engine/images/unpack/unpack.ts';
import { unxz } from '../../../../../electron/engine/images/unpack/xz.ts';
import { bundledXz } from '../../../../../electron/engine/images/unpack/xz-bundled.ts';
import { startXz, systemXz } from '../../../../../electron/engine/images/unpack/xz-system.ts';
import { portableZstd, unzstd } from '../../../../../electron/engine/images/unpack/zstd.ts';
import { noise, pack, rawImage, run, zipOf } from '../../../../fakes/raw-images.ts';
import { tempFolder } from '../../../../fakes/temp-folder.ts';

const raw = Buffer.concat([rawImage(300_000), Buffer.alloc(200_000), noise(100_001, 4)]);

/** Gives a file in chunks of these lengths, over and over. */
async function* inChunks(bytes: Buffer, lengths: readonly number[]): AsyncGenerator<Buffer> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = lengths[turn % lengths.length] ?? bytes.length;
    yield bytes.subarray(at, at + length);
    at += length;
    await Promise.resolve();
  }
}

async function all(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(Buffer.from(chunk));
  return Buffer.concat(parts);
}

const unpacked = async (bytes: Buffer, lengths: readonly number[] = [65536]): Promise<Buffer> =>
  withFile(async (file) => all((await unpack(readerOf(inChunks(bytes, lengths)), { file, limits: defaultLimits })).raw));

/** An empty file for a decoder that writes by itself. */
async function withFile<T>(use: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(join(tempFolder(), 'image.raw'), 'w+');
  return use(file).finally(() => file.close());
}

const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'fine',
    (error: unknown) => (error instanceof SlipwayError ? error.code : String(error)),
  );

/** Python writes the sizes after the data when it writes to a pipe; `zip64` makes them 8 bytes long. */
const streamedZip = (bytes: Buffer, zip64: 'True' | 'False'): Buffer =>
  run(
    'python3',
    [
      '-c',
      `import sys, zipfile
with zipfile.ZipFile(sys.stdout.buffer, 'w', zipfile.ZIP_DEFLATED) as z:
    with z.open('a.img', 'w', force_zip64=${zip64}) as member:
        member.write(sys.stdin.buffer.read())`,
    ],
    bytes,
  );

const packings: readonly (readonly [string, () => Buffer])[] = [
  ['.img', () => raw],
  ['.gz', () => pack.gz(raw)],
  ['.gz of several members', () => Buffer.concat([pack.gz(raw.subarray(0, 250_000)), pack.gz(raw.subarray(250_000))])],
  ['.xz', () => pack.xz(raw)],
  [
    '.xz of several streams with padding',
    () => Buffer.concat([pack.xz(raw.subarray(0, 250_000)), Buffer.alloc(8), pack.xz(raw.subarray(250_000))]),
  ],
  ['.xz of several blocks', () => run('xz', ['-c', '--block-size=50000'], raw)],
  ['.zst', () => pack.zst(raw)],
  [
    '.zst of several frames, one to be skipped',
    () =>
      Buffer.concat([
        Buffer.from('502a4d18030000006e6f65', 'hex'),
        pack.zst(raw.subarray(0, 250_000)),
        pack.zst(raw.subarray(250_000)),
      ]),
  ],
  ['.zip', () => pack.zip(raw)],
  ['.zip without compression', () => zipOf({ 'a.img': raw }, 'stored')],
  [
    '.zip with other files around the image',
    () =>
      zipOf({
        'docs/': Buffer.alloc(0),
        'readme.txt': noise(90_000, 1),
        '__MACOSX/._a.img': noise(200, 1),
        'a/b/a.IMG': raw,
        'z.txt': noise(10, 1),
      }),
  ],
  ['.zip whose sizes come after the data', () => streamedZip(raw, 'False')],
  ['.zip64 whose sizes come after the data', () => streamedZip(raw, 'True')],
];

describe('unpacking', () => {
  it.each(packings)('gives the raw image of a %s, however the bytes come', async (_name, packed) => {
    const bytes = packed();
    const lengths = fc
      .array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1, maxLength: 6 })
      .map((some) => [...some, 30_000]);
    await fc.assert(
      fc.asyncProperty(lengths, async (chosen) => {
        expect((await unpacked(bytes, chosen)).equals(raw)).toBe(true);
      }),
      { numRuns: 6 },
    );
  });

  it.each(packings.slice(1))('never takes a shortened %s for a whole one', async (name, packed) => {
    const bytes = packed();
    // What comes after the image in a zip is looked at by checkZip; here it may be missing.
    const end = name.startsWith('.zip') ? Math.floor(bytes.length * 0.6) : bytes.length - 1;
    const members = name.includes('several') ? 12 : 0;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 600, max: end }), async (length) => {
        const shortened = await unpacked(bytes.subarray(0, length)).then((whole) => whole.length, codeOfError);
        if (typeof shortened === 'string') expect(['image/truncated', 'image/corrupt']).toContain(shortened);
        else expect(members > 0 && shortened < raw.length).toBe(true);
      }),
      { numRuns: 8 },
    );
  });

  it.each(packings.slice(1).filter(([name]) => !name.startsWith('.zip')))(
    'never gives wrong bytes for a damaged %s',
    async (_name, packed) => {
      const bytes = packed();
      const place = fc.record({ at: fc.integer({ min: 0, max: bytes.length - 1 }), bit: fc.integer({ min: 0, max: 7 }) });
      await fc.assert(
        fc.asyncProperty(place, async ({ at, bit }) => {
          const damaged = Buffer.from(bytes);
          damaged[at] = (damaged[at] ?? 0) ^ (1 << bit);
          const result = await unpacked(damaged).catch(codeOfError);
          if (typeof result === 'string') expect(result).toMatch(/^image\//);
          else expect(result.equals(raw)).toBe(true);
        }),
        { numRuns: 12 },
      );
    },
  );
});

function codeOfError(error: unknown): string {
  return error instanceof SlipwayError ? error.code : String(error);
}

describe.each([
  ['the bundled xz decoder', bundledXz],
  ['the system’s xz', startedXz],
] as const)('%s', (_name, decode) => {
  it('decodes several streams', async () => {
    const packed = Buffer.concat([pack.xz(raw), pack.xz(raw)]);
    expect((await all(decode(readerOf(inChunks(packed, [5000]))))).equals(Buffer.concat([raw, raw]))).toBe(true);
  });

  it('tells an early end from damage', async () => {
    const packed = pack.xz(raw);
    expect(await codeOf(all(decode(readerOf(inChunks(packed.subarray(0, -100), [5000])))))).toBe('image/truncated');
    expect(await codeOf(all(decode(readerOf(inChunks(packed.subarray(0, -13), [5000])))))).toBe('image/truncated');
    for (const at of [60_000, packed.length - 30, packed.length - 11]) {
      const damaged = Buffer.from(packed);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      expect(await codeOf(all(decode(readerOf(inChunks(damaged, [5000])))))).toBe('image/corrupt');
    }
  });

  it('passes on what its source throws', async () => {
    async function* failing(): AsyncGenerator<Buffer> {
      yield pack.xz(raw).subarray(0, 100_000);
      await Promise.resolve();
      throw new SlipwayError('image/interrupted');
    }
    expect(await codeOf(all(decode(readerOf(failing()))))).toBe('image/interrupted');
  });

  it('can be left early', async () => {
    for await (const chunk of decode(readerOf(inChunks(pack.xz(raw), [5000])))) {
      expect(chunk.equals(raw.subarray(0, chunk.length))).toBe(true);
      break;
    }
  });
});

it('the system’s xz leaves the whole image in the file, zeros as holes', async () => {
  const sparse = Buffer.concat([raw, Buffer.alloc(4 * 2 ** 20), raw, Buffer.alloc(2 ** 20)]);
  await withFile(async (file) => {
    const { placed, raw: shown } = await unxz(readerOf(inChunks(pack.xz(sparse), [5000])), file);
    expect(placed).toBe(true);
    expect((await all(shown)).equals(sparse)).toBe(true);
    const there = Buffer.alloc(sparse.length + 1);
    expect((await file.read(there, 0, there.length, 0)).bytesRead).toBe(sparse.length);
    expect(there.subarray(0, sparse.length).equals(sparse)).toBe(true);
    expect((await file.stat()).blocks * 512).toBeLessThan(sparse.length - 4 * 2 ** 20);
  });
});

async function* startedXz(reader: ByteReader): AsyncGenerator<Buffer> {
  const file = await open(join(tempFolder(), 'image.raw'), 'w+');
  try {
    const xz = await startXz(file);
    if (xz === undefined) throw new Error('there is no xz here');
    yield* systemXz(xz, reader);
  } finally {
    await file.close();
  }
}

describe('Zstandard', () => {
  const frames = (bytes: Buffer): ByteReader => readerOf(inChunks(bytes, [7777]));

  it.each([
    ['the decoder of this Node', unzstd],
    ['the portable decoder', portableZstd],
  ] as const)('is unpacked by %s at every level, with and without checksum', async (_name, decode) => {
    for (const options of [['-1'], ['-19'], ['-3', '--no-check'], ['-5', '--long=24']]) {
      const packed = run('zstd', ['-c', '-q', ...options], raw);
      expect((await all(decode(frames(packed)))).equals(raw)).toBe(true);
    }
  });

  it.each([
    ['the decoder of this Node', unzstd],
    ['the portable decoder', portableZstd],
  ] as const)('of many small frames is unpacked whole by %s', async (_name, decode) => {
    const parts = Array.from({ length: 12 }, (_, index) => raw.subarray(index * 9000, (index + 1) * 9000));
    const packed = Buffer.concat(parts.map((part) => pack.zst(part)));
    for (const lengths of [[1_000_000], [5000], [packed.length / 2]]) {
      expect((await all(decode(readerOf(inChunks(packed, lengths))))).equals(Buffer.concat(parts))).toBe(true);
    }
  });

  it('with a wrong checksum is damaged', async () => {
    const packed = pack.zst(raw);
    packed[packed.length - 1] = (packed.at(-1) ?? 0) ^ 1;
    expect(await codeOf(all(portableZstd(frames(packed))))).toBe('image/corrupt');
  });

  it('that wants more memory than is reasonable is refused', async () => {
    const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xf8, 1, 0, 0]);
    expect(await codeOf(all(portableZstd(frames(header))))).toBe('image/unsupported-format');
  });

  it('that wants a dictionary is refused', async () => {
    const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x01, 0x50, 7, 1, 0, 0]);
    expect(await codeOf(all(portableZstd(frames(header))))).toBe('image/unsupported-format');
  });
});
