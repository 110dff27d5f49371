import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { NodeTarget } from '../../electron/engine/fleet/ssh/target.ts';
import { createShellPool } from '../../electron/engine/fleet/ssh/pool.ts';
import { upRun } from '../../electron/engine/recipes/up.ts';
import { createRunService } from '../../electron/engine/services/run-service.ts';
import { testManifests, testSecrets, testSpec } from '../fakes/cluster-spec.ts';
import { testKeys, testPublicKey } from '../fakes/ssh-keys.ts';
import { seconds, type Measurement } from './measure.ts';
import type { Bench } from './workshop.ts';

const [few, many] = [6, 48];
const mostTimes = 2;

/** A cluster of 48 workers against one of 6: nodes take their time side by side, and the first control plane is asked by all. */
export const scaleBench: Bench = {
  name: 'scale',
  async run({ work }): Promise<readonly Measurement[]> {
    const [small, large] = [await upSeconds(work, few), await upSeconds(work, many)];
    const ratio = large / small;
    const name = `up with ${many} stand-in workers, against ${few}`;
    return [{ name, ours: `${large.toFixed(1)} s`, peer: `${small.toFixed(1)} s`, ratio, limit: mostTimes, bound: 'most' }];
  },
};

/** From adopted nodes to the end of the run. */
async function upSeconds(work: string, workers: number): Promise<number> {
  const path = fileURLToPath(new URL('stand-in-nodes.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', path, String(workers), testPublicKey], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const targets = new Map(JSON.parse(line) as readonly (readonly [string, NodeTarget])[]);
  const pool = createShellPool({ keys: testKeys });
  const dir = join(work, `scale-${workers}`);
  await mkdir(dir, { recursive: true });
  const shellOf = (node: string) => {
    const target = targets.get(node);
    if (target === undefined) throw new Error(`There is no ${node}.`);
    return pool.shell(target);
  };
  const runs = createRunService({
    providers: new Map([['up', () => Promise.resolve({ steps: upRun(partsOf(workers)).steps })]]),
    lockNode: () => Promise.resolve('pi0'),
    remote: (_, node) => ({ node, script: (text, options) => shellOf(node).script(text, options) }),
    log: { info: () => undefined, error: () => undefined, tail: () => [], close: () => Promise.resolve() },
  });
  try {
    return await seconds(async () => {
      await runs.service.start({ dir, kind: 'up' });
      for await (const { ended, steps } of runs.service.watch({ dir }, new AbortController().signal)) {
        if (ended === undefined) continue;
        if (ended.outcome === 'done') return;
        throw new Error(
          JSON.stringify(steps.filter(({ state }) => state.kind === 'failed').map(({ info, state }) => [info.id, state])),
        );
      }
    });
  } finally {
    await runs.close();
    await pool.close();
    child.stdin.end();
  }
}

function partsOf(workers: number): Parameters<typeof upRun>[0] {
  let kept: string | undefined;
  const nodes = [
    { name: 'pi0', role: 'control-plane', board: 'pi4', address: '192.168.10.10/24' },
    { name: `pi[1-${workers}]`, role: 'worker', board: 'pi4', address: `192.168.10.[11-${10 + workers}]/24` },
  ];
  return {
    spec: testSpec({ track: 'kubeadm', version: '1.36.4', plan: { nodes } }),
    secrets: testSecrets,
    kubeconfig: {
      read: () => Promise.resolve(kept),
      write: (text) => Promise.resolve(void (kept = text)),
      remove: () => Promise.resolve(void (kept = undefined)),
    },
    manifests: testManifests(),
  };
}
