import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { tool } from './pi-image.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** How a command ended: its exit code, and everything it said on stdout and stderr. */
export interface Outcome {
  readonly status: number;
  readonly output: string;
}

export interface FlashBench {
  /** Folder of its own; cards and files of a test go there. */
  readonly dir: string;
  /** Runs the built `slipway flash` in that folder, with a store of its own; no terminal, so nobody answers questions. */
  flash(...args: readonly string[]): Promise<Outcome>;
  /** The same for any other command. */
  slipway(...args: readonly string[]): Promise<Outcome>;
  /** Environment for the runs that follow. */
  readonly env: Record<string, string>;
  remove(): void;
}

/** Builds Slipway when a source is newer, and makes a place to run `slipway flash` in as its users do. */
export async function flashBench(): Promise<FlashBench> {
  await build();
  const dir = mkdtempSync(join(tmpdir(), 'slipway-flash-'));
  const env: Record<string, string> = { SLIPWAY_DATA_DIR: join(dir, 'data') };
  const slipway: FlashBench['slipway'] = (...args) =>
    run(process.execPath, [join(root, 'dist/headless/cli.js'), ...args], { cwd: dir, env: { ...process.env, ...env } });
  return {
    dir,
    env,
    slipway,
    flash: (...args) => slipway('flash', ...args),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** Test files run side by side, and two builds at once would empty each other's folder. */
async function build(): Promise<void> {
  const lock = join(tmpdir(), `slipway-build-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`);
  while (!tryLock(lock)) await delay(200);
  try {
    const built = await run(process.execPath, [join(root, 'build/build.mjs')], { cwd: root });
    if (built.status !== 0) throw new Error(`the build failed: ${built.output}`);
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** A lock that is older than any build takes was left by a run that was killed. */
function tryLock(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - since > 240_000) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

/** The text of a file on the boot partition by mtools; undefined when it is not there. */
export async function bootFile(card: string, path: string): Promise<string | undefined> {
  return tool('mtype', '-i', `${card}@@1M`, `::${path}`).catch(() => undefined);
}

/** fsck.vfat must find nothing on the boot partition of a card. */
export async function checkBoot(card: string): Promise<void> {
  const volume = join(mkdtempSync(join(tmpdir(), 'slipway-boot-')), 'p1');
  try {
    await tool('dd', `if=${card}`, `of=${volume}`, 'bs=1M', 'skip=1', 'count=64', 'conv=sparse', 'status=none');
    await tool('fsck.vfat', '-n', volume);
  } finally {
    rmSync(join(volume, '..'), { recursive: true });
  }
}

function run(command: string, args: readonly string[], options: { cwd: string; env?: NodeJS.ProcessEnv }): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(command, args, { ...options, maxBuffer: 64e6 }, (error, stdout, stderr) => {
      const status = typeof error?.code === 'number' ? error.code : error === null ? 0 : -1;
      resolve({ status, output: stdout + stderr });
    });
    child.stdin?.end();
  });
}
