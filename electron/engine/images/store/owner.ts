import { z } from 'zod';
import { isRunning as exists, startTimeOf } from '../../../files/processes.ts';

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
  if (!exists(pid)) return false;
  const now = startOf(pid);
  return now === '' || started === '' || now === started;
}

const startOf = (pid: number): string => startTimeOf(pid) ?? '';

/** Reads what {@link thisProcess} wrote; undefined when it is damaged. */
export function parseOwner(text: string): Owner | undefined {
  try {
    return ownerSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
