import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Which process made a lock or a mark; enough to tell later whether it still runs. */
const ownerSchema = z.object({
  pid: z.number().int().positive(),
  /** When it began, in the system's own count; process ids are given out again. Empty where the system does not say. */
  started: z.string(),
});
export type Owner = z.output<typeof ownerSchema>;

export const thisProcess = (): Owner => ({ pid: process.pid, started: startOf(process.pid) });

/** Whether the process still runs. A process of another user counts as running. */
export function isRunning({ pid, started }: Owner): boolean {
  if (!answers(pid)) return false;
  const now = startOf(pid);
  return now === '' || started === '' || now === started;
}

function answers(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Field 22 of /proc/PID/stat: start in clock ticks after boot (proc(5)); the name before it may hold anything. */
function startOf(pid: number): string {
  if (process.platform !== 'linux') return '';
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/** Reads what {@link thisProcess} wrote; undefined when it is damaged. */
export function parseOwner(text: string): Owner | undefined {
  try {
    return ownerSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
