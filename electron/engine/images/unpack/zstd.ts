import * as zlib from 'node:zlib';
import { SlipwayError } from '../../../contract/errors.ts';
import type { ByteReader } from './byte-reader.ts';
import { decodeWith } from './transform.ts';
import { xxHash64 } from './xxhash64.ts';
import { translated } from './zlib-errors.ts';
import { skippedFrame, zstdPieces, type ZstdPiece } from './zstd-frame.ts';

/** Raw bytes of a Zstandard file of any number of frames; checksums are checked where the file has them. */
export function unzstd(reader: ByteReader): AsyncGenerator<Buffer> {
  return hasNativeZstd() ? nativeZstd(reader) : portableZstd(reader);
}

/** Node ≥ 22.15 and Electron have it; Node 20 does not. */
function hasNativeZstd(): boolean {
  return 'createZstdDecompress' in zlib;
}

/** Node's decoder stops at the end of a frame when more comes in the same chunk: the rest needs a decoder of its own. */
async function* nativeZstd(reader: ByteReader): AsyncGenerator<Buffer> {
  while ((await reader.peek(1)).length > 0) {
    if (await skippedFrame(reader)) continue;
    const decoder = zlib.createZstdDecompress({ chunkSize: 256 * 1024 });
    yield* translated('Zstandard', decodeWith(decoder, reader));
  }
}

/** fzstd block by block: memory stays bounded by the window, frames and checksums are looked after here. */
export async function* portableZstd(reader: ByteReader): AsyncGenerator<Buffer> {
  const { Decompress } = await import('fzstd');
  const startFrame = (): FrameDecoder => {
    const out: Buffer[] = [];
    const decoder = new Decompress((data) => void out.push(Buffer.from(data)));
    return { push: (bytes) => (decoder.push(bytes), out.splice(0)) };
  };
  let frame: FrameDecoder | undefined;
  let hash = xxHash64();
  for await (const piece of zstdPieces(reader)) {
    if (piece.kind === 'header') {
      frame = startFrame();
      hash = xxHash64();
    }
    if (piece.kind === 'checksum') checkFrame(piece, hash.digest());
    else {
      for (const chunk of unpackPiece(frame, piece)) {
        hash.update(chunk);
        yield chunk;
      }
    }
  }
}

interface FrameDecoder {
  push(bytes: Buffer): Buffer[];
}

function unpackPiece(frame: FrameDecoder | undefined, piece: Exclude<ZstdPiece, { kind: 'checksum' }>): Buffer[] {
  try {
    return frame?.push(piece.bytes) ?? [];
  } catch (error) {
    throw new SlipwayError('image/corrupt', 'The Zstandard data is damaged.', { cause: error });
  }
}

function checkFrame(piece: ZstdPiece & { kind: 'checksum' }, hash: bigint): void {
  if (BigInt.asUintN(32, hash) === BigInt(piece.value)) return;
  throw new SlipwayError('image/corrupt', 'The checksum of a Zstandard frame is wrong.');
}
