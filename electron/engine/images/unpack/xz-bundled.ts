// lzma-native has no types of its own; only this way do programs with another tsconfig find ours.
// eslint-disable-next-line @typescript-eslint/triple-slash-reference
/// <reference path="./lzma-native.d.ts" />
import type { NativeCoder } from 'lzma-native';
import { SlipwayError } from '../../../contract/errors.ts';
import type { ByteReader } from './byte-reader.ts';

/**
 * liblzma's native object decodes a whole piece before it hands anything out, and zeros pack 1:6900,
 * so the piece bounds the memory: 8 KiB hold at most 57 MB.
 */
const pieceBytes = 8 * 1024;

/** `xz -9` needs 65 MiB; more is no OS image but an attack on memory. */
const memoryLimit = 192 * 2 ** 20;

/** Raw bytes of an .xz file, decoded by lzma-native; several streams one after the other are one file, every CRC is checked. */
export async function* bundledXz(reader: ByteReader): AsyncGenerator<Buffer> {
  const { default: lzma } = await import('lzma-native');
  const coder = new lzma.Stream();
  coder.streamDecoder({ memlimit: memoryLimit, flags: lzma.CONCATENATED });
  const nextPiece = piecesOf(reader);
  let inPool: Promise<Decoded> | undefined;
  const step = async (): Promise<Decoded> => (inPool = decode(coder, await nextPiece()));
  // The next piece is decoded in the thread pool while the caller hashes and writes this one.
  let coming = step();
  try {
    for (;;) {
      const decoded = await coming;
      if (!decoded.ended) coming = step();
      coming.catch(() => undefined);
      yield* decoded.chunks;
      if (decoded.ended) return;
    }
  } finally {
    // Only for the thread pool: the source may have nothing to give for a long time.
    await inPool?.catch(() => undefined);
    coder.resetUnderlying();
  }
}

interface Decoded {
  readonly chunks: readonly Buffer[];
  readonly ended: boolean;
}

function decode(coder: NativeCoder, piece: Buffer | null): Promise<Decoded> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    coder.bufferHandler = (output, processed, error) => {
      if (error instanceof Error) reject(meaningOf(error));
      else if (output === null) resolve({ chunks, ended: true });
      else if (processed !== undefined) resolve({ chunks, ended: false });
      else if (output !== undefined) chunks.push(output);
    };
    coder.code(piece, true);
  });
}

/** Gives the source in pieces of at most {@link pieceBytes}, then null. */
function piecesOf(reader: ByteReader): () => Promise<Buffer | null> {
  return async () => {
    const chunk = await reader.next();
    if (chunk === undefined) return null;
    if (chunk.length > pieceBytes) reader.unread(chunk.subarray(pieceBytes));
    return chunk.subarray(0, pieceBytes);
  };
}

/** lzma-native names its errors after liblzma's `lzma_ret`. */
function meaningOf(error: Error): Error {
  switch (error.name) {
    case 'LZMA_BUF_ERROR':
      return new SlipwayError('image/truncated', 'The xz data ends too early.', { cause: error });
    case 'LZMA_DATA_ERROR':
    case 'LZMA_FORMAT_ERROR':
      return new SlipwayError('image/corrupt', 'The xz data is damaged.', { cause: error });
    case 'LZMA_MEMLIMIT_ERROR':
    case 'LZMA_OPTIONS_ERROR':
      return new SlipwayError('image/unsupported-format', 'The xz file needs a decoder with other limits.', { cause: error });
    default:
      return error;
  }
}
