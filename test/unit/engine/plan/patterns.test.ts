import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandPattern, maxNodes, patternFaultText, patternFor } from '../../../../electron/engine/plan/patterns.ts';

const values = (pattern: string): readonly string[] => {
  const expansion = expandPattern(pattern);
  return expansion.ok ? expansion.values : [`${expansion.fault.kind}: ${patternFaultText(pattern, expansion.fault)}`];
};

describe('expandPattern', () => {
  it.each([
    ['pi', ['pi']],
    ['', ['']],
    ['pi[08-11]', ['pi08', 'pi09', 'pi10', 'pi11']],
    ['pi[8-11]', ['pi8', 'pi9', 'pi10', 'pi11']],
    ['pi[099-101]', ['pi099', 'pi100', 'pi101']],
    ['pi[1-1]', ['pi1']],
    ['[1-2]pi', ['1pi', '2pi']],
    ['192.168.10.[21-23]/24', ['192.168.10.21/24', '192.168.10.22/24', '192.168.10.23/24']],
  ])('spells out %s', (pattern, expected) => {
    expect(values(pattern)).toEqual(expected);
  });

  it.each([
    ['pi[01-', 'unbalanced'],
    ['pi]', 'unbalanced'],
    ['pi[1-2][3-4]', 'several-ranges'],
    ['pi[[1-2]]', 'several-ranges'],
    ['pi[]', 'not-a-range'],
    ['pi[1]', 'not-a-range'],
    ['pi[a-b]', 'not-a-range'],
    ['pi[1-2-3]', 'not-a-range'],
    ['pi[-1-2]', 'not-a-range'],
    ['pi[3-1]', 'backwards'],
    ['pi[0-256]', 'too-many'],
    ['pi[0-999999999]', 'too-many'],
  ])('refuses %s as %s, in a sentence that quotes it', (pattern, kind) => {
    const [fault = ''] = values(pattern);
    expect(fault).toMatch(new RegExp(`^${kind}: "`));
    expect(fault).toContain(pattern);
    expect(fault).toMatch(/\.$/);
  });

  it('gives as many values as the range counts, all different, never more than the limit', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(maxNodes - 1), (from, more) => {
        const found = values(`n[${from}-${from + more}]`);
        expect(new Set(found).size).toBe(more + 1);
      }),
    );
  });
});

describe('patternFor', () => {
  it.each([
    [['pi02', 'pi03'], 'pi[02-03]'],
    [['pi9', 'pi10', 'pi11'], 'pi[9-11]'],
    [['pi1'], 'pi1'],
    [['rack1-pi1', 'rack1-pi2'], 'rack1-pi[1-2]'],
    [['a', 'b'], undefined],
    [['pi1', 'pi3'], undefined],
    [['pi1', 'pi2', 'pi2'], undefined],
    [[], undefined],
  ])('writes %j as %s', (names, pattern) => {
    expect(patternFor(names)).toBe(pattern);
  });

  it('is the reverse of expanding', () => {
    const names = fc.tuple(
      fc.stringMatching(/^[a-z]{1,5}$/),
      fc.nat(200),
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 4 }),
    );
    fc.assert(
      fc.property(names, ([stem, from, more, width]) => {
        const expanded = values(`${stem}[${String(from).padStart(width, '0')}-${from + more}]`);
        expect(values(patternFor(expanded) ?? '')).toEqual(expanded);
      }),
    );
  });
});
