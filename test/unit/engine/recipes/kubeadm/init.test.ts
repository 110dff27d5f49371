import { describe, expect, it } from 'vitest';
import { SlipwayError } from '../../../../../electron/contract/errors.ts';
import { initStep } from '../../../../../electron/engine/recipes/kubeadm/init.ts';
import type { StepContext } from '../../../../../electron/engine/runbook/step.ts';
import { testSecrets, testSpec, threeControlPlanes } from '../../../../fakes/cluster-spec.ts';

const spec = testSpec({ plan: threeControlPlanes });
const nothing = 'admin=0\nbegun=0\nremains=0\nserving=0\n';
const serving = `admin=1\nbegun=0\nremains=1\nserving=1\ncluster=${spec.name}\n`;

/** What the disk and API of each node say; a node that is not listed cannot be reached. */
function nodesSaying(states: Readonly<Record<string, string>>): { readonly context: StepContext; readonly started: string[] } {
  const started: string[] = [];
  const context = {
    signal: new AbortController().signal,
    now: () => new Date(0),
    note: () => undefined,
    remote: (node: string) => ({
      node,
      script: (text: string) => {
        const stdout = text.includes('docker info') ? 'cgroupfs' : text.includes('ip -o') ? 'eth0' : states[node];
        return stdout === undefined
          ? Promise.reject(new SlipwayError('ssh/unreachable', node))
          : Promise.resolve({ code: 0, stdout, stderr: '' });
      },
    }),
    detached: () => ({
      run: ({ unit }: { readonly unit: string }) => {
        started.push(unit);
        return Promise.resolve({ code: 0, tail: '' });
      },
    }),
  };
  return { context, started };
}

const act = async (states: Readonly<Record<string, string>>): Promise<readonly string[]> => {
  const { context, started } = nodesSaying(states);
  await initStep(spec, testSecrets, []).act?.(context);
  return started;
};

describe('the first control plane', () => {
  it('is made where no other control plane is there, or none can be asked', async () => {
    expect(await act({ pi1: nothing, pi2: nothing })).toEqual(['kubeadm-init']);
  });

  it('is never made beside one that carries the cluster already: that would be a second cluster', async () => {
    await expect(act({ pi1: nothing, pi2: nothing, pi3: serving })).rejects.toMatchObject({
      code: 'kubernetes/stale-node',
      detail: 'pi3 carries lab already; pi1 would make a second cluster.',
      fix: 'Name pi3 before pi1 in the plan: pi1 then joins it.',
    });
  });

  it('that serves is left as it is', async () => {
    expect(await act({ pi1: serving, pi2: serving, pi3: serving })).toEqual([]);
  });
});
