import type { BurninNode, BurninRemark, BurninVerdict, DiskResult, DiskRun, NetworkPair } from '../../../contract/burnin.ts';
import type { Role } from '../../../contract/plan.ts';
import { thresholds, type Threshold } from './thresholds.ts';

export interface Judged extends Pick<BurninNode, 'node' | 'disks' | 'stress' | 'phase'> {
  readonly role: Role;
  /** Of the pairs that it is in. */
  readonly network: readonly NetworkPair[];
}

/** What the figures of a node mean; pure, so that a report can be judged again. */
export function verdict(node: Judged): BurninVerdict {
  const remarks = [...lost(node), ...node.disks.flatMap((disk) => diskRemarks(disk, node)), ...stress(node), ...network(node)];
  const measured =
    node.disks.length > 0 || node.stress !== undefined || node.network.some((pair) => pair.bytesPerSecond !== undefined);
  const grade = gradeOf(remarks, measured);
  const worst = remarks.find(({ severity }) => severity === (grade === 'bad' ? 'error' : 'warning'));
  const good = grade === 'unknown' ? 'Too little was measured to judge it.' : 'Nothing weak was found.';
  return { grade, summary: worst?.message ?? good, remarks };
}

function gradeOf(remarks: readonly BurninRemark[], measured: boolean): BurninVerdict['grade'] {
  if (remarks.some(({ severity }) => severity === 'error')) return 'bad';
  if (!measured) return 'unknown';
  return remarks.some(({ severity }) => severity === 'warning') ? 'fair' : 'good';
}

const remark = (
  code: string,
  severity: BurninRemark['severity'],
  { message, source }: { readonly message: string; readonly source?: string },
): BurninRemark => ({ code, severity, message, ...(source === undefined ? {} : { source }) });

