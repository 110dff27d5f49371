import { systemErrorCode } from '../contract/errors.ts';
import type { RawDevice } from './raw-device.ts';

/** Errors of the medium or the bus, after which other calls may succeed. Source: the block layer's `blk_status_t` table. */
const mediumErrors: ReadonlySet<string | undefined> = new Set(['EIO', 'EREMOTEIO', 'ETIMEDOUT', 'ENODATA', 'EILSEQ']);

const kib = 1024;

/** Bytes a call moves at most, the first that works: some readers choke on long transfers, and a bad sector fails its whole call. */
const steps = [512 * kib, 64 * kib] as const;

type Move = (memory: Buffer, offset: number) => Promise<number>;

/**
 * The device with failed reads and writes tried again in smaller pieces, down to its sectors: what fails then is one
 * sector, and the error names its offset. A length that helped is kept, so that a weak reader is not asked twice each time.
 */
export function patientDevice(raw: RawDevice): RawDevice {
  return {
    ...raw,
    read: patiently((target, offset) => raw.read(target, offset), raw.alignment.read),
    write: patiently((source, offset) => raw.write(source, offset), raw.alignment.write),
  };
}

function patiently(move: Move, alignment: number): Move {
  const sector = Math.max(512, alignment);
  let longest = Infinity;
  const inPieces = async (memory: Buffer, offset: number, length: number): Promise<number> => {
    let done = 0;
    while (done < memory.length) {
      const piece = memory.subarray(done, done + length);
      const count = await shorter(piece, offset + done);
      done += count;
      if (count < piece.length) return done;
    }
    return done;
  };
  const shorter: Move = async (memory, offset) => {
    try {
      return await move(memory, offset);
    } catch (thrown) {
      const next = nextLength(memory.length, sector);
      if (next === undefined || !isMediumError(thrown)) throw thrown;
      const count = await inPieces(memory, offset, next);
      if (next !== sector) longest = Math.min(longest, next);
      return count;
    }
  };
  return (memory, offset) => (memory.length > longest ? inPieces(memory, offset, longest) : shorter(memory, offset));
}

const nextLength = (length: number, sector: number): number | undefined => [...steps, sector].find((step) => step < length);

const isMediumError = (thrown: unknown): boolean =>
  mediumErrors.has(systemErrorCode(thrown)) ||
  (thrown instanceof Error && thrown.cause !== undefined && mediumErrors.has(systemErrorCode(thrown.cause)));
