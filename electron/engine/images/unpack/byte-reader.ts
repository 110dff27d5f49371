import { SlipwayError } from '../../../contract/errors.ts';

/** Pull access to a stream of bytes, with the little look-ahead that archive headers need. */
export interface ByteReader {
  /** How many bytes were taken so far (given-back ones not counted). */
  consumed(): number;
  /** The next bytes as they come, or undefined at the end. */
  next(): Promise<Buffer | undefined>;
  /** Exactly `length` bytes. Errors: `image/truncated`. */
  take(length: number): Promise<Buffer>;
  /** The next `length` bytes without taking them; fewer only at the end. */
  peek(length: number): Promise<Buffer>;
  /** Gives back bytes that were taken last. */
  unread(bytes: Buffer): void;
}

/** Reads from an asynchronous source of chunks; takes nothing from it before it is asked. */
export function readerOf(source: AsyncIterable<Buffer>): ByteReader {
  const chunks = source[Symbol.asyncIterator]();
  let ahead: Buffer = Buffer.alloc(0);
  let consumed = 0;

  const pull = async (): Promise<Buffer | undefined> => {
    for (;;) {
      const step = await chunks.next();
      if (step.done === true) return undefined;
      if (step.value.length > 0) return step.value;
    }
  };
  const fill = async (length: number): Promise<void> => {
    while (ahead.length < length) {
      const chunk = await pull();
      if (chunk === undefined) return;
      ahead = ahead.length === 0 ? chunk : Buffer.concat([ahead, chunk]);
    }
  };
  const taken = (bytes: Buffer): Buffer => {
    consumed += bytes.length;
    return bytes;
  };

  return {
    consumed: () => consumed,
    async next() {
      const chunk = ahead.length > 0 ? ahead : await pull();
      ahead = Buffer.alloc(0);
      return chunk === undefined ? undefined : taken(chunk);
    },
    async take(length) {
      await fill(length);
      if (ahead.length < length) throw new SlipwayError('image/truncated', `It ends after ${consumed + ahead.length} bytes.`);
      const bytes = ahead.subarray(0, length);
      ahead = ahead.subarray(length);
      return taken(bytes);
    },
    async peek(length) {
      await fill(length);
      return ahead.subarray(0, length);
    },
    unread(bytes) {
      consumed -= bytes.length;
      ahead = ahead.length === 0 ? bytes : Buffer.concat([bytes, ahead]);
    },
  };
}

/** Skips `length` bytes in constant memory. Errors: `image/truncated`. */
export async function skipBytes(reader: ByteReader, length: number): Promise<void> {
  for (let left = length; left > 0;) {
    const chunk = await reader.next();
    if (chunk === undefined) throw new SlipwayError('image/truncated', `${left} more bytes were announced.`);
    if (chunk.length > left) reader.unread(chunk.subarray(left));
    left -= Math.min(left, chunk.length);
  }
}

/** Reads on to the end, so that a hash over the source covers all of it. */
export async function drain(reader: ByteReader): Promise<void> {
  while ((await reader.next()) !== undefined);
}
