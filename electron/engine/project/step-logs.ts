import { appendFile, mkdir, open } from 'node:fs/promises';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { LogPart } from '../../contract/runbook.ts';
import { systemErrorCode } from '../../contract/errors.ts';
import { projectError } from './project-error.ts';

/** A step that says more has its log cut: a program in a loop must not fill the disk. */
const longestLog = 4 * 2 ** 20;
const partBytes = 65_536;

export interface StepLogFiles {
  readonly append: (step: string, text: string) => void;
  /** Bytes so far, those that are being written included. */
  readonly size: (step: string) => number;
  /** Resolves when all of it is in the files. */
  readonly settled: () => Promise<void>;
}

const folderOf = (dir: string, runId: string): string => join(dir, 'logs', runId);
/** `~` is in no step's name, and every file system takes it. */
const fileOf = (dir: string, runId: string, step: string): string =>
  join(folderOf(dir, runId), `${step.replaceAll('/', '~')}.log`);

/** The log files of a run's steps, readable by their owner alone. A log that cannot be written is told once and not waited for. */
export function openStepLogs(dir: string, runId: string, onFault: (thrown: unknown) => void): StepLogFiles {
  const sizes = new Map<string, number>();
  let isBroken = false;
  const failed = (thrown: unknown): void => {
    if (!isBroken) onFault(thrown);
    isBroken = true;
  };
  let queue = mkdir(folderOf(dir, runId), { recursive: true, mode: 0o700 }).then(() => undefined, failed);
  const size = (step: string): number => {
    const known = sizes.get(step) ?? statSync(fileOf(dir, runId, step), { throwIfNoEntry: false })?.size ?? 0;
    sizes.set(step, known);
    return known;
  };
  const write = (step: string, text: string): void => {
    sizes.set(step, size(step) + Buffer.byteLength(text));
    queue = queue.then(() => appendFile(fileOf(dir, runId, step), text, { mode: 0o600 })).catch(failed);
  };
  return {
    append(step, text) {
      const before = size(step);
      if (before >= longestLog) return;
      const isLast = before + Buffer.byteLength(text) >= longestLog;
      write(step, isLast ? `${text}The log is full: what follows is not kept.\n` : text);
    },
    size,
    settled: () => queue,
  };
}

/** Part of a step's log from a byte offset on, never half a character; empty while there is none. Errors: `project/not-writable`. */
export async function readStepLog(
  dir: string,
  place: { readonly runId: string; readonly step: string; readonly offset: number },
): Promise<LogPart> {
  const { runId, step, offset } = place;
  const path = fileOf(dir, runId, step);
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const start = Math.min(offset, size);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(partBytes, size - start)), 0, undefined, start);
      const whole = wholeCharacters(buffer.subarray(0, bytesRead));
      return { text: whole.toString('utf8'), next: start + whole.length, size };
    } finally {
      await file.close();
    }
  } catch (thrown) {
    if (systemErrorCode(thrown) === 'ENOENT') return { text: '', next: 0, size: 0 };
    throw projectError(thrown, path);
  }
}

/** Without a last character of which some bytes are still missing. */
function wholeCharacters(bytes: Buffer): Buffer {
  for (let back = 1; back <= Math.min(4, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes;
    if (byte < 0xc0) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return needed > back ? bytes.subarray(0, -back) : bytes;
  }
  return bytes;
}
