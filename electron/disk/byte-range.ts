/** A run of bytes of a device. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

/** Where a range stops: the first byte that is not in it. */
export const endOf = ({ offset, length }: ByteRange): number => offset + length;

/** Sorts ranges and joins those that overlap, touch, or lie less than `gap` bytes apart. Empty ranges vanish. */
export function mergeRanges(ranges: readonly ByteRange[], gap = 0): ByteRange[] {
  const sorted = ranges.filter(({ length }) => length > 0).sort((a, b) => a.offset - b.offset);
  const merged: ByteRange[] = [];
  for (const range of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && range.offset <= endOf(last) + gap)
      merged[merged.length - 1] = { offset: last.offset, length: Math.max(endOf(last), endOf(range)) - last.offset };
    else merged.push(range);
  }
  return merged;
}

/** Grows every range to whole blocks of `align` bytes, within a device of `size` bytes. */
export function alignRanges(ranges: readonly ByteRange[], align: number, size: number): ByteRange[] {
  return ranges.map((range) => {
    const offset = Math.floor(range.offset / align) * align;
    return { offset, length: Math.min(size, Math.ceil(endOf(range) / align) * align) - offset };
  });
}

/** What of `whole` lies outside of `ranges`, sorted. */
export function gapsBetween(ranges: readonly ByteRange[], whole: ByteRange): ByteRange[] {
  const gaps: ByteRange[] = [];
  let at = whole.offset;
  for (const range of mergeRanges(ranges)) {
    if (range.offset > at) gaps.push({ offset: at, length: Math.min(range.offset, endOf(whole)) - at });
    at = Math.max(at, endOf(range));
  }
  if (at < endOf(whole)) gaps.push({ offset: at, length: endOf(whole) - at });
  return gaps.filter(({ length }) => length > 0);
}
