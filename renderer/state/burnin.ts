import type {
  BlockSize,
  BoxPlot,
  BurninNode,
  BurninReference,
  BurninSeries,
  BurninSnapshot,
  BurninVerdict,
  DiskRun,
  NetworkPair,
} from '../../electron/contract/burnin.ts';
import type { Tone } from './rack-model.ts';

export const gradeTones: Readonly<Record<BurninVerdict['grade'], Tone>> = {
  good: 'ok',
  fair: 'warn',
  bad: 'bad',
  unknown: 'idle',
};

/** A kind of run that tables have a column for. */
export type RunKind = Pick<DiskRun, 'pattern' | 'op' | 'blockSize'>;

/** The columns of the founding documents' tables, then the sequential ones; those that nobody measured are left out. */
export function runColumns(nodes: readonly BurninNode[]): readonly RunKind[] {
  const sizes: readonly BlockSize[] = [4096, 524_288, 16_777_216];
  const kinds = (['random', 'sequential'] as const).flatMap((pattern) =>
    sizes.flatMap((blockSize) => (['write', 'read'] as const).map((op): RunKind => ({ pattern, op, blockSize }))),
  );
  const runs = nodes.flatMap(({ disks }) => disks.flatMap((disk) => disk.runs));
  return kinds.filter((kind) => runs.some((run) => isKind(run, kind)));
}

const isKind = (run: RunKind, kind: RunKind): boolean =>
  run.pattern === kind.pattern && run.op === kind.op && run.blockSize === kind.blockSize;

/** Bytes a second of one kind of run; undefined where it was not measured. */
export const rateOf = (runs: BurninReference['runs'], kind: RunKind): number | undefined =>
  runs.find((run) => isKind(run, kind))?.bytesPerSecond;

export interface NamedBox {
  readonly name: string;
  readonly box: BoxPlot;
  readonly tone: Tone;
}

/** Temperature of each node under stress. */
export const temperatureBoxes = (nodes: readonly BurninNode[]): readonly NamedBox[] =>
  nodes.flatMap(({ node, stress, verdict }) =>
    stress?.temperature === undefined ? [] : [{ name: node, box: stress.temperature, tone: gradeTones[verdict.grade] }],
  );

/** Random 4K writes of each card or disk, in MB/s: what etcd waits for. */
export const writeBoxes = (nodes: readonly BurninNode[]): readonly NamedBox[] =>
  nodes.flatMap(({ node, disks, verdict }) =>
    disks.flatMap(({ mount, runs }) => {
      const box = runs.find((run) => isKind(run, { pattern: 'random', op: 'write', blockSize: 4096 }))?.box;
      if (box === undefined) return [];
      const inMegabytes: BoxPlot = {
        min: box.min / 1e6,
        lower: box.lower / 1e6,
        median: box.median / 1e6,
        upper: box.upper / 1e6,
        max: box.max / 1e6,
      };
      return [{ name: disks.length > 1 ? `${node} ${mount}` : node, box: inMegabytes, tone: gradeTones[verdict.grade] }];
    }),
  );

/** Round ends of an axis that holds every box: from 0, or a round number below the least where all are far from it. */
export function axisOf(boxes: readonly NamedBox[]): { readonly from: number; readonly to: number; readonly step: number } {
  const low = Math.min(...boxes.map(({ box }) => box.min));
  const high = Math.max(...boxes.map(({ box }) => box.max));
  const spread = low > high / 2 ? high - low : high;
  // Values that differ by less than anything measures are one value: steps as fine would be lost in rounding.
  const step = spread < Math.max(high / 1e6, 1e-9) ? Math.max(1, roundStep(high / 1e6)) : roundStep(spread / 4);
  const from = low > high / 2 ? Math.floor(low / step) * step : 0;
  return { from, to: Math.max(from + step, Math.ceil(high / step) * step), step };
}

/** 1, 2 or 5 times a power of ten, not below `rough`. */
function roundStep(rough: number): number {
  if (!(rough > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  return (([1, 2, 5, 10] as const).find((factor) => factor * power >= rough) ?? 10) * power;
}

export type Metric = 'temperature' | 'clock';

/** Columns of one metric: seconds, and values with null where a second has none. */
export type ChartTable = readonly [seconds: readonly number[], values: readonly (number | null)[]];

export const chartTables = (nodes: readonly BurninNode[], metric: Metric): readonly ChartTable[] =>
  nodes.map(({ series }) => [series.seconds, series[metric]]);

/** The last value that is one. */
export const lastOf = (values: readonly (number | null)[]): number | undefined =>
  values.findLast((value) => value !== null) ?? undefined;

/** For how many seconds a flag was up; a thinned second stands for those up to the next. */
export function flaggedSeconds({ seconds }: BurninSeries, flags: readonly (number | null)[]): number {
  return flags.reduce<number>((sum, flag, index) => {
    const here = seconds[index] ?? 0;
    return flag === 1 ? sum + Math.max(1, (seconds[index + 1] ?? here + 1) - here) : sum;
  }, 0);
}

/** Who was measured with whom: a row for each sender, a cell for each receiver. */
export function networkMatrix({ network, nodes }: Pick<BurninSnapshot, 'network' | 'nodes'>) {
  const pairs = new Map(network.map((pair) => [`${pair.from} ${pair.to}`, pair]));
  const named = new Set(network.flatMap(({ from, to }) => [from, to]));
  const names = nodes.map(({ node }) => node).filter((name) => named.has(name));
  const cell = (from: string, to: string): NetworkPair | undefined => pairs.get(`${from} ${to}`);
  return { names, rows: names.map((from) => ({ from, cells: names.map((to) => cell(from, to)) })) };
}
