import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLines } from '../../../../electron/engine/fleet/lines.ts';

function linesOf(pieces: readonly string[]): readonly string[] {
  const told: string[] = [];
  const lines = createLines((line) => told.push(line));
  pieces.forEach((piece) => lines.push(piece));
  lines.end();
  return told;
}

describe('lines of remote output', () => {
  it('are the same however the network splits them', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'ü', '\n', '\r\n', '\u001B[1m', '\u001B]0;', '\t') });
    fc.assert(
      fc.property(fc.array(text), (pieces) => {
        expect(linesOf(pieces)).toEqual(linesOf([pieces.join('')]));
      }),
    );
  });

  it('lose an escape sequence that comes in two pieces', () => {
    expect(linesOf(['\u001B]0;ow', 'ned\u0007safe\n'])).toEqual(['safe']);
  });

  it('tell 10 MB without a line break in parts', () => {
    const told = linesOf(Array.from({ length: 1000 }, () => 'x'.repeat(10_000)));
    expect(Math.max(...told.map((line) => line.length))).toBeLessThanOrEqual(64 * 1024);
    expect(told.join('').length).toBe(10_000_000);
  });
});
