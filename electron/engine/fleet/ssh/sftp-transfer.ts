import { SlipwayError } from '../../../contract/errors.ts';
import type { OpenFile } from './sftp-session.ts';

/** What OpenSSH's own sftp asks for at once; every server takes it (32 KiB, draft-ietf-secsh-filexfer-02 section 3). */
const pieceBytes = 32 * 1024;
/** Requests under way: half a MiB in memory, and enough for a link with 50 ms delay. */
const windowPieces = 16;

/** Takes a piece of a file; the next one is handed over when it is done. */
export type TakeBytes = (bytes: Uint8Array) => Promise<void> | void;

/** The first `size` bytes of a file in their order. Errors: `ssh/transfer` when it ends before; those of the session. */
export async function readInOrder(file: OpenFile, size: number, take: TakeBytes): Promise<void> {
  const pieces: { readonly length: number; readonly bytes: Promise<Buffer> }[] = [];
  let asked = 0;
  const askFor = (): void => {
    const length = Math.min(pieceBytes, size - asked);
    const bytes = file.read(asked, length);
    // Whoever waits for an earlier piece hears of a failure first; this one is heard in its turn, or never.
    bytes.catch(() => undefined);
    pieces.push({ length, bytes });
    asked += length;
  };
  for (;;) {
    while (asked < size && pieces.length < windowPieces) askFor();
    const next = pieces.shift();
    if (next === undefined) return;
    const bytes = await next.bytes;
    if (bytes.length < next.length) throw new SlipwayError('ssh/transfer', 'The file became shorter while it was read.');
    await take(bytes);
  }
}

/** Writes all that comes, and gives its length. Errors: those of the session and of the source. */
export async function writeInOrder(file: OpenFile, source: AsyncIterable<Uint8Array>): Promise<number> {
  const underWay: Promise<void>[] = [];
  let offset = 0;
  for await (const chunk of source) {
    for (const piece of piecesOf(chunk)) {
      if (underWay.length >= windowPieces) await underWay.shift();
      const written = file.write(piece, offset);
      written.catch(() => undefined);
      underWay.push(written);
      offset += piece.length;
    }
  }
  await Promise.all(underWay);
  return offset;
}

function* piecesOf(chunk: Uint8Array): Generator<Buffer> {
  for (let start = 0; start < chunk.length; start += pieceBytes)
    yield Buffer.from(chunk.buffer, chunk.byteOffset + start, Math.min(pieceBytes, chunk.length - start));
}
