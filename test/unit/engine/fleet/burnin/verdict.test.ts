import { describe, expect, it } from 'vitest';
import type { DiskResult, DiskRun } from '../../../../../electron/contract/burnin.ts';
import { references } from '../../../../../electron/engine/fleet/burnin/thresholds.ts';
import { verdict, type Judged } from '../../../../../electron/engine/fleet/burnin/verdict.ts';

const kinds = {
  'random write 4096': { pattern: 'random', op: 'write', blockSize: 4096 },
  'random read 4096': { pattern: 'random', op: 'read', blockSize: 4096 },
  'sequential write 16777216': { pattern: 'sequential', op: 'write', blockSize: 16_777_216 },
} as const;

const run = (what: 'random write 4096' | 'random read 4096' | 'sequential write 16777216', megabytes: number): DiskRun => ({
  ...kinds[what],
  bytesPerSecond: megabytes * 1e6,
  iops: (megabytes * 1e6) / kinds[what].blockSize,
});

const card = (changes: Partial<DiskResult> = {}): DiskResult => ({
  mount: '/',
  device: '/dev/mmcblk0p2',
  medium: 'sd',
  tool: 'fio',
  fileBytes: 67_108_864,
  runs: [run('random write 4096', 3.2), run('random read 4096', 9), run('sequential write 16777216', 22)],
  sync: { median: 2, p99: 8, max: 30 },
  ...changes,
});

const node = (changes: Partial<Judged> = {}): Judged => ({
  node: 'pi1',
  role: 'control-plane',
  phase: { kind: 'done' },
  disks: [card()],
  network: [],
  ...changes,
});

const codes = (judged: Judged): readonly string[] => verdict(judged).remarks.map(({ severity, code }) => `${severity} ${code}`);

describe('the verdict on a node', () => {
  it('is good where the card does what its class promises', () => {
    expect(verdict(node())).toMatchObject({ grade: 'good', summary: 'Nothing weak was found.' });
    expect(codes(node())).toEqual(['advice card-class']);
  });

  it("names the founding document's Pi 1 card as slow, and what etcd needs", () => {
    const pi1 = references.find(({ id }) => id === 'pi1-sandisk-ultra');
    const runs = (pi1?.runs ?? []).map((figure) => ({ ...figure, iops: figure.bytesPerSecond / figure.blockSize }));
    const judged = verdict(node({ disks: [card({ runs })] }));
    expect(judged.grade).toBe('bad');
    expect(judged.summary).toBe('This card is slow: 1.0 MB/s random write, etcd needs ≥ 2.0 MB/s (500 writes a second).');
  });

  it('minds a slow card less where no etcd runs', () => {
    const slow = card({ runs: [run('random write 4096', 1)], sync: { median: 9, p99: 140, max: 900 } });
    expect(codes(node({ disks: [slow], role: 'worker' }))).toEqual(['warning random-write-slow', 'advice sync-slow']);
    expect(codes(node({ disks: [slow] }))).toEqual(['error random-write-slow', 'error sync-slow']);
  });

  it.each([
    [8, []],
    [11, ['warning sync-slow']],
    [101, ['error sync-slow']],
  ])('for writes that are safe after %i ms is %j', (p99, expected) => {
    expect(
      codes(node({ disks: [card({ sync: { median: 1, p99, max: 500 } })] })).filter((code) => code.includes('sync')),
    ).toEqual(expected);
  });

  it('says what power and heat did under load', () => {
    const stress = {
      tool: 'stress-ng',
      seconds: 600,
      temperature: { min: 50, lower: 70, median: 80, upper: 82, max: 83 },
      flags: ['under-voltage', 'throttled'],
    } as const;
    expect(codes(node({ disks: [], stress }))).toEqual(['error under-voltage', 'warning throttled', 'warning hot']);
  });

  it('says that a node went away, and during what', () => {
    const error = { code: 'ssh/disconnected', title: 'The connection to the node was lost.', detail: '', fix: '' } as const;
    expect(verdict(node({ phase: { kind: 'lost', during: 'stress', error } }))).toMatchObject({
      grade: 'bad',
      summary: 'It went away during the stress part: The connection to the node was lost.',
    });
  });

  it('judges the network by the best of its pairs, as the worst may be the fault of the other', () => {
    const pair = { from: 'pi1', to: 'pi2', tool: 'python3', lost: 0, latency: { min: 0.2, mean: 0.4, max: 1 } } as const;
    const slow = { ...pair, bytesPerSecond: 2e6 };
    expect(codes(node({ disks: [], network: [slow, { ...pair, bytesPerSecond: 11.5e6 }] }))).toEqual([]);
    expect(codes(node({ disks: [], network: [slow] }))).toEqual(['warning network-slow']);
    const wifi = { ...slow, lost: 0.2, latency: { min: 3, mean: 9, max: 80 } };
    expect(codes(node({ disks: [], network: [wifi] }))).toEqual([
      'warning network-slow',
      'warning packets-lost',
      'advice latency-high',
    ]);
  });

  it('is unknown where nothing was measured', () => {
    expect(verdict(node({ disks: [] })).grade).toBe('unknown');
  });
});
