import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { yamlScalar } from '../../../../electron/engine/plan/yaml-scalar.ts';

describe('yamlScalar', () => {
  it.each([
    ['lab', 'lab'],
    ['192.168.10.1', '192.168.10.1'],
    ['pi[01-03]', '"pi[01-03]"'],
    ['1.30', '"1.30"'],
    ['true', '"true"'],
    ['', '""'],
    [5, '5'],
    [true, 'true'],
    [null, 'null'],
    ['a\nb', '"a\\nb"'],
  ])('writes %j as %s', (value, text) => {
    expect(yamlScalar(value)).toBe(text);
  });

  it('means the same in a block, in a flow mapping and in a flow list, on one line', () => {
    const value = fc.oneof(
      fc.string(),
      fc.string({ unit: 'grapheme' }),
      fc.integer(),
      fc.boolean(),
      fc.constantFrom('- a', '#', ': ', '{', ',', '\r', '\u2028', '\u0085', '---', '...', '~', '0x1', '1e3', '%a'),
    );
    fc.assert(
      fc.property(
        value,
        fc.constantFrom('PLAIN' as const, 'QUOTE_DOUBLE' as const, 'QUOTE_SINGLE' as const),
        (given, quoting) => {
          const text = yamlScalar(given, quoting);
          expect(text).not.toContain('\n');
          expect(parse(`a: ${text}\nb: { c: ${text} }\nd: [${text}]\n`)).toEqual({ a: given, b: { c: given }, d: [given] });
        },
      ),
      { numRuns: 500 },
    );
  });
});
