import { SlipwayError } from '../../../contract/errors.ts';
import type { ByteReader } from './byte-reader.ts';

/** A member of a zip as its local header announces it (PKWARE APPNOTE 4.3.7). */
export interface ZipMember {
  readonly name: string;
  readonly method: 'stored' | 'deflated';
  /** Known before the data, or told by the descriptor after it. */
  readonly sizes:
    | { readonly kind: 'known'; readonly packed: number; readonly raw: number; readonly crc: number }
    | { readonly kind: 'after'; readonly zip64: boolean };
}

const localHeader = 0x04034b50;
const zip64Extra = 1;
const encryptedFlag = 0x01;
const sizesAfterFlag = 0x08;
const utf8Flag = 0x800;
const seeZip64 = 0xffffffff;

/** The next member, or undefined where the central directory begins. Errors: `image/unsupported-format`, `image/corrupt`, `image/truncated`. */
export async function readMember(reader: ByteReader): Promise<ZipMember | undefined> {
  const signature = await reader.take(4);
  if (signature.readUInt32LE(0) !== localHeader) {
    if (signature.subarray(0, 2).toString('latin1') === 'PK') return undefined;
    throw new SlipwayError('image/corrupt', 'A zip member begins with the wrong bytes.');
  }
  const fixed = await reader.take(26);
  const flags = fixed.readUInt16LE(2);
  const nameBytes = await reader.take(fixed.readUInt16LE(22));
  const extra = await reader.take(fixed.readUInt16LE(24));
  const name = nameBytes.toString((flags & utf8Flag) === 0 ? 'latin1' : 'utf8');
  if ((flags & encryptedFlag) !== 0) throw new SlipwayError('image/unsupported-format', 'The zip is protected by a password.');
  return { name, method: methodOf(fixed.readUInt16LE(4)), sizes: sizesOf(fixed, extra) };
}

function methodOf(code: number): ZipMember['method'] {
  if (code === 0) return 'stored';
  if (code === 8) return 'deflated';
  throw new SlipwayError('image/unsupported-format', `The zip uses compression method ${code}; only "deflate" is common.`);
}

function sizesOf(fixed: Buffer, extra: Buffer): ZipMember['sizes'] {
  const wide = zip64Field(extra);
  if ((fixed.readUInt16LE(2) & sizesAfterFlag) !== 0) return { kind: 'after', zip64: wide !== undefined };
  const [packed, raw] = [fixed.readUInt32LE(14), fixed.readUInt32LE(18)];
  return {
    kind: 'known',
    crc: fixed.readUInt32LE(10),
    packed: packed === seeZip64 ? wideSize(wide, raw === seeZip64 ? 8 : 0) : packed,
    raw: raw === seeZip64 ? wideSize(wide, 0) : raw,
  };
}

/** The zip64 extra field: raw size, then packed size, 8 bytes each, only those that did not fit. */
function zip64Field(extra: Buffer): Buffer | undefined {
  for (let at = 0; at + 4 <= extra.length;) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === zip64Extra) return extra.subarray(at + 4, at + 4 + length);
    at += 4 + length;
  }
  return undefined;
}

function wideSize(field: Buffer | undefined, at: number): number {
  if (field === undefined || field.length < at + 8) throw new SlipwayError('image/corrupt', 'A zip64 size is missing.');
  return Number(field.readBigUInt64LE(at));
}

/** What was really unpacked, to be compared with what the zip says. */
export interface Unpacked {
  readonly packed: number;
  readonly raw: number;
  readonly crc: number;
}

/**
 * Reads the data descriptor after a member (APPNOTE 4.3.9). Its signature is optional and its sizes have 4 or 8 bytes,
 * which only the numbers themselves can tell. Errors: `image/corrupt` when none of the four forms agrees.
 */
export async function readDescriptor(reader: ByteReader, unpacked: Unpacked): Promise<void> {
  const forms = [true, false].flatMap((signed) => [8, 4].map((width) => descriptor(unpacked, signed, width)));
  for (const form of forms) {
    if ((await reader.peek(form.length)).equals(form)) {
      await reader.take(form.length);
      return;
    }
  }
  const shortest = Math.min(...forms.map((form) => form.length));
  await reader.take(shortest);
  throw new SlipwayError('image/corrupt', 'The checksum or size of the zip member is wrong.');
}

function descriptor({ packed, raw, crc }: Unpacked, signed: boolean, width: number): Buffer {
  const sizes = Buffer.alloc(2 * width);
  sizes.writeUIntLE(packed % 2 ** 48, 0, Math.min(6, width));
  sizes.writeUIntLE(raw % 2 ** 48, width, Math.min(6, width));
  const head = Buffer.alloc(8);
  head.writeUInt32LE(0x08074b50, 0);
  head.writeUInt32LE(crc, 4);
  return Buffer.concat([signed ? head : head.subarray(4), sizes]);
}
