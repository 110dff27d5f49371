import { SlipwayError } from '../../../contract/errors.ts';
import { skipBytes, type ByteReader } from './byte-reader.ts';

/** One piece of a Zstandard file as RFC 8878 §3.1 cuts it. */
export type ZstdPiece =
  /** A frame begins: its header bytes, and whether a checksum of its content will end it. */
  | { readonly kind: 'header'; readonly bytes: Buffer; readonly checksum: boolean }
  /** A block with its 3-byte header; it unpacks to at most 128 KiB. */
  | { readonly kind: 'block'; readonly bytes: Buffer; readonly last: boolean }
  /** The low 32 bits of the XXH64 of the frame's content. */
  | { readonly kind: 'checksum'; readonly value: number };

/** What `zstd` itself takes without `--long`: a larger window is an attack on memory. */
const maxWindow = 128 * 2 ** 20;

/** Largest block content (RFC 8878 §3.1.1.2.4). */
const maxBlock = 128 * 1024;

/** Walks all frames of a file; skippable frames are left out. Errors: `image/truncated`, `image/corrupt`, `image/unsupported-format`. */
export async function* zstdPieces(reader: ByteReader): AsyncGenerator<ZstdPiece> {
  for (;;) {
    if (await skippedFrame(reader)) continue;
    const magic = (await reader.peek(4)).toString('hex');
    if (magic === '') return;
    if (magic === '28b52ffd') yield* frame(reader);
    else if (magic.length < 8) throw new SlipwayError('image/truncated', 'The Zstandard data ends within a frame header.');
    else throw new SlipwayError('image/corrupt', 'A Zstandard frame begins with the wrong bytes.');
  }
}

/** Passes over a skippable frame (0x184D2A50 … 0x184D2A5F, RFC 8878 §3.1.2), if one comes next. */
export async function skippedFrame(reader: ByteReader): Promise<boolean> {
  if (!/^5.2a4d18$/.test((await reader.peek(4)).toString('hex'))) return false;
  const header = await reader.take(8);
  await skipBytes(reader, header.readUInt32LE(4));
  return true;
}

async function* frame(reader: ByteReader): AsyncGenerator<ZstdPiece> {
  const header = await readHeader(reader);
  yield header;
  for (let last = false; !last;) {
    const bytes = await readBlock(reader);
    last = ((bytes[0] ?? 0) & 1) === 1;
    yield { kind: 'block', bytes, last };
  }
  if (header.checksum) yield { kind: 'checksum', value: (await reader.take(4)).readUInt32LE(0) };
}

async function readHeader(reader: ByteReader): Promise<ZstdPiece & { kind: 'header' }> {
  const start = await reader.take(5);
  const descriptor = start[4] ?? 0;
  const singleSegment = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const sizeBytes = [singleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  const rest = await reader.take((singleSegment ? 0 : 1) + dictionaryBytes + sizeBytes);
  if (dictionaryBytes > 0) throw new SlipwayError('image/unsupported-format', 'The Zstandard file needs a dictionary.');
  const window = singleSegment ? contentSize(rest) : windowSize(rest[0] ?? 0);
  if (window > maxWindow)
    throw new SlipwayError('image/unsupported-format', `The Zstandard file needs ${window} bytes of memory.`);
  return { kind: 'header', bytes: Buffer.concat([start, rest]), checksum: (descriptor & 4) !== 0 };
}

/** Frame_Content_Size of a single-segment frame: 1, 2 (plus 256), 4 or 8 bytes. */
function contentSize(field: Buffer): number {
  if (field.length === 8) return Number(field.readBigUInt64LE(0));
  return field.readUIntLE(0, field.length) + (field.length === 2 ? 256 : 0);
}

/** Window_Descriptor: five bits of exponent, three of mantissa. */
function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

async function readBlock(reader: ByteReader): Promise<Buffer> {
  const header = (await reader.peek(3)).length === 3 ? (await reader.peek(3)).readUIntLE(0, 3) : await endsHere(reader);
  const type = (header >> 1) & 3;
  const size = header >> 3;
  // A run-length block (type 1) is one byte that stands for `size` bytes.
  if (type === 3 || size > maxBlock) throw new SlipwayError('image/corrupt', 'A Zstandard block header makes no sense.');
  return reader.take(3 + (type === 1 ? 1 : size));
}

async function endsHere(reader: ByteReader): Promise<never> {
  await reader.take(3);
  throw new SlipwayError('image/truncated');
}
