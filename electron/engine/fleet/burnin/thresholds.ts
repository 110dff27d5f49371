import type { BlockSize, BurninReference, DiskRun } from '../../../contract/burnin.ts';

const mega = 1e6;

/** A figure to be measured by, and who says so. */
export interface Threshold {
  readonly limit: number;
  readonly source: string;
}

const etcdSource = 'etcd.io/docs/v3.5/faq: "What does the etcd warning apply entries took too long mean?"';
const classSource =
  'SD Association, Application Performance Class: sdcard.org/developers/sd-standard-overview/application-performance-class';

/** What cards, boards and cables are measured by. */
export const thresholds = {
  /** Milliseconds for the 99th percentile of synchronous writes. */
  etcdSync: { limit: 10, source: etcdSource },
  /** Milliseconds: etcd's heartbeat; slower writes make it lose its leader. */
  etcdHeartbeat: { limit: 100, source: 'etcd.io/docs/v3.5/tuning' },
  /** 4K operations a second: what etcd asks of a loaded cluster, and what class A1 promises. */
  randomWrite: { limit: 500, source: 'etcd.io/docs/v3.5/op-guide/hardware (500 sequential IOPS); class A1' },
  a1Read: { limit: 1500, source: classSource },
  a1Write: { limit: 500, source: classSource },
  a2Read: { limit: 4000, source: classSource },
  a2Write: { limit: 2000, source: classSource },
  /** Bytes a second: the sustained writing that both classes promise. */
  sequentialWrite: { limit: 10 * mega, source: classSource },
  /** Celsius: from here on the firmware slows the processor. */
  throttles: {
    limit: 80,
    source: 'raspberrypi.com/documentation/computers/raspberry-pi.html#frequency-management-and-thermal-control',
  },
  /** Bytes a second: a cable of 100 Mbit/s carries 11.7 MB/s; less is Wi-Fi, a bad cable or a bad port. */
  network: { limit: 9 * mega, source: 'a good cable of 100 Mbit/s carries 11.7 MB/s' },
  /** Milliseconds there and back; a cable has below 1. */
  latency: { limit: 5, source: 'etcd.io/docs/v3.5/tuning' },
  /** Share of packets. */
  lost: { limit: 0.01, source: 'etcd.io/docs/v3.5/tuning' },
} as const satisfies Record<string, Threshold>;

type Row = readonly [op: DiskRun['op'], blockSize: BlockSize, megabytes: number];

const random = (rows: readonly Row[]): BurninReference['runs'] =>
  rows.map(([op, blockSize, megabytes]) => ({ pattern: 'random', op, blockSize, bytesPerSecond: megabytes * mega }));

const iozone = 'Glasgow Pi cloud, 2015 (founding document 004): iozone -e -I -a -s 50M -r 4k -r 512k -r 16M -i 0 -i 1';

/** What others measured, to stand beside a card's own figures. The founding document's figures are as published. */
export const references: readonly BurninReference[] = [
  {
    id: 'pi1-sandisk-ultra',
    name: 'Raspberry Pi 1, SanDisk Ultra 16 GB (2015)',
    source: iozone,
    runs: random([
      ['write', 4096, 1],
      ['read', 4096, 4.2],
      ['write', 524_288, 19.8],
      ['read', 524_288, 21],
      ['write', 16_777_216, 21.2],
      ['read', 16_777_216, 22],
    ]),
  },
  {
    id: 'pi2-sandisk-extreme',
    name: 'Raspberry Pi 2, SanDisk Extreme 32 GB (2015)',
    source: iozone,
    runs: random([
      ['write', 4096, 2.1],
      ['read', 4096, 6.7],
      ['write', 524_288, 17.7],
      ['read', 524_288, 19],
      ['write', 16_777_216, 18.388],
      ['read', 16_777_216, 19.2],
    ]),
  },
  cardClass('A1', thresholds.a1Read.limit, thresholds.a1Write.limit),
  cardClass('A2', thresholds.a2Read.limit, thresholds.a2Write.limit),
];

/** The least that a card of this class does at random, 4K at a time. */
function cardClass(name: string, read: number, write: number): BurninReference {
  const rows = [
    ['read', 4096, (read * 4096) / mega],
    ['write', 4096, (write * 4096) / mega],
  ] as const;
  return { id: name.toLowerCase(), name: `Card class ${name}, the least`, source: classSource, runs: random(rows) };
}
