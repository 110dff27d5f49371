import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  axisOf,
  chartTables,
  flaggedSeconds,
  lastOf,
  networkMatrix,
  rateOf,
  runColumns,
  temperatureBoxes,
  writeBoxes,
} from '../../../../renderer/state/burnin.ts';
import { endedBurnin, testedNode } from '../../../fakes/burnin-samples.ts';

const { nodes, network, references } = endedBurnin('/p');

describe('what was measured of cards', () => {
  it('has a column for each kind of run that anybody made, in the order of the founding tables', () => {
    expect(runColumns(nodes).map(({ pattern, op, blockSize }) => `${pattern} ${op} ${String(blockSize)}`)).toEqual([
      'random write 4096',
      'random read 4096',
      'random write 524288',
      'random read 524288',
    ]);
    expect(runColumns([])).toEqual([]);
  });

  it('stands beside published figures; what was not measured is not 0', () => {
    const kind = { pattern: 'random', op: 'write', blockSize: 524_288 } as const;
    expect(references.map(({ runs }) => rateOf(runs, kind))).toEqual([17_700_000, undefined]);
  });

  it('is drawn in MB/s, with the colour of the verdict', () => {
    expect(writeBoxes(nodes).map(({ name, box, tone }) => [name, box.median, tone])).toEqual([
      ['pi-master', 2.1, 'ok'],
      ['pi-node01', 1, 'bad'],
      ['pi-node02', 2.4, 'ok'],
    ]);
    expect(temperatureBoxes(nodes).map(({ box }) => box.median)).toEqual([58, 71, 62]);
  });
});

describe('the axis of box plots', () => {
  it.each([1.5e-323, 1e-12, 0, 50, 999_999.9999999999])('of boxes that are all at %d has room around them', (value) => {
    const box = { min: value, lower: value, median: value, upper: value, max: value };
    const { from, to, step } = axisOf([{ name: '', tone: 'ok', box }]);
    expect([from <= value, to >= value, to > from, step >= 1]).toEqual([true, true, true, true]);
  });

  it('holds every box between round ends', () => {
    const sorted = fc.tuple(fc.double({ min: 0, max: 1e6, noNaN: true }), fc.double({ min: 0, max: 1e6, noNaN: true }));
    fc.assert(
      fc.property(fc.array(sorted, { minLength: 1 }), (ends) => {
        const boxes = ends.map(([a, b]) => {
          const [min, max] = [Math.min(a, b), Math.max(a, b)];
          return { name: '', tone: 'ok' as const, box: { min, lower: min, median: min, upper: max, max } };
        });
        const { from, to, step } = axisOf(boxes);
        expect(from).toBeLessThanOrEqual(Math.min(...boxes.map(({ box }) => box.min)) + step * 1e-6);
        expect(to).toBeGreaterThanOrEqual(Math.max(...boxes.map(({ box }) => box.max)) - step * 1e-6);
        expect(to).toBeGreaterThan(from);
        expect((to - from) / step).toBeLessThan(12);
      }),
    );
  });
});

describe('series', () => {
  it('are columns of one metric, and end with their last value', () => {
    expect(chartTables([testedNode('a', 60, 2)], 'clock')[0]?.[1].at(-1)).toBe(1500);
    expect(lastOf([1, 2, null])).toBe(2);
    expect(lastOf([null])).toBeUndefined();
  });

  it('a thinned second stands for those up to the next one', () => {
    const series = { ...testedNode('a', 60, 2).series, seconds: [0, 10, 20, 30] };
    expect(flaggedSeconds(series, [0, 1, 1, 0])).toBe(20);
    expect(flaggedSeconds(series, [null, 0, 0, 1])).toBe(1);
  });
});

describe('the network matrix', () => {
  it('has a row for each sender and a cell for each receiver', () => {
    const { names, rows } = networkMatrix({ network, nodes });
    expect(names).toEqual(['pi-master', 'pi-node01', 'pi-node02']);
    expect(rows[2]?.cells.map((cell) => cell?.error?.code ?? cell?.bytesPerSecond)).toEqual([
      11_750_000,
      'ssh/timeout',
      undefined,
    ]);
  });
});
