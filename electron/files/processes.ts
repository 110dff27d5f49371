import { readFileSync } from 'node:fs';
import { systemErrorCode } from '../contract/errors.ts';

/** Whether a process with this id exists on this machine; one of another user counts. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) !== 'ESRCH';
  }
}

/**
 * When a process started, in clock ticks since boot (proc_pid_stat(5), field 22): tells it from a later process that got
 * the same id. Undefined where the system does not say.
 */
export function startTimeOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in field 2 may hold blanks and brackets; fields are counted from behind it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
