import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxPlot } from '../../../../../electron/engine/fleet/burnin/box-plot.ts';
import { parseSample, seriesOf, thin, withSample, type Sample } from '../../../../../electron/engine/fleet/burnin/series.ts';

describe('a line of the sampler', () => {
  it.each([
    [
      'sample 48199 1500000 throttled=0x50005 0.42',
      { temperature: 48.199, clock: 1500, flags: ['under-voltage', 'throttled'], load: 0.42 },
    ],
    [
      "sample temp=61.3'C frequency(48)=1500398464 throttled=0x0 4.00",
      { temperature: 61.3, clock: 1500.398464, flags: [], load: 4 },
    ],
    ['sample - - - 1.5', { load: 1.5 }],
    ['sample - - 0x1 -', { flags: ['under-voltage'] }],
    ['sample 9999999 0 nonsense -1', {}],
  ])('%j is a sample', (line, expected) => {
    expect(parseSample(line, 7)).toEqual({ seconds: 7, ...expected });
  });

  it.each(['', 'tool fio', 'sample 1 2 3 4 5', 'samples 1 2 3 4'])('%j is none', (line) => {
    expect(parseSample(line, 7)).toBeUndefined();
  });
});

const sample = fc.record(
  {
    seconds: fc.nat(100_000),
    temperature: fc.double({ min: -20, max: 120, noNaN: true }),
    clock: fc.integer({ min: 100, max: 3000 }),
    flags: fc.constantFrom<Sample['flags'] & {}>([], ['under-voltage'], ['throttled']),
  },
  { requiredKeys: ['seconds'] },
);

describe('samples thinned for a chart', () => {
  it('keep the hottest, the slowest and every flag, and are few enough', () => {
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 200 }), fc.integer({ min: 1, max: 50 }), (samples, most) => {
        const thinned = thin(samples, most);
        expect(thinned.length).toBeLessThanOrEqual(Math.max(most, 0));
        const hottest = (list: readonly Sample[]): number => Math.max(...list.flatMap(({ temperature }) => temperature ?? []));
        const slowest = (list: readonly Sample[]): number => Math.min(...list.flatMap(({ clock }) => clock ?? []));
        const seen = (list: readonly Sample[]): Set<string> => new Set(list.flatMap(({ flags }) => flags ?? []));
        expect(hottest(thinned)).toBe(hottest(samples));
        expect(slowest(thinned)).toBe(slowest(samples));
        expect(seen(thinned)).toEqual(seen(samples));
      }),
    );
  });

  it('become columns of one length, with null where nothing is known', () => {
    expect(
      seriesOf(
        [
          { seconds: 1, temperature: 50, flags: ['throttled'] },
          { seconds: 2, clock: 600 },
        ],
        10,
      ),
    ).toEqual({
      seconds: [1, 2],
      temperature: [50, null],
      clock: [null, 600],
      load: [null, null],
      underVoltage: [0, null],
      throttled: [1, null],
    });
  });

  it('take a bounded place however long a burn-in lasts', () => {
    let samples: readonly Sample[] = [];
    for (let seconds = 0; seconds < 7300; seconds += 1) samples = withSample(samples, { seconds, temperature: seconds });
    expect(samples.length).toBeLessThan(4000);
    expect(samples.at(-1)).toEqual({ seconds: 7299, temperature: 7299 });
  });
});

describe('a box plot', () => {
  it('has the quartiles between its values', () => {
    expect(boxPlot([4, 1, 3, 2, null, undefined, Number.NaN])).toEqual({ min: 1, lower: 1.75, median: 2.5, upper: 3.25, max: 4 });
  });

  it('needs two values', () => {
    expect(boxPlot([1])).toBeUndefined();
  });
});
