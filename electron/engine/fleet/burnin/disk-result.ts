import { z } from 'zod';
import { blockSizes, type BlockSize, type DiskResult, type DiskRun } from '../../../contract/burnin.ts';
import { boxPlot } from './box-plot.ts';

type Measured = Pick<DiskResult, 'tool' | 'runs' | 'sync'>;

const rate = z.object({ bw: z.number(), iops: z.number() });
/** The parts of fio's answer that are read; version 2 counts `bw` in KiB like version 3, and has no `sync`. */
const fioSchema = z.object({
  jobs: z
    .array(
      z.object({
        read: rate,
        write: rate,
        sync: z
          .object({ lat_ns: z.object({ max: z.number(), percentile: z.record(z.string(), z.number()).optional() }) })
          .optional(),
      }),
    )
    .min(1),
});

/** fio's names of patterns. */
const kinds: Readonly<Record<string, Pick<DiskRun, 'pattern' | 'op'>>> = {
  write: { pattern: 'sequential', op: 'write' },
  read: { pattern: 'sequential', op: 'read' },
  randwrite: { pattern: 'random', op: 'write' },
  randread: { pattern: 'random', op: 'read' },
};

const fioBlocks: Readonly<Record<string, BlockSize>> = { '4k': 4096, '512k': 524_288, '16m': 16_777_216 };

const tools = ['fio', 'python3', 'dd'] as const;

/**
 * What the disk script printed; runs that make no sense, or that the medium could not do, are left out. Undefined when nothing was
 * measured at all.
 */
export function parseDisk(output: string): Measured | undefined {
  const parts = partsOf(output);
  const tool = tools.find((name) => parts.some(({ head }) => head === `tool ${name}`));
  const runs = parts.flatMap((part) => fioRun(part, parts) ?? ownRun(part, parts) ?? ddRun(part) ?? []);
  if (tool === undefined || runs.length === 0) return undefined;
  const sync = parts.flatMap((part) => fioSync(part) ?? ownSync(part) ?? [])[0];
  return { tool, runs, ...(sync === undefined ? {} : { sync }) };
}

/** A line of the script and the quoted lines under it. */
interface Part {
  readonly head: string;
  readonly body: string[];
  readonly index: number;
}

function partsOf(output: string): readonly Part[] {
  const parts: Part[] = [];
  for (const line of output.split('\n')) {
    if (line.startsWith(' ')) parts.at(-1)?.body.push(line.slice(1));
    else if (line !== '') parts.push({ head: line.slice(0, 4000), body: [], index: parts.length });
  }
  return parts;
}

type FioJob = z.output<typeof fioSchema>['jobs'][number];

function fioJob({ body }: Part): FioJob | undefined {
  const text = body.join('\n');
  const start = text.indexOf('{');
  if (start === -1) return undefined;
  const parsed = fioSchema.safeParse(json(text.slice(start)));
  return parsed.success ? parsed.data.jobs[0] : undefined;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fioRun(part: Part, parts: readonly Part[]): DiskRun | undefined {
  const [tool, kind = '', block = ''] = part.head.split(' ');
  const what = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  const blockSize = Object.hasOwn(fioBlocks, block) ? fioBlocks[block] : undefined;
  const job = tool === 'fio' && what !== undefined ? fioJob(part) : undefined;
  if (what === undefined || blockSize === undefined || job === undefined) return undefined;
  const { bw, iops } = job[what.op];
  const next = parts[part.index + 1];
  const samples = next?.head === 'bandwidth' ? next.body.map((line) => Number.parseFloat(line) * 1024) : [];
  return run({ ...what, blockSize, bytesPerSecond: bw * 1024, iops }, samples);
}

function fioSync(part: Part): DiskResult['sync'] {
  const sync = part.head === 'fio sync 0' ? fioJob(part)?.sync : undefined;
  if (sync === undefined) return undefined;
  const { max, percentile } = sync.lat_ns;
  const of = (key: string): number => (percentile?.[key] ?? Number.NaN) / 1e6;
  return latency(of('50.000000'), of('99.000000'), max / 1e6);
}

/** `own PATTERN OP BLOCK BYTES IOPS`, then `parts …`. */
function ownRun(part: Part, parts: readonly Part[]): DiskRun | undefined {
  const [word, pattern, op, block, bytes, iops] = part.head.split(' ');
  const blockSize = blockSizes.find((size) => String(size) === block);
  if (word !== 'own' || blockSize === undefined) return undefined;
  if ((pattern !== 'sequential' && pattern !== 'random') || (op !== 'read' && op !== 'write')) return undefined;
  const next = parts[part.index + 1]?.head.split(' ') ?? [];
  const samples = next[0] === 'parts' ? next.slice(1).map(Number) : [];
  return run({ pattern, op, blockSize, bytesPerSecond: Number(bytes), iops: Number(iops) }, samples);
}

function ownSync({ head }: Part): DiskResult['sync'] {
  const [word, median, p99, max] = head.split(' ');
  return word === 'sync' ? latency(Number(median), Number(p99), Number(max)) : undefined;
}

/** `dd write 4096 8192000 bytes (8.2 MB, 7.8 MiB) copied, 1.90471 s, 4.3 MB/s`. */
function ddRun({ head }: Part): DiskRun | undefined {
  const match = /^dd (read|write) (\d+) (\d+) bytes.* copied, ([\d.]+(?:e-\d+)?) s,/.exec(head);
  const blockSize = blockSizes.find((size) => String(size) === match?.[2]);
  const bytesPerSecond = Number(match?.[3]) / Number(match?.[4]);
  if (blockSize === undefined) return undefined;
  const op = match?.[1] === 'read' ? 'read' : 'write';
  return run({ pattern: 'sequential', op, blockSize, bytesPerSecond, iops: bytesPerSecond / blockSize }, []);
}

function run(measured: DiskRun, samples: readonly number[]): DiskRun | undefined {
  const sound = [measured.bytesPerSecond, measured.iops].every((value) => Number.isFinite(value) && value > 0);
  if (!sound) return undefined;
  const box = boxPlot(samples.filter((value) => value >= 0));
  return { ...measured, ...(box === undefined ? {} : { box }) };
}

function latency(median: number, p99: number, max: number): DiskResult['sync'] {
  return [median, p99, max].every((value) => Number.isFinite(value) && value >= 0) ? { median, p99, max } : undefined;
}

/** What the script says it is doing, for the page: `random write 4K`. Undefined for any other line. */
export function doing(line: string): string | undefined {
  const [word, kind = '', block = ''] = line.split(' ');
  if (word !== 'doing') return undefined;
  if (kind === 'sync') return 'small synchronous writes';
  const what = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  return what === undefined ? undefined : `${what.pattern} ${what.op} ${block.slice(0, 10)}`;
}
