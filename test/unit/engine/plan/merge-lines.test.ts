import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeLines } from '../../../../electron/engine/plan/merge-lines.ts';

const merge = (original: readonly string[], base: readonly string[], changed: readonly string[]): readonly string[] =>
  mergeLines({ original, base, changed }).map(({ text }) => text);

describe('mergeLines', () => {
  it('brings a change into a text of another style', () => {
    expect(merge(['a:  1', '', '', 'b:   2'], ['a: 1', '', 'b: 2'], ['a: 1', '', 'x: 9', 'b: 2'])).toEqual([
      'a:  1',
      '',
      'x: 9',
      '',
      'b:   2',
    ]);
  });

  it('prefers the change where both touch a line', () => {
    expect(merge(['a:  1', 'b:  2'], ['a: 1', 'b: 2'], ['a: 1', 'b: 3'])).toEqual(['a:  1', 'b: 3']);
  });

  it('falls back to the plain style where lines were restyled together and one of them changed', () => {
    expect(merge(['{a,', 'b}', 'c'], ['{ x }', '- y', 'c'], ['{ x }', '- z', 'c'])).toEqual(['{ x }', '- z', 'c']);
  });

  const text = fc.array(fc.constantFrom('a', 'b', 'c', ' a', ''), { maxLength: 12 });

  it('is the change itself when there was no restyling', () => {
    fc.assert(
      fc.property(text, text, (base, changed) => {
        expect(merge(base, base, changed)).toEqual(changed);
      }),
    );
  });

  it('is the original when nothing changed, but for lines that restyling dropped at the end', () => {
    fc.assert(
      fc.property(text, (base) => {
        const original = base.map((line) => (line === '' ? line : `  ${line}`));
        expect(merge(original, base, base)).toEqual(original);
      }),
    );
  });
});