function lost({ phase }: Judged): readonly BurninRemark[] {
  if (phase.kind !== 'lost') return [];
  const during = phase.during === 'start' ? 'It could not be asked' : `It went away during the ${phase.during} part`;
  const message = `${during}: ${phase.error.title.replace(/\.$/, '')}.`;
  return [
    remark('lost', 'error', {
      message,
      source: 'Founding document 004: each rack of seven lost one Pi under stress to a 3 A hub.',
    }),
  ];
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB/s`;

const runOf = ({ runs }: DiskResult, wanted: Pick<DiskRun, 'pattern' | 'op' | 'blockSize'>): DiskRun | undefined =>
  runs.find((run) => run.pattern === wanted.pattern && run.op === wanted.op && run.blockSize === wanted.blockSize);

const smallWrites = { pattern: 'random', op: 'write', blockSize: 4096 } as const;
const smallReads = { pattern: 'random', op: 'read', blockSize: 4096 } as const;
const longWrites = { pattern: 'sequential', op: 'write', blockSize: 16_777_216 } as const;

function diskRemarks(disk: DiskResult, { role }: Judged): readonly BurninRemark[] {
  return [...randomWrite(disk, role), ...randomRead(disk), ...sequentialWrite(disk), ...sync(disk, role), ...cardClass(disk)];
}

/** `this card` or `the disk at /srv/nfs`, at the start of a sentence. */
const nameOf = ({ medium, mount }: DiskResult): string =>
  mount === '/' ? (medium === 'sd' ? 'This card' : 'This disk') : `The ${medium === 'sd' ? 'card' : 'disk'} at ${mount}`;

function randomWrite(disk: DiskResult, role: Role): readonly BurninRemark[] {
  const { limit, source } = thresholds.randomWrite;
  const run = runOf(disk, smallWrites);
  if (run === undefined || run.iops >= limit) return [];
  const needs = `etcd needs ≥ ${megabytes(limit * 4096)} (${limit} writes a second)`;
  const message = `${nameOf(disk)} is slow: ${megabytes(run.bytesPerSecond)} random write, ${needs}.`;
  return [remark('random-write-slow', role === 'control-plane' ? 'error' : 'warning', { message, source })];
}

function randomRead(disk: DiskResult): readonly BurninRemark[] {
  const { limit, source } = thresholds.a1Read;
  const run = runOf(disk, smallReads);
  if (run === undefined || run.iops >= limit) return [];
  const message = `${nameOf(disk)} reads ${Math.round(run.iops)} small blocks a second at random; class A1 promises ${limit}.`;
  return [remark('random-read-slow', 'advice', { message, source })];
}

function sequentialWrite(disk: DiskResult): readonly BurninRemark[] {
  const { limit, source } = thresholds.sequentialWrite;
  const run = runOf(disk, longWrites);
  if (run === undefined || run.bytesPerSecond >= limit) return [];
  const message = `${nameOf(disk)} writes ${megabytes(run.bytesPerSecond)} in one piece; card classes promise ${megabytes(limit)}.`;
  return [remark('sequential-write-slow', 'warning', { message, source })];
}

function sync(disk: DiskResult, role: Role): readonly BurninRemark[] {
  const p99 = disk.sync?.p99;
  if (p99 === undefined || p99 <= thresholds.etcdSync.limit) return [];
  const slow = p99 > thresholds.etcdHeartbeat.limit;
  const { source }: Threshold = slow ? thresholds.etcdHeartbeat : thresholds.etcdSync;
  const message = `${nameOf(disk)} takes ${p99.toFixed(1)} ms to make a small write safe (99 of 100); etcd needs ≤ ${thresholds.etcdSync.limit} ms.`;
  const severity = role === 'worker' ? 'advice' : slow ? 'error' : 'warning';
  return [remark('sync-slow', severity, { message, source })];
}

/** Measured one operation at a time, as the class A1 is; A2 may use a queue, so that a card below it may still be one. */
function cardClass(disk: DiskResult): readonly BurninRemark[] {
  const read = runOf(disk, smallReads)?.iops ?? 0;
  const write = runOf(disk, smallWrites)?.iops ?? 0;
  if (disk.medium !== 'sd' || read < thresholds.a1Read.limit || write < thresholds.a1Write.limit) return [];
  const isA2 = read >= thresholds.a2Read.limit && write >= thresholds.a2Write.limit;
  return [
    remark('card-class', 'advice', {
      message: `${nameOf(disk)} does what class ${isA2 ? 'A2' : 'A1'} promises.`,
      source: thresholds.a1Read.source,
    }),
  ];
}

function stress({ stress: result }: Judged): readonly BurninRemark[] {
  if (result === undefined) return [];
  const hottest = result.temperature?.max;
  const { limit, source } = thresholds.throttles;
  const power = 'raspberrypi.com/documentation/computers/os.html#get_throttled';
  return [
    ...(result.flags.includes('under-voltage')
      ? [
          remark('under-voltage', 'error', {
            message: 'The supply is too weak: the voltage fell below 4.63 V under load.',
            source: power,
          }),
        ]
      : []),
    ...(result.flags.includes('throttled') || result.flags.includes('frequency-capped')
      ? [
          remark('throttled', 'warning', {
            message: 'The processor was slowed down under load, for heat or for a weak supply.',
            source: power,
          }),
        ]
      : []),
    ...(hottest !== undefined && hottest >= limit
      ? [
          remark('hot', 'warning', {
            message: `It reached ${hottest.toFixed(0)} °C; from ${limit} °C on it is slowed down.`,
            source,
          }),
        ]
      : []),
  ];
}

/** A node is judged by the best of its pairs: the worst may be the other's fault. */
function network({ node, network: pairs }: Judged): readonly BurninRemark[] {
  const rates = pairs.flatMap(({ bytesPerSecond }) => bytesPerSecond ?? []);
  const best = Math.max(...rates);
  const least = Math.min(...pairs.flatMap(({ latency }) => latency?.mean ?? []));
  const losses = pairs.flatMap(({ lost: share }) => share ?? []);
  const dead = pairs.length > 0 && rates.length === 0 && pairs.every(({ error }) => error !== undefined);
  const limits = thresholds;
  return [
    ...(dead ? [remark('network-unmeasured', 'warning', { message: `No other node could exchange data with ${node}.` })] : []),
    ...(rates.length > 0 && best < limits.network.limit
      ? [
          remark('network-slow', 'warning', {
            message: `It exchanges ${megabytes(best)} with others at best.`,
            source: limits.network.source,
          }),
        ]
      : []),
    ...(losses.length > 0 && Math.min(...losses) > limits.lost.limit
      ? [
          remark('packets-lost', 'warning', {
            message: `${Math.round(Math.min(...losses) * 100)} % of packets are lost at best.`,
            source: limits.lost.source,
          }),
        ]
      : []),
    ...(Number.isFinite(least) && least > limits.latency.limit
      ? [
          remark('latency-high', 'advice', {
            message: `A packet takes ${least.toFixed(1)} ms there and back at best.`,
            source: limits.latency.source,
          }),
        ]
      : []),
  ];
}
