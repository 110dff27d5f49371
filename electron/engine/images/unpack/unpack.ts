import type { FileHandle } from 'node:fs/promises';
import { SlipwayError } from '../../../contract/errors.ts';
import type { ImageFormat } from '../../../contract/image.ts';
import { drain, type ByteReader } from './byte-reader.ts';
import { gunzip } from './gzip.ts';
import { checkLimits, type UnpackLimits } from './limits.ts';
import { contentOf, magicBytes, type Content } from './magic.ts';
import { unxz, type Decoded } from './xz.ts';
import { unzip } from './zip-stream.ts';
import { unzstd } from './zstd.ts';

export interface Unpacking {
  readonly format: ImageFormat;
  /** The raw image in order. When it has ended, the source was read to its end too. */
  readonly raw: AsyncGenerator<Buffer>;
  /** Whether the raw bytes are put into the file on the way; a chunk of `raw` then only lasts until the next is asked for. */
  readonly placed: boolean;
}

export interface UnpackTarget {
  /** Empty and open for reading and writing: a decoder that can write a file by itself writes this one. */
  readonly file: FileHandle;
  readonly limits: UnpackLimits;
}

/**
 * Recognises a file by its first bytes and unpacks it as it comes.
 * Errors (of this call or of `raw`): `image/not-an-image`, `image/unsupported-format`, `image/no-partition-table`,
 * `image/truncated`, `image/corrupt`, `image/bomb`, `image/unsafe-path`, and whatever the source throws.
 */
export async function unpack(reader: ByteReader, { file, limits }: UnpackTarget): Promise<Unpacking> {
  const format = formatOf(contentOf(await reader.peek(magicBytes)));
  const { raw, placed } = await decoded(format, reader, file);
  return { format, placed, raw: watched(reader, limits, checkedStart(raw)) };
}

async function decoded(format: ImageFormat, reader: ByteReader, file: FileHandle): Promise<Decoded> {
  return format === 'xz' ? unxz(reader, file) : { raw: decoders[format](reader), placed: false };
}

const decoders: Readonly<Record<Exclude<ImageFormat, 'xz'>, (reader: ByteReader) => AsyncGenerator<Buffer>>> = {
  img: asItIs,
  zip: unzip,
  gz: gunzip,
  zst: unzstd,
};

async function* asItIs(reader: ByteReader): AsyncGenerator<Buffer> {
  for (let chunk = await reader.next(); chunk !== undefined; chunk = await reader.next()) yield chunk;
}

function formatOf(content: Content): ImageFormat {
  switch (content.kind) {
    case 'image':
      return content.format;
    case 'text':
      throw new SlipwayError('image/not-an-image', `What came is ${content.what}.`);
    case 'other':
      throw new SlipwayError('image/unsupported-format', `What came is ${content.what}.`);
    case 'no-boot-sector':
      throw new SlipwayError('image/no-partition-table', 'Its first sector does not end in 55 AA.');
    case 'too-short':
      throw new SlipwayError('image/truncated', 'It is shorter than one sector.');
  }
}

/** Looks at the first sector of what was unpacked, so that a wrong file is refused before all of it was fetched. */
async function* checkedStart(raw: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  for await (const chunk of raw) {
    if (head.length >= magicBytes) yield chunk;
    else {
      head = Buffer.concat([head, chunk]);
      if (head.length < magicBytes) continue;
      checkRaw(head);
      yield head;
    }
  }
  if (head.length < magicBytes) checkRaw(head);
}

function checkRaw(head: Buffer): void {
  const inner = formatOf(contentOf(head.subarray(0, magicBytes)));
  if (inner !== 'img') throw new SlipwayError('image/unsupported-format', `An .${inner} archive is inside of the archive.`);
}

async function* watched(reader: ByteReader, limits: UnpackLimits, raw: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  let total = 0;
  for await (const chunk of raw) {
    total += chunk.length;
    checkLimits(limits, { raw: total, packed: reader.consumed() });
    yield chunk;
  }
  await drain(reader);
}
