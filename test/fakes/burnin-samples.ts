import type { BoxPlot, BurninNode, BurninSnapshot, DiskRun, NetworkPair } from '../../electron/contract/burnin.ts';

const megabyte = 1e6;

const boxAround = (median: number, spread: number): BoxPlot => ({
  min: median - 2 * spread,
  lower: median - spread,
  median,
  upper: median + spread,
  max: median + 2 * spread,
});

const random = (op: 'read' | 'write', blockSize: DiskRun['blockSize'], rate: number): DiskRun => ({
  pattern: 'random',
  op,
  blockSize,
  bytesPerSecond: rate * megabyte,
  iops: Math.round((rate * megabyte) / blockSize),
  box: boxAround(rate * megabyte, rate * 1e5),
});

/** A node that was tested for a minute; `heat` is its temperature, `write` its random 4K writes in MB/s. */
export function testedNode(node: string, heat: number, write: number): BurninNode {
  const seconds = Array.from({ length: 60 }, (_, index) => index);
  const weak = write < 1.5;
  return {
    node,
    model: 'Raspberry Pi 4 Model B Rev 1.4',
    phase: { kind: 'done' },
    series: {
      seconds,
      temperature: seconds.map((second) => Math.round((heat - 20 * Math.exp(-second / 15)) * 10) / 10),
      clock: seconds.map((second) => (weak && second > 40 ? 600 : 1500)),
      load: seconds.map((second) => Math.min(4, second / 10)),
      underVoltage: seconds.map((second) => (weak && second > 40 ? 1 : 0)),
      throttled: seconds.map((second) => (weak && second > 40 ? 1 : 0)),
    },
    disks: [
      {
        mount: '/',
        device: '/dev/mmcblk0p2',
        medium: 'sd',
        tool: 'fio',
        fileBytes: 50 * megabyte,
        runs: [
          random('write', 4096, write),
          random('read', 4096, 6.7),
          random('write', 524_288, 17.7),
          random('read', 524_288, 19),
        ],
        sync: { median: 4, p99: weak ? 62 : 18, max: 120 },
      },
    ],
    stress: { tool: 'stress-ng', seconds: 60, temperature: boxAround(heat, 3), flags: weak ? ['under-voltage'] : [] },
    notes: [],
    verdict: weak
      ? {
          grade: 'bad',
          summary: 'Its card is slow, and its supply is too weak.',
          remarks: [
            {
              code: 'random-write-slow',
              severity: 'error',
              message: 'This card is slow: 1.0 MB/s random write; etcd needs at least 1.5.',
              source: 'etcd.io/docs/v3.5/op-guide/hardware',
            },
          ],
        }
      : { grade: 'good', summary: 'Card, supply and network hold.', remarks: [] },
  };
}

const pair = (from: string, to: string, megabits: number): NetworkPair => ({
  from,
  to,
  tool: 'python3',
  bytesPerSecond: (megabits * megabyte) / 8,
  latency: { min: 0.3, mean: 0.4, max: 0.9 },
});

/** A burn-in of three nodes that has ended: one has a weak card and supply, one a bad cable. */
export const endedBurnin = (dir: string): BurninSnapshot => ({
  id: '2026-11-24T20-30-00',
  dir,
  cluster: 'lab',
  revision: 90,
  state: 'done',
  order: { seconds: 60, parts: ['disk', 'stress', 'network'] },
  startedAt: '2026-11-24T20:30:00.000Z',
  endedAt: '2026-11-24T20:34:00.000Z',
  part: 'end',
  fraction: 1,
  nodes: [testedNode('pi-master', 58, 2.1), testedNode('pi-node01', 71, 1), testedNode('pi-node02', 62, 2.4)],
  network: [
    pair('pi-master', 'pi-node01', 940),
    pair('pi-master', 'pi-node02', 94),
    pair('pi-node01', 'pi-master', 938),
    pair('pi-node01', 'pi-node02', 93),
    pair('pi-node02', 'pi-master', 94),
    {
      from: 'pi-node02',
      to: 'pi-node01',
      error: { code: 'ssh/timeout', title: 'The node did not finish in time.', detail: '', fix: '' },
    },
  ],
  references: [
    {
      id: 'glasgow-pi2',
      name: 'Pi 2, SanDisk Extreme 32 GB',
      source: 'Glasgow Pi cloud, 2015, iozone',
      runs: [random('write', 4096, 2.1), random('read', 4096, 6.7), random('write', 524_288, 17.7), random('read', 524_288, 19)],
    },
    { id: 'a1', name: 'Class A1', source: 'SD Association', runs: [random('write', 4096, 2), random('read', 4096, 6.1)] },
  ],
});

/** The same, half-way. */
export function runningBurnin(dir: string): BurninSnapshot {
  const { endedAt: _, ...ended } = endedBurnin(dir);
  return {
    ...ended,
    revision: 40,
    state: 'running',
    part: 'stress',
    fraction: 0.62,
    etaSeconds: 70,
    nodes: ended.nodes.map((node) => ({
      ...node,
      phase: { kind: 'stress', fraction: 0.5, doing: 'All cores and memory busy' },
      verdict: { grade: 'unknown', summary: '', remarks: [] },
    })),
    network: [],
  };
}
