import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { doing, parseDisk } from '../../../../../electron/engine/fleet/burnin/disk-result.ts';

const quoted = (value: object): string => JSON.stringify(value, undefined, 1).replaceAll(/^/gm, ' ');
const still = { bw: 0, iops: 0 };

const fio = [
  'rotational 0',
  'tool fio',
  'doing randwrite 4k',
  'fio randwrite 4k',
  ' fio: some warning before the answer',
  quoted({
    'fio version': 'fio-3.33',
    jobs: [{ read: still, write: { bw: 976, iops: 244.1 }, sync: { lat_ns: { min: 0, max: 0 } } }],
  }),
  'bandwidth',
  ' 800',
  ' 900',
  ' 1000',
  ' 1100',
  'doing sync',
  'fio sync 0',
  quoted({
    jobs: [
      {
        read: still,
        write: { bw: 300, iops: 130 },
        sync: { lat_ns: { max: 95_000_000, percentile: { '50.000000': 4_000_000, '99.000000': 41_000_000 } } },
      },
    ],
  }),
  'end',
].join('\n');

describe('what the disk script printed', () => {
  it('is read from the answers of fio, with quartiles of its bandwidth and the safe writes', () => {
    expect(parseDisk(fio)).toEqual({
      tool: 'fio',
      runs: [
        {
          pattern: 'random',
          op: 'write',
          blockSize: 4096,
          bytesPerSecond: 976 * 1024,
          iops: 244.1,
          box: { min: 800 * 1024, lower: 875 * 1024, median: 950 * 1024, upper: 1025 * 1024, max: 1100 * 1024 },
        },
      ],
      sync: { median: 4, p99: 41, max: 95 },
    });
  });

  it('is read from the answer of fio 2, which knows no safe writes', () => {
    const old = `tool fio\nfio read 512k\n${quoted({ jobs: [{ read: { bw: 19_000, iops: 37 }, write: still }] })}\nfio sync 0\n${quoted({ jobs: [{ read: still, write: still }] })}`;
    expect(parseDisk(old)).toEqual({
      tool: 'fio',
      runs: [{ pattern: 'sequential', op: 'read', blockSize: 524_288, bytesPerSecond: 19_000 * 1024, iops: 37 }],
    });
  });

  it("is read from Slipway's own measure", () => {
    const own = 'tool python3\nown random read 4096 4200000.000 1025\nparts 4000000 4400000\nsync 2.5 12.25 90\nend';
    expect(parseDisk(own)).toMatchObject({
      tool: 'python3',
      runs: [{ pattern: 'random', op: 'read', blockSize: 4096, bytesPerSecond: 4.2e6, iops: 1025, box: { median: 4.2e6 } }],
      sync: { median: 2.5, p99: 12.25, max: 90 },
    });
  });

  it('is read from dd', () => {
    const dd = 'tool dd\ndd write 4096 8192000 bytes (8.2 MB, 7.8 MiB) copied, 2 s, 4.1 MB/s\ndd read 4096 dd: Invalid argument';
    expect(parseDisk(dd)?.runs).toEqual([
      { pattern: 'sequential', op: 'write', blockSize: 4096, bytesPerSecond: 4_096_000, iops: 1000 },
    ]);
  });

  it.each(['', 'refused 100', 'tool fio', 'tool fio\nfio randwrite 4k\n {"jobs":[]}', 'tool fio\nfio randwrite 4k\n not json'])(
    '%j is no measurement',
    (output) => {
      expect(parseDisk(output)).toBeUndefined();
    },
  );

  it('of any bytes is a measurement with sound numbers, or none', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom(...fio.split('\n'), 'own random read 4096 NaN -1', 'sync x y z', 'parts -1 2 3'),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        for (const { bytesPerSecond, iops } of parseDisk(lines.join('\n'))?.runs ?? []) {
          expect(bytesPerSecond).toBeGreaterThan(0);
          expect(iops).toBeGreaterThan(0);
        }
      }),
    );
  });

  it.each([
    ['doing randwrite 4k', 'random write 4k'],
    ['doing sync', 'small synchronous writes'],
    ['doing constructor 4k', undefined],
    ['tool fio', undefined],
  ])('%j tells that it does %j', (line, what) => {
    expect(doing(line)).toBe(what);
  });
});
