import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MappedRange } from '../../../electron/contract/image.ts';
import { sliceBytes, slicesOf } from '../../../electron/writer/slices.ts';

const ranges = fc
  .array(fc.record({ gap: fc.nat(3_000_000), length: fc.integer({ min: 1, max: 4 * sliceBytes }) }), { maxLength: 8 })
  .map((steps) => {
    let at = 0;
    return steps.map(({ gap, length }): MappedRange => {
      const offset = at + gap;
      at = offset + length;
      return { offset, length, sha256: '' };
    });
  });

describe('slices of mapped ranges', () => {
  it('cover each range exactly, in order, and are never too long', () => {
    fc.assert(
      fc.property(ranges, fc.nat(2 * sliceBytes), (mapped, cut) => {
        const slices = [...slicesOf(mapped, cut)];
        for (const { length } of slices) expect(length).toBeLessThanOrEqual(sliceBytes);
        for (const [index, range] of mapped.entries()) {
          const own = slices.filter((slice) => slice.range === index);
          expect(own[0]?.offset).toBe(range.offset);
          for (const [at, slice] of own.entries())
            expect(slice.offset + slice.length).toBe(own[at + 1]?.offset ?? range.offset + range.length);
        }
        expect(slices.map(({ offset }) => offset)).toEqual(slices.map(({ offset }) => offset).toSorted((a, b) => a - b));
      }),
    );
  });

  it('never cross the end of the first sectors', () => {
    fc.assert(
      fc.property(ranges, fc.nat(2 * sliceBytes), (mapped, cut) => {
        for (const { offset, length } of slicesOf(mapped, cut)) expect(offset < cut && offset + length > cut).toBe(false);
      }),
    );
  });
});
