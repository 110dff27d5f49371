import { SlipwayError, systemErrorCode } from '../../../contract/errors.ts';

/** Codes of node:zlib (zlib and Zstandard) that mean the data ended too early; every other `Z_…`/`ZSTD_…` code means damage. */
const early = new Set(['Z_BUF_ERROR', 'ZSTD_error_srcSize_wrong']);

/** Passes chunks through and turns the decoder's errors into `image/truncated` and `image/corrupt`. */
export async function* translated(what: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* chunks;
  } catch (error) {
    throw meaningOf(what, error);
  }
}

function meaningOf(what: string, error: unknown): unknown {
  const code = systemErrorCode(error) ?? '';
  if (early.has(code)) return new SlipwayError('image/truncated', `The ${what} data ends too early.`, { cause: error });
  if (/^(Z|ZSTD)_/.test(code)) return new SlipwayError('image/corrupt', `The ${what} data is damaged.`, { cause: error });
  return error;
}
