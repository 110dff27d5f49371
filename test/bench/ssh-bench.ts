import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createShellPool, type NodeTarget, type ShellPool } from '../../electron/engine/fleet/ssh/pool.ts';
import { testKeys, testPublicKey } from '../fakes/ssh-keys.ts';
import { seconds, type Measurement } from './measure.ts';
import type { Bench } from './workshop.ts';

const nodes = 256;
const secondsAllowed = 10;
const megabytesAllowed = 500;
const pulledAllowed = 15;

/** 256 nodes: a script on each from nothing, the memory that takes, and how soon a pulled node is noticed. */
export const sshBench: Bench = {
  name: 'ssh',
  async run() {
    const { child, targets } = await startFleet();
    const pool = createShellPool({ keys: testKeys });
    try {
      const took = await seconds(() => Promise.all(targets.map((target) => pool.shell(target).script('echo facts'))));
      const megabytes = process.memoryUsage().rss / 1e6;
      const pulled = await seconds(() => pull(child, pool, targets.slice(0, 1)));
      return [
        limit(`a script on ${nodes} nodes, connecting included`, took, { unit: 's', allowed: secondsAllowed }),
        limit(`memory with ${nodes} connections`, megabytes, { unit: 'MB', allowed: megabytesAllowed }),
        limit('a pulled node is noticed', pulled, { unit: 's', allowed: pulledAllowed }),
      ];
    } finally {
      child.kill('SIGKILL');
      await pool.close();
    }
  },
};

interface Limit {
  readonly unit: string;
  readonly allowed: number;
}

/** A figure against what is allowed, which stands in the peer's column. */
export const limit = (name: string, value: number, { unit, allowed }: Limit): Measurement => ({
  name,
  ours: `${value.toFixed(1)} ${unit}`,
  peer: `${allowed} ${unit}`,
  ratio: value / allowed,
  limit: 1,
  bound: 'most',
});

/** 256 fake nodes in a process of their own; it ends when it is killed. */
export async function startFleet(): Promise<{ readonly child: ChildProcess; readonly targets: readonly NodeTarget[] }> {
  const path = fileURLToPath(new URL('fake-fleet.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', path, String(nodes), testPublicKey], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { child, targets: JSON.parse(line) as readonly NodeTarget[] };
}

/** A stopped process is as silent as a machine without power. */
async function pull(child: ChildProcess, pool: ShellPool, [target]: readonly NodeTarget[]): Promise<void> {
  if (target === undefined) return;
  const running = pool.shell(target).exec(['sleep', '1000']);
  setTimeout(() => child.kill('SIGSTOP'), 200);
  await running.catch(() => undefined);
}
