import { describe, expect, it } from 'vitest';
import { resolvePlan } from '../../../../electron/engine/plan/resolve.ts';
import { planWith, soundPlan } from '../../../fakes/cluster-plan.ts';

describe('resolvePlan', () => {
  it('spells out every node, with its image and the entry it came from', () => {
    const nodes = [soundPlan.nodes[0], { ...soundPlan.nodes[1], image: 'own', labels: { disk: 'ssd' } }];
    expect(resolvePlan(planWith({ nodes })).nodes).toEqual([
      { name: 'pi-master', role: 'control-plane', board: 'pi4', address: '192.168.10.20/24', image: soundPlan.image, entry: 0 },
      {
        name: 'pi-node01',
        role: 'worker',
        board: 'pi4',
        address: '192.168.10.21/24',
        image: 'own',
        labels: { disk: 'ssd' },
        entry: 1,
      },
      {
        name: 'pi-node02',
        role: 'worker',
        board: 'pi4',
        address: '192.168.10.22/24',
        image: 'own',
        labels: { disk: 'ssd' },
        entry: 1,
      },
    ]);
  });

  it('leaves out what cannot be expanded, and keeps the entries of the others', () => {
    const nodes = [{ name: 'pi[2-1]' }, { name: 'a[1-2]', address: '10.0.0.[1-3]/24' }, { name: 'b', address: '10.0.0.[/24' }];
    expect(resolvePlan(planWith({ nodes, image: undefined })).nodes).toEqual([
      { name: 'a1', role: 'worker', board: 'pi4', entry: 1 },
      { name: 'a2', role: 'worker', board: 'pi4', entry: 1 },
      { name: 'b', role: 'worker', board: 'pi4', entry: 2 },
    ]);
  });

  it('stops where there are too many, however many a plan stands for', () => {
    const nodes = Array.from({ length: 20_000 }, (_, index) => ({ name: `n${index}x[000-255]` }));
    expect(resolvePlan(planWith({ nodes })).nodes).toHaveLength(512);
  });
});
