import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

/** Zeros are looked for in steps of this many bytes: small enough to find them, large enough for quick writes. */
const blockBytes = 64 * 1024;
const bufferBytes = 2 * 2 ** 20;

/** Written pages are sent to the disk all along, so that the last fsync has little left to wait for. */
const flushEvery = 64 * 2 ** 20;

const zeros = Buffer.alloc(blockBytes);

export interface SparseResult {
  readonly rawBytes: number;
  readonly sha256: string;
}

export interface SparseOptions {
  /** Called before bytes take space on the disk, with their number; throws to stop. */
  readonly reserve: (bytes: number) => void;
  /** Told how many bytes more can be read from the file, from its start on; a hole may still be missing at its end. */
  readonly onPlaced: (bytes: number) => void;
}

/**
 * Writes a raw image into an empty file, sparsely: runs of zeros become holes. The hash is that of the whole image, holes included.
 * The file is on the disk (fsync) when this returns. Errors: whatever the source, `reserve` or the disk throw.
 */
export async function writeSparse(handle: FileHandle, raw: AsyncIterable<Buffer>, options: SparseOptions): Promise<SparseResult> {
  const writer = sparseWriter(handle, options);
  try {
    for await (const chunk of raw) await writer.add(chunk);
    return await writer.finish();
  } finally {
    await writer.settled();
  }
}

/** As {@link writeSparse} for an image that somebody else writes into the file: only hashed, counted, and sent to the disk. */
export async function hashPlaced(
  handle: FileHandle,
  raw: AsyncIterable<Buffer>,
  { reserve, onPlaced }: SparseOptions,
): Promise<SparseResult> {
  const hash = createHash('sha256');
  const flusher = backgroundFlush(handle);
  let rawBytes = 0;
  try {
    for await (const chunk of raw) {
      reserve(dataRuns(chunk).reduce((sum, run) => sum + run.length, 0));
      hash.update(chunk);
      rawBytes += chunk.length;
      flusher.wrote(chunk.length);
      onPlaced(chunk.length);
    }
    await flusher.settled();
    await handle.sync();
    return { rawBytes, sha256: hash.digest('hex') };
  } finally {
    await flusher.settled().catch(() => undefined);
  }
}

interface SparseWriter {
  add(chunk: Buffer): Promise<void>;
  finish(): Promise<SparseResult>;
  /** Resolves when nothing is being written any more; never rejects. */
  settled(): Promise<void>;
}

/** Two buffers: one fills while the other is written. */
function sparseWriter(handle: FileHandle, { reserve, onPlaced }: SparseOptions): SparseWriter {
  const hash = createHash('sha256');
  const flusher = backgroundFlush(handle);
  let [filling, spare] = [Buffer.allocUnsafe(bufferBytes), Buffer.allocUnsafe(bufferBytes)];
  let filled = 0;
  let offset = 0;
  let writing: Promise<void> = Promise.resolve();

  const turn = async (): Promise<void> => {
    const bytes = filling.subarray(0, filled);
    const runs = dataRuns(bytes);
    reserve(runs.reduce((sum, run) => sum + run.length, 0));
    await writing;
    const at = offset;
    writing = writeRuns(handle, at, runs).then(() => onPlaced(bytes.length));
    // Whoever waits next sees the failure; until then it must not count as unhandled.
    writing.catch(() => undefined);
    flusher.wrote(bytes.length);
    hash.update(bytes);
    offset += bytes.length;
    filled = 0;
    [filling, spare] = [spare, filling];
  };

  return {
    async add(chunk) {
      for (let at = 0; at < chunk.length;) {
        const copied = chunk.copy(filling, filled, at);
        at += copied;
        filled += copied;
        if (filled === filling.length) await turn();
      }
    },
    async finish() {
      await turn();
      await writing;
      await flusher.settled();
      await handle.truncate(offset);
      await handle.sync();
      return { rawBytes: offset, sha256: hash.digest('hex') };
    },
    async settled() {
      await writing.catch(() => undefined);
      await flusher.settled().catch(() => undefined);
    },
  };
}

interface Run {
  readonly at: number;
  readonly bytes: Buffer;
  readonly length: number;
}

/** The parts of a buffer that hold something, in steps of {@link blockBytes}. */
function dataRuns(bytes: Buffer): readonly Run[] {
  const runs: Run[] = [];
  let start = -1;
  const close = (end: number): void => {
    if (start >= 0) runs.push({ at: start, bytes: bytes.subarray(start, end), length: end - start });
    start = -1;
  };
  for (let at = 0; at < bytes.length; at += blockBytes) {
    const block = bytes.subarray(at, at + blockBytes);
    if (block.equals(block.length === blockBytes ? zeros : zeros.subarray(0, block.length))) close(at);
    else if (start < 0) start = at;
  }
  close(bytes.length);
  return runs;
}

async function writeRuns(handle: FileHandle, offset: number, runs: readonly Run[]): Promise<void> {
  for (const { at, bytes } of runs) {
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, offset + at + done);
      done += bytesWritten;
    }
  }
}

interface BackgroundFlush {
  wrote(bytes: number): void;
  settled(): Promise<void>;
}

function backgroundFlush(handle: FileHandle): BackgroundFlush {
  let since = 0;
  let flushing: Promise<void> | undefined;
  const flush = async (): Promise<void> => {
    await handle.datasync();
    flushing = undefined;
  };
  return {
    wrote(bytes) {
      since += bytes;
      if (since < flushEvery || flushing !== undefined) return;
      since = 0;
      flushing = flush();
      flushing.catch(() => undefined);
    },
    settled: async () => flushing,
  };
}
