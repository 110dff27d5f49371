import type { FileHandle } from 'node:fs/promises';

export interface ReadAhead {
  readonly file: FileHandle;
  /** As many reads are under way as there are buffers. */
  readonly buffers: readonly Buffer[];
}

/**
 * Buffers for reading what a file has never been read of, a hole above all: finding memory for it takes longer than the
 * copy, and goes on in several cores only when their reads lie further apart than the system reads ahead by itself.
 */
export const readBuffers = (): readonly Buffer[] => Array.from({ length: 2 }, () => Buffer.allocUnsafe(8 * 2 ** 20));

/**
 * The bytes of a file from `start` to `end`, which it must have, in order and read ahead. A chunk lasts until the next is
 * asked for. No read is under way any more when this has ended. Errors: those of the disk; `RangeError` when the file is shorter.
 */
export async function* readAhead({ file, buffers }: ReadAhead, start: number, end: number): AsyncGenerator<Buffer> {
  const coming: Promise<Buffer>[] = [];
  let next = start;
  const ask = (buffer: Buffer): void => {
    if (next === end) return;
    const size = Math.min(buffer.length, end - next);
    const chunk = readWhole(file, buffer.subarray(0, size), next);
    // Whoever waits for it sees the failure; until then it must not count as unhandled.
    chunk.catch(() => undefined);
    coming.push(chunk);
    next += size;
  };
  try {
    buffers.forEach(ask);
    for (let chunk = coming.shift(); chunk !== undefined; chunk = coming.shift()) {
      const bytes = await chunk;
      yield bytes;
      // Only the last chunk can be shorter than its buffer, and after that nothing is asked for.
      ask(bytes);
    }
  } finally {
    await Promise.allSettled(coming);
  }
}

async function readWhole(file: FileHandle, chunk: Buffer, at: number): Promise<Buffer> {
  for (let done = 0; done < chunk.length;) {
    const { bytesRead } = await file.read(chunk, done, chunk.length - done, at + done);
    if (bytesRead === 0) throw new RangeError(`The file ends before byte ${at + chunk.length}.`);
    done += bytesRead;
  }
  return chunk;
}
