import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './paths.ts';

export interface RealEngine {
  readonly url: string;
  /** Home folder of this run; projects land in `slipway/` below it. */
  readonly home: string;
  close(): Promise<void>;
}

/** The built program as a newcomer starts it, `slipway serve --practice`, with a home folder of its own. */
export async function startRealEngine(): Promise<RealEngine> {
  const home = await mkdtemp(join(tmpdir(), 'slipway-voyage-'));
  const child = spawn(process.execPath, [join(root, 'dist/headless/cli.js'), 'serve', '--practice', '--port', '0', '--no-open'], {
    env: { ...process.env, HOME: home, SLIPWAY_DATA_DIR: join(home, 'data') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { url: await firstLine(child), home, close: () => stop(child, home) };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The engine has no standard output.');
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('The engine ended before it printed its address.');
}

async function stop(child: ChildProcess, home: string): Promise<void> {
  if (child.exitCode === null) {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
  }
  await rm(home, { recursive: true, force: true });
}
