import { crc32, createInflateRaw } from 'node:zlib';
import { SlipwayError } from '../../../contract/errors.ts';
import { skipBytes, type ByteReader } from './byte-reader.ts';
import { decodeWith } from './transform.ts';
import { readDescriptor, readMember, type ZipMember } from './zip-headers.ts';
import { checkName, isImageName } from './zip-names.ts';
import { translated } from './zlib-errors.ts';

/** Raw bytes of the first image in a zip, unpacked as the zip arrives; {@link checkZip} looks at the rest once it is here. */
export async function* unzip(reader: ByteReader): AsyncGenerator<Buffer> {
  const seen: string[] = [];
  for (;;) {
    const member = await readMember(reader);
    if (member === undefined) throw noImage(seen);
    checkName(member.name);
    seen.push(member.name);
    if (isImageName(member.name)) {
      yield* unpackMember(reader, member);
      return;
    }
    await passOver(reader, member);
  }
}

function noImage(seen: readonly string[]): SlipwayError {
  const what = seen.length === 0 ? 'The zip is empty.' : `The zip holds ${seen.slice(0, 3).join(', ')} but no .img file.`;
  return new SlipwayError('image/not-an-image', what);
}

async function passOver(reader: ByteReader, member: ZipMember): Promise<void> {
  if (member.sizes.kind === 'known') await skipBytes(reader, member.sizes.packed);
  else for await (const _ of unpackMember(reader, member));
}

async function* unpackMember(reader: ByteReader, member: ZipMember): AsyncGenerator<Buffer> {
  const start = reader.consumed();
  let crc = 0;
  let raw = 0;
  for await (const chunk of content(reader, member)) {
    crc = crc32(chunk, crc);
    raw += chunk.length;
    yield chunk;
  }
  const unpacked = { packed: reader.consumed() - start, raw, crc };
  if (member.sizes.kind === 'after') await readDescriptor(reader, unpacked);
  else if (member.sizes.crc !== crc || member.sizes.raw !== raw || member.sizes.packed !== unpacked.packed) {
    throw new SlipwayError('image/corrupt', `The checksum or size of ${member.name} is wrong.`);
  }
}

function content(reader: ByteReader, member: ZipMember): AsyncGenerator<Buffer> {
  if (member.method === 'deflated') return translated('zip', decodeWith(createInflateRaw({ chunkSize: 256 * 1024 }), reader));
  if (member.sizes.kind === 'known') return stored(reader, member.sizes.packed);
  throw new SlipwayError('image/unsupported-format', 'The zip stores the image without saying how long it is.');
}

async function* stored(reader: ByteReader, length: number): AsyncGenerator<Buffer> {
  for (let left = length; left > 0;) {
    const chunk = await reader.next();
    if (chunk === undefined) throw new SlipwayError('image/truncated', `${left} more bytes were announced.`);
    if (chunk.length > left) reader.unread(chunk.subarray(left));
    yield chunk.subarray(0, left);
    left -= Math.min(left, chunk.length);
  }
}
