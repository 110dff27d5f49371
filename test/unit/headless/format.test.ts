import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, progressText, table } from '../../../electron/headless/format.ts';

describe('bytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.00 kB'],
    [1_048_576_000, '1.05 GB'],
    [32_000_000_000, '32.0 GB'],
    [512_000_000_000, '512 GB'],
    [12_000_000_000_000, '12.0 TB'],
  ])('writes %d as %s, in the units that card packages use', (count, text) => {
    expect(bytes(count)).toBe(text);
  });

  it('never writes an exponent', () => {
    fc.assert(fc.property(fc.nat({ max: 2 ** 50 }), (count) => !bytes(count).includes('e')));
  });
});

describe('progressText', () => {
  it('says share, rate, time left and what limits it', () => {
    expect(progressText({ done: 380, total: 1000, bytesPerSecond: 19_600_000, secondsLeft: 63.2, limitedBy: 'card' })).toBe(
      '38 % · 19.6 MB/s · 64 s left · limited by card',
    );
  });

  it('says the bytes so far when the total is unknown, and leaves out what it does not know', () => {
    expect(progressText({ done: 5_000_000, bytesPerSecond: 0 })).toBe('5.00 MB');
  });

  it('never shows 100 % before the last byte', () => {
    expect(progressText({ done: 999_999, total: 1_000_000, bytesPerSecond: 0 })).toBe('99 %');
  });
});

describe('table', () => {
  it('pads every column but the last to its widest cell', () => {
    expect(
      table([
        ['A', 'LONG', 'end'],
        ['longer', 'x', 'of the line'],
      ]),
    ).toBe('A       LONG  end\nlonger  x     of the line');
  });
});
