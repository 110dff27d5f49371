import { mkdir, readFile, rm, rmdir, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { SlipwayError, systemErrorCode } from '../../contract/errors.ts';
import { createFileAtomically } from '../../files/atomic-write.ts';
import { isRunning, startTimeOf } from '../../files/processes.ts';
import { projectError } from './project-error.ts';

const holderSchema = z.object({
  pid: z.number().int().positive(),
  host: z.string(),
  /** See {@link startTimeOf}. */
  started: z.string().optional(),
  purpose: z.string(),
});
type Holder = z.output<typeof holderSchema>;

export type Release = () => Promise<void>;

/**
 * Keeps other processes out of a project until released; `purpose` tells them why ("writing cards"). A lock of a process
 * that is gone is taken over. Errors: `project/locked` naming process and purpose.
 */
export async function acquireProjectLock(dir: string, { purpose }: { readonly purpose: string }): Promise<Release> {
  const path = join(dir, '.slipway-lock');
  return waitForLock(path, purpose, (attempt) => attempt.kind === 'changing');
}

/** Runs a short piece of work (a read, a compare, a write) while no other process does so under the same name. */
export async function withShortLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const release = await waitForLock(path, 'saving', () => true);
  try {
    return await work();
  } finally {
    await release();
  }
}

/** `held`: by a living process. `changing`: a dead one is just being cleared away. */
type Attempt =
  | { readonly kind: 'taken'; readonly release: Release }
  | { readonly kind: 'held' | 'changing'; readonly holder: Holder | undefined };

/** Tries for some five seconds, as long as it is worth while. */
async function waitForLock(path: string, purpose: string, isWorthWaiting: (attempt: Attempt) => boolean): Promise<Release> {
  for (let tries = 0; ; tries += 1) {
    const attempt = await tryLock(path, purpose);
    if (attempt.kind === 'taken') return attempt.release;
    if (tries >= 200 || !isWorthWaiting(attempt)) throw lockedBy(attempt.holder, path);
    await delay(10 + Math.random() * 30);
  }
}

async function tryLock(path: string, purpose: string): Promise<Attempt> {
  const started = startTimeOf(process.pid);
  const holder: Holder = { pid: process.pid, host: hostname(), purpose, ...(started === undefined ? {} : { started }) };
  // The nonce tells this lock from another one of the same process.
  const content = JSON.stringify({ ...holder, nonce: crypto.randomUUID() }) + '\n';
  if (await created(path, content)) return { kind: 'taken', release: () => releaseLock(path, content) };
  const text = await textOf(path);
  const other = holderOf(text);
  if (other !== undefined && isAlive(other)) return { kind: 'held', holder: other };
  if (other !== undefined || (await isOlderThan(path, 2000))) await removeDead(path, text);
  return { kind: 'changing', holder: other };
}

async function created(path: string, content: string): Promise<boolean> {
  try {
    await createFileAtomically(path, content, 0o600);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false;
    throw projectError(error, path);
  }
}

async function releaseLock(path: string, content: string): Promise<void> {
  if ((await textOf(path)) === content) await rm(path, { force: true });
}

/** Removes under a lock of its own, so that nobody removes the new lock of somebody who was faster. */
async function removeDead(path: string, dead: string | undefined): Promise<void> {
  const gate = `${path}.takeover`;
  if (dead === undefined || !(await enteredGate(gate))) return;
  try {
    if ((await textOf(path)) === dead) await rm(path, { force: true });
  } finally {
    await rmdir(gate).catch(() => undefined);
  }
}

/** A takeover lasts milliseconds; a gate older than ten seconds was left by a killed process. */
async function enteredGate(gate: string): Promise<boolean> {
  try {
    await mkdir(gate);
    return true;
  } catch (error) {
    if (systemErrorCode(error) !== 'EEXIST') throw projectError(error, gate);
    if (await isOlderThan(gate, 10_000)) await rmdir(gate).catch(() => undefined);
    return false;
  }
}

/** A lock without content may be one that is just being written, on a disk that knows no links. */
async function isOlderThan(path: string, milliseconds: number): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > milliseconds;
}

const textOf = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined);

function holderOf(text: string | undefined): Holder | undefined {
  try {
    return holderSchema.parse(JSON.parse(text ?? ''));
  } catch {
    return undefined;
  }
}

/** A holder on another machine (a shared folder) cannot be asked and counts as alive. */
function isAlive(holder: Holder): boolean {
  if (holder.host !== hostname()) return true;
  if (!isRunning(holder.pid)) return false;
  const started = startTimeOf(holder.pid);
  return started === undefined || holder.started === undefined || started === holder.started;
}

function lockedBy(holder: Holder | undefined, path: string): SlipwayError {
  if (holder === undefined) return new SlipwayError('project/locked', path);
  const { pid, host, purpose } = holder;
  const where = host === hostname() ? `process ${pid}` : `process ${pid} on ${host}`;
  return new SlipwayError('project/locked', `It is ${purpose} (${where}).`);
}
