import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignRanges, gapsBetween, mergeRanges, type ByteRange } from '../../../electron/disk/byte-range.ts';

const range = (offset: number, length: number): ByteRange => ({ offset, length });
const anyRanges = fc.array(fc.record({ offset: fc.nat(200), length: fc.nat(40) }), { maxLength: 12 });

function covered(ranges: readonly ByteRange[]): Set<number> {
  return new Set(ranges.flatMap(({ offset, length }) => Array.from({ length }, (_, index) => offset + index)));
}

describe('ranges of bytes', () => {
  it.each([
    { what: 'sorts', ranges: [range(8, 2), range(0, 2)], merged: [range(0, 2), range(8, 2)] },
    { what: 'joins what touches', ranges: [range(0, 4), range(4, 4)], merged: [range(0, 8)] },
    { what: 'joins what overlaps', ranges: [range(0, 6), range(4, 4)], merged: [range(0, 8)] },
    { what: 'keeps what is inside another', ranges: [range(0, 10), range(2, 2)], merged: [range(0, 10)] },
    { what: 'drops what is empty', ranges: [range(3, 0)], merged: [] },
  ])('merging $what', ({ ranges, merged }) => {
    expect(mergeRanges(ranges)).toEqual(merged);
  });

  it('merging bridges gaps up to the size asked for, and no larger ones', () => {
    expect(mergeRanges([range(0, 4), range(8, 4), range(17, 1)], 4)).toEqual([range(0, 12), range(17, 1)]);
  });

  it('aligning grows outwards but not past the end of the device', () => {
    expect(alignRanges([range(5, 2), range(17, 2)], 8, 20)).toEqual([range(0, 8), range(16, 4)]);
  });

  it('merged ranges cover the same bytes, sorted and apart', () => {
    fc.assert(
      fc.property(anyRanges, (ranges) => {
        const merged = mergeRanges(ranges);
        expect(covered(merged)).toEqual(covered(ranges));
        merged.slice(1).forEach(({ offset }, index) => {
          const before = merged[index];
          expect(offset).toBeGreaterThan((before?.offset ?? 0) + (before?.length ?? 0));
        });
      }),
    );
  });

  it('ranges and the gaps between them make up the whole, with nothing in common', () => {
    fc.assert(
      fc.property(anyRanges, (ranges) => {
        const gaps = gapsBetween(ranges, range(0, 260));
        expect(covered([...ranges, ...gaps])).toEqual(covered([range(0, 260)]));
        expect(gaps.every((gap) => [...covered([gap])].every((byte) => !covered(ranges).has(byte)))).toBe(true);
      }),
    );
  });
});
