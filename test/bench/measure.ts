import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** One line of the table that `npm run bench` prints: a ratio against a named peer of the same run, and its limit. */
export interface Measurement {
  readonly name: string;
  readonly ours: string;
  readonly peer: string;
  readonly ratio: number;
  readonly limit: number;
  /** `most`: the ratio may not exceed the limit; `least`: it may not fall below it. */
  readonly bound: 'most' | 'least';
}

export const holds = ({ ratio, limit, bound }: Measurement): boolean => (bound === 'most' ? ratio <= limit : ratio >= limit);

/** Seconds that something took. */
export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** The middle of several runs: these machines are noisy. */
export async function medianSeconds(runs: number, work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) times.push(await seconds(work));
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

/** Runs a program to its end; a non-zero end is an error that carries what it said. */
export function program(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve(out) : reject(new Error(`${command} ended with ${code}: ${err.slice(-2000)}`)),
    );
  });
}

/** Resident memory of a process and all its descendants, bytes (Linux). */
export const residentBytes = (pid: number): number => sumOf(pid, ({ resident }) => resident);

/** CPU time of a process and its descendants that still run, seconds (Linux). */
export const cpuSeconds = (pid: number): number => sumOf(pid, ({ id }) => readCpuSeconds(id));

interface Status {
  readonly id: number;
  readonly parent: number;
  readonly resident: number;
}

function sumOf(pid: number, value: (status: Status) => number): number {
  const all = readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(readStatus);
  const sum = (id: number): number =>
    all.filter((status) => status.id === id).reduce((total, status) => total + value(status), 0) +
    all.filter(({ parent }) => parent === id).reduce((total, child) => total + sum(child.id), 0);
  return sum(pid);
}

/** Clock ticks are 1/100 s on every Linux that Node runs on; fields 14 and 15, counted behind the name in brackets. */
function readCpuSeconds(id: number): number {
  try {
    const fields = readFileSync(`/proc/${id}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}

function readStatus(pid: string): Status {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8');
    const field = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
    return { id: Number(pid), parent: field('PPid'), resident: field('VmRSS') * 1024 };
  } catch {
    return { id: Number(pid), parent: 0, resident: 0 };
  }
}

/** One time against another, seconds. */
export const ratio = (name: string, [ours, peer]: readonly [number, number], limit: number): Measurement => ({
  name,
  ours: `${ours.toFixed(1)} s`,
  peer: `${peer.toFixed(1)} s`,
  ratio: ours / peer,
  limit,
  bound: 'most',
});
