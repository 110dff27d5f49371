import { alignRanges, endOf, mergeRanges, type ByteRange } from '../../../disk/byte-range.ts';

export const mapBlockBytes = 4096;

/** Longest range: also the unit in which a card is written and verified. */
export const maxRangeBytes = 4 * 2 ** 20;

/** Shorter gaps are cheaper to write than to skip. */
export const minGapBytes = 256 * 1024;

/**
 * The ranges of a map from any ranges (unsorted, overlapping, unaligned): widened to whole blocks, joined across small
 * gaps, cut at multiples of {@link maxRangeBytes}, which is how flash memory is erased. The last block ends with the image.
 */
export function mapRanges(used: readonly ByteRange[], imageSize: number): readonly ByteRange[] {
  const inside = used.filter(({ offset, length }) => offset >= 0 && offset < imageSize && length > 0);
  return mergeRanges(alignRanges(inside, mapBlockBytes, imageSize), minGapBytes - 1).flatMap(cut);
}

function cut(range: ByteRange): readonly ByteRange[] {
  const pieces: ByteRange[] = [];
  for (let at = range.offset; at < endOf(range);) {
    const next = Math.min(endOf(range), (Math.floor(at / maxRangeBytes) + 1) * maxRangeBytes);
    pieces.push({ offset: at, length: next - at });
    at = next;
  }
  return pieces;
}
