import { mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { destination, pino } from 'pino';

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
  let file: ReturnType<typeof destination> | undefined;
  const sink = {
    write(line: string) {
      lines.push(line.trimEnd());
      if (lines.length > tailLines) lines.shift();
      try {
        file ??= openLogFile(dir);
        file.write(line);
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
    close: () => closeFile(file),
  };
}

function openLogFile(dir: string): ReturnType<typeof destination> {
  mkdirSync(dir, { recursive: true });
  const path = join(dir, 'slipway.log');
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > maxLogBytes) renameSync(path, `${path}.1`);
  // Without a listener a failed write would be thrown at whoever logs.
  return destination({ dest: path, sync: true, mode: 0o600 }).on('error', () => undefined);
}

function closeFile(file: ReturnType<typeof destination> | undefined): Promise<void> {
  try {
    file?.flushSync();
  } catch {
    // The disk is full: what is still held cannot be kept.
  }
  file?.end();
  return Promise.resolve();
}
