import { z } from 'zod';
import type { ErrorFacts } from './errors.ts';
import type { ThrottleFlag } from './facts.ts';

/** `disk`: each card and disk by itself. `stress`: processor and memory of all nodes at once. `network`: between nodes. */
export const burninParts = ['disk', 'stress', 'network'] as const;
export type BurninPart = (typeof burninParts)[number];

export const burninOrderSchema = z.strictObject({
  dir: z.string(),
  /** All of the plan where absent. */
  nodes: z.array(z.string()).min(1).optional(),
  /** How long the stress lasts; the founding documents ran it for 600. */
  seconds: z.number().int().min(5).max(86_400).default(600),
  parts: z
    .array(z.enum(burninParts))
    .min(1)
    .default([...burninParts]),
});
export type BurninOrder = z.output<typeof burninOrderSchema>;

/** The five numbers of a box plot. */
export interface BoxPlot {
  readonly min: number;
  readonly lower: number;
  readonly median: number;
  readonly upper: number;
  readonly max: number;
}

/** Columns of equal length, thinned for a chart; null where a second has no value. Extremes survive thinning. */
export interface BurninSeries {
  /** Since the burn-in began. */
  readonly seconds: readonly number[];
  /** Celsius. */
  readonly temperature: readonly (number | null)[];
  /** MHz of the first core. */
  readonly clock: readonly (number | null)[];
  /** One minute average. */
  readonly load: readonly (number | null)[];
  /** 1 while the supply was too weak (`under-voltage`), else 0. */
  readonly underVoltage: readonly (number | null)[];
  /** 1 while throttled or capped for heat or power, else 0. */
  readonly throttled: readonly (number | null)[];
}

/** Block sizes in bytes: 4K, 512K and 16M, those of the founding documents' tables. */
export const blockSizes = [4096, 524_288, 16_777_216] as const;
export type BlockSize = (typeof blockSizes)[number];

export interface DiskRun {
  readonly pattern: 'sequential' | 'random';
  readonly op: 'read' | 'write';
  readonly blockSize: BlockSize;
  readonly bytesPerSecond: number;
  /** Operations a second. */
  readonly iops: number;
  /** Bytes a second over the parts of the run. */
  readonly box?: BoxPlot;
}

/** One card or disk of a node. */
export interface DiskResult {
  /** Where it is mounted. */
  readonly mount: string;
  readonly device: string;
  readonly medium: 'sd' | 'ssd' | 'hdd' | 'unknown';
  /** What measured: `fio`, or Slipway's own (`python3` or `dd`, direct I/O both). */
  readonly tool: 'fio' | 'python3' | 'dd';
  /** Size of the file measured on. */
  readonly fileBytes: number;
  readonly runs: readonly DiskRun[];
  /** Small synchronous writes, as etcd makes them: milliseconds until they are safe. */
  readonly sync?: { readonly median: number; readonly p99: number; readonly max: number };
}

export interface StressResult {
  /** `sh`: Slipway's own loop. */
  readonly tool: 'stress-ng' | 'stress' | 'sh';
  readonly seconds: number;
  readonly temperature?: BoxPlot;
  /** MHz. */
  readonly clock?: BoxPlot;
  /** What was seen during the stress. */
  readonly flags: readonly ThrottleFlag[];
}

/** From one node to another. */
export interface NetworkPair {
  readonly from: string;
  readonly to: string;
  readonly tool?: 'python3' | 'iperf3' | 'nc';
  /** Absent where it could not be measured. */
  readonly bytesPerSecond?: number;
  /** Milliseconds there and back. */
  readonly latency?: { readonly min: number; readonly mean: number; readonly max: number };
  /** 0 to 1. */
  readonly lost?: number;
  readonly error?: ErrorFacts;
}

export type BurninPhase =
  /** It waits for the other nodes. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'disk' | 'stress' | 'network'; readonly fraction: number; readonly doing: string }
  | { readonly kind: 'done' }
  /** It went away and the others went on. */
  | { readonly kind: 'lost'; readonly during: BurninPart | 'start'; readonly error: ErrorFacts }
  | { readonly kind: 'stopped' };

/** A remark of the verdict. */
export interface BurninRemark {
  /** Stable, kebab-case, e.g. `random-write-slow`. */
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'advice';
  readonly message: string;
  readonly source?: string;
}

export interface BurninVerdict {
  /** `unknown`: too little was measured. */
  readonly grade: 'good' | 'fair' | 'bad' | 'unknown';
  /** One sentence. */
  readonly summary: string;
  readonly remarks: readonly BurninRemark[];
}

export interface BurninNode {
  readonly node: string;
  /** As the board names itself. */
  readonly model?: string;
  readonly phase: BurninPhase;
  readonly series: BurninSeries;
  readonly disks: readonly DiskResult[];
  readonly stress?: StressResult;
  /** Parts that could not be done here, and why. */
  readonly notes: readonly string[];
  readonly verdict: BurninVerdict;
}

/** A published or founding figure to compare with, in bytes a second. */
export interface BurninReference {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly runs: readonly Pick<DiskRun, 'pattern' | 'op' | 'blockSize' | 'bytesPerSecond'>[];
}

/** The whole burn-in; `revision` grows with every change, so that a page that reloads resumes. */
export interface BurninSnapshot {
  /** Of this burn-in; also the name of its report's files. */
  readonly id: string;
  readonly dir: string;
  readonly cluster: string;
  readonly revision: number;
  /** `failed`: no node was left. */
  readonly state: 'running' | 'done' | 'stopped' | 'failed';
  readonly order: Pick<BurninOrder, 'seconds' | 'parts'>;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt?: string;
  /** The part that all nodes are in. */
  readonly part: BurninPart | 'start' | 'end';
  /** 0 to 1, and how long it takes yet. */
  readonly fraction: number;
  readonly etaSeconds?: number;
  readonly nodes: readonly BurninNode[];
  readonly network: readonly NetworkPair[];
  readonly references: readonly BurninReference[];
}

/** What `burnin/<id>.json` holds. */
export interface BurninReport extends Omit<BurninSnapshot, 'dir' | 'revision'> {
  readonly format: 'slipway-burnin/1';
  /** Slipway's. */
  readonly version: string;
}

/** A report that is kept in the project. */
export interface BurninRecord {
  readonly id: string;
  readonly startedAt: string;
  readonly state: BurninSnapshot['state'];
  readonly nodes: number;
  readonly grades: Readonly<Record<BurninVerdict['grade'], number>>;
}
