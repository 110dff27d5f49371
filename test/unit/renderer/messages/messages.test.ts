import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorKinds, type ErrorCode } from '../../../../electron/contract/errors.ts';
import { t } from '../../../../renderer/messages/en.ts';
import { errorPages } from '../../../../renderer/messages/errors.ts';
import { ago, bytes, duration, list, percent, plural, rate, shortBoard, timeLeft } from '../../../../renderer/messages/format.ts';
import { fractionOf, progressText } from '../../../../renderer/messages/progress.ts';

describe('sizes and times', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1 kB'],
    [1_040_000_000, '1.04 GB'],
    [31_914_983_424, '31.9 GB'],
    [881_000_000, '881 MB'],
    [2_000_398_934_016, '2 TB'],
    [5_000_000_000_000_000, '5,000 TB'],
  ])('%d bytes are %s', (value, expected) => expect(bytes(value)).toBe(expected));

  it.each([
    [0, '0 %'],
    [0.384, '38 %'],
    [0.999, '99 %'],
    [1, '100 %'],
  ])('%d is %s', (value, expected) => expect(percent(value)).toBe(expected));

  it.each([
    [0.2, 'a moment left'],
    [12, '12 s left'],
    [31, '35 s left'],
    [58, 'about 1 min left'],
    [200, 'about 3 min left'],
    [5_400, 'about 1.5 h left'],
  ])('%d seconds are %s', (value, expected) => expect(timeLeft(value)).toBe(expected));

  it.each([
    [0.42, '0.4 s'],
    [75, '75 s'],
    [92.4, '1 min 32 s'],
  ])('%d seconds took %s', (value, expected) => expect(duration(value)).toBe(expected));

  it.each([
    ['2026-11-21T12:00:00Z', 'just now'],
    ['2026-11-21T11:15:00Z', '45 minutes ago'],
    ['2026-11-20T11:00:00Z', 'yesterday'],
  ])('%s was %s', (iso, expected) => expect(ago(iso, Date.parse('2026-11-21T12:00:10Z'))).toBe(expected));

  it('percent never says 100 before the end', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (value) => {
        expect(percent(value)).not.toBe('100 %');
      }),
    );
  });

  it('words agree with their number', () => {
    expect([plural(1, 'node'), plural(0, 'node'), plural(1200, 'node')]).toEqual(['1 node', '0 nodes', '1,200 nodes']);
    expect(list(['a', 'b', 'c'])).toBe('a, b, and c');
    expect(rate(19_600_000.4)).toBe('19.6 MB/s');
    expect(shortBoard('Raspberry Pi 3B+')).toBe('Pi 3B+');
  });
});

describe('progress', () => {
  it('says what is known and nothing that is not', () => {
    expect(progressText({ done: 5_000_000, bytesPerSecond: 0 })).toBe('5 MB');
    expect(
      progressText({ done: 5_000_000, total: 10_000_000, bytesPerSecond: 1_000_000, secondsLeft: 5, limitedBy: 'card' }),
    ).toBe('5 MB of 10 MB · 1 MB/s · 5 s left · limited by the card');
  });

  it('has no share without a total', () => {
    expect([fractionOf({ done: 1, bytesPerSecond: 0 }), fractionOf({ done: 3, total: 2, bytesPerSecond: 0 })]).toEqual([
      undefined,
      1,
    ]);
  });
});

describe('error pages', () => {
  const codes = Object.keys(errorKinds) as ErrorCode[];

  it.each(codes)('%s says why, and what to try, in whole sentences', (code) => {
    const { why, tries } = errorPages[code];
    expect(tries.length).toBeGreaterThan(0);
    for (const sentence of [why, ...tries]) expect(sentence).toMatch(/^[A-Z][^]*[.]$/);
  });
});

it('no text of the page is empty, and none begins or ends with a blank, unless it is meant to join', () => {
  const texts = textsIn(t);
  expect(texts.length).toBeGreaterThan(200);
  for (const text of texts) expect(text).toBe(text.trim());
});

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
