import { closeSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';

export interface Log {
  info(facts: object, message: string): void;
  error(thrown: unknown, message: string): void;
  /** The last lines, oldest first. */
  tail(): readonly string[];
  close(): Promise<void>;
}

const tailLines = 400;
const maxLogBytes = 5_000_000;

/** Fields that never reach a log, wherever they are in what is logged (security is a feature). */
const secretFields = ['password', 'passwordHash', 'wifiKey', 'privateKey', 'token', 'cookie', 'authorization'];

/** One JSON line an event in `<dir>/slipway.log`; one older file is kept. Opened at the first line, so that reading costs nothing. */
export function createLog(dir: string, version: string): Log {
  const lines: string[] = [];
  let file: number | undefined;
  const sink = {
    write(line: string) {
      lines.push(line.trimEnd());
      if (lines.length > tailLines) lines.shift();
      try {
        file ??= openLogFile(dir);
        writeSync(file, line);
      } catch {
        // A disk that is full, or a folder that cannot be written, must not fail what is being logged; the tail still has it.
      }
    },
  };
  const redact = secretFields.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  const logger = pino({ base: { version, pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime, redact }, sink);
  return {
    info: (facts, message) => logger.info(facts, message),
    error: (thrown, message) => logger.error(thrown, message),
    tail: () => [...lines],
    close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
      return Promise.resolve();
    },
  };
}

/** The file's descriptor. Written with plain calls: pino's own destination tries again for ever when the disk is full. */
function openLogFile(dir: string): number {
  mkdirSync(dir, { recursive: true });
  const path = join(dir, 'slipway.log');
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > maxLogBytes) renameSync(path, `${path}.1`);
  return openSync(path, 'a', 0o600);
}
