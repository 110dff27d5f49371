import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished } from 'vitest';
import type { CardTarget } from '../../electron/contract/card.ts';
import { fromWriterSchema, type CardJob, type FromWriter } from '../../electron/contract/writer-protocol.ts';
import { makeNoiseImage, type MappedImage } from './mapped-image.ts';
import { tempFolder } from './temp-folder.ts';
import { writerProgram } from './writer-program.ts';

/*
 * The engine's side taken over by someone who wants other bytes elsewhere. The writer runs with all rights of the test, as
 * it would with an administrator's.
 */

const mib = 1024 * 1024;
const { nodePath, nodeArguments = [], entry } = writerProgram;
const patiently = { timeout: 30_000, interval: 5 };

export interface Attack {
  readonly env?: NodeJS.ProcessEnv;
  readonly args?: readonly string[];
  /** What is said before its input ends, a line each. */
  readonly lines: readonly (object | string)[];
}

/** Lets a writer hear all of it, and tells what it said and how it ended. */
export async function attack({
  lines,
  env = {},
  args = [],
}: Attack): Promise<{ readonly code: number | null; readonly said: FromWriter[] }> {
  const child = spawn(nodePath, [...nodeArguments, entry, ...args], {
    env: { ...process.env, UV_THREADPOOL_SIZE: '8', ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  child.stdin.on('error', () => undefined);
  const said: FromWriter[] = [];
  createInterface(child.stdout).on('line', (line) => said.push(fromWriterSchema.parse(JSON.parse(line))));
  for (const line of lines) child.stdin.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`);
  const ended = once(child, 'close');
  await expect.poll(() => child.exitCode !== null || said.filter(isEnd).length >= cardsOf(lines), patiently).toBe(true);
  child.stdin.end();
  await ended;
  return { code: child.exitCode, said };
}

export const isEnd = ({ type }: FromWriter): boolean => type === 'done' || type === 'failed' || type === 'cancelled';
const cardsOf = (lines: Attack['lines']): number =>
  lines.reduce<number>(
    (sum, line) => sum + (typeof line === 'object' && 'cards' in line && Array.isArray(line.cards) ? line.cards.length : 0),
    0,
  ) || Infinity;

export const job = (image: MappedImage, target: CardTarget, id = 'a'): CardJob => ({ id, target, image, files: [] });
export const start = (...cards: readonly CardJob[]) => ({ type: 'start', version: 1, cards });
export const outcome = (said: readonly FromWriter[], id = 'a'): string => {
  const end = said.find((message) => isEnd(message) && 'id' in message && message.id === id);
  return end?.type === 'failed' ? end.error.code : (end?.type ?? 'nothing');
};

/** A folder with an image, and a file that must stay as it is. */
export function scene() {
  const folder = tempFolder();
  const image = makeNoiseImage(folder, 2 * mib);
  const precious = join(folder, 'precious');
  writeFileSync(precious, 'the only copy');
  return { folder, image, precious };
}
export const isKept = (precious: string): void => expect(readFileSync(precious, 'utf8')).toBe('the only copy');
