import { describe, expect, it } from 'vitest';
import type { StepContext } from '../../../../electron/engine/runbook/step.ts';
import { downRun } from '../../../../electron/engine/recipes/down.ts';
import { testSpec, threeControlPlanes } from '../../../fakes/cluster-spec.ts';

const kubeconfig = { read: () => Promise.resolve(undefined), write: () => Promise.resolve(), remove: () => Promise.resolve() };
const backups = { find: () => Promise.resolve(undefined), save: () => Promise.resolve('backups/x') };
const brief = (parts: Partial<Parameters<typeof downRun>[0]>) => {
  const { steps, lockNode } = downRun({ spec: testSpec(), kubeconfig, backups, ...parts });
  return { lockNode, steps: steps.map(({ id, needs, after = [] }) => [id, [...needs, ...after].length]) };
};

describe('taking a cluster down', () => {
  it('keeps a backup first, clears workers next and the first control plane last', () => {
    expect(brief({}).steps).toEqual([
      ['backup/etcd@pi-master', 0],
      ['reset/node@pi-node01', 1],
      ['reset/node@pi-node02', 1],
      ['reset/node@pi-master', 3],
      ['reset/kubeconfig', 1],
    ]);
  });

  it('takes the entry out of the user’s own kubeconfig when it is told to, and only then', async () => {
    let there = true;
    const userKubeconfig = {
      find: () => Promise.resolve(there ? { path: '/home/me/.kube/config', context: 'lab' } : undefined),
      remove: () => {
        there = false;
        return Promise.resolve('/home/me/.kube/config.slipway.bak');
      },
    };
    const { steps } = downRun({ spec: testSpec(), kubeconfig, backups, userKubeconfig });
    const step = steps.find(({ id }) => id === 'reset/user-kubeconfig');
    expect(step).toMatchObject({ optional: true, needs: ['reset/node@pi-master'] });
    const notes: string[] = [];
    const context = { note: (text: string) => notes.push(text) } as unknown as StepContext;
    expect(await step?.check(context)).toEqual({
      done: false,
      summary: '/home/me/.kube/config has the context lab of this cluster.',
    });
    await step?.act?.(context);
    expect(await step?.check(context)).toMatchObject({ done: true });
    expect(notes).toEqual(['The file as it was: /home/me/.kube/config.slipway.bak']);
    expect(downRun({ spec: testSpec(), node: 'pi-node01', kubeconfig, userKubeconfig }).steps.map(({ id }) => id)).not.toContain(
      'reset/user-kubeconfig',
    );
  });

  it('clears further control planes one by one, so that each takes its member out of etcd', () => {
    const { steps } = brief({ spec: testSpec({ plan: threeControlPlanes }) });
    expect(steps.slice(1, 4)).toEqual([
      ['reset/node@pi3', 1],
      ['reset/node@pi2', 2],
      ['reset/node@pi1', 3],
    ]);
  });
});

describe('taking one node out', () => {
  it('makes it leave before it is cleared', () => {
    expect(brief({ node: 'pi-node01' })).toEqual({
      lockNode: 'pi-master',
      steps: [
        ['reset/leave@pi-node01', 0],
        ['reset/node@pi-node01', 1],
      ],
    });
  });

  it('looks from a control plane that stays when the first one goes', () => {
    expect(brief({ spec: testSpec({ plan: threeControlPlanes }), node: 'pi1' }).lockNode).toBe('pi2');
  });

  it('keeps a backup when it is the only control plane', () => {
    expect(brief({ node: 'pi-master' }).steps.map(([id]) => id)).toEqual(['backup/etcd@pi-master', 'reset/node@pi-master']);
  });

  it('refuses a node that the plan does not have', () => {
    expect(() => brief({ node: 'nobody' })).toThrow(expect.objectContaining({ code: 'plan/unknown-node' }));
  });
});
