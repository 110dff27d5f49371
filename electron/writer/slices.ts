import type { ByteRange } from '../disk/byte-range.ts';

/** A piece of one range, small enough to be read or written in one call. */
export interface Slice {
  readonly offset: number;
  readonly length: number;
  /** Index of its range. */
  readonly range: number;
}

/** One call moves at most this much: fast on every card (flat above 512 KiB), and a cancel waits for one call at most. */
export const sliceBytes = 1024 * 1024;

/**
 * Cuts ranges into slices of at most {@link sliceBytes}, in order. No slice crosses byte `cut`, the end of the first
 * sectors that are held back.
 */
export function* slicesOf(ranges: readonly ByteRange[], cut: number): Generator<Slice> {
  for (const [range, { offset, length }] of ranges.entries()) {
    const end = offset + length;
    for (let at = offset; at < end;) {
      const next = Math.min(end, at + sliceBytes, at < cut ? cut : Infinity);
      yield { offset: at, length: next - at, range };
      at = next;
    }
  }
}
