import { describe, expect, it } from 'vitest';
import { brief, check, soundPlan } from '../../../../fakes/cluster-plan.ts';

const planes = (count: number): object => ({
  nodes: [
    ...(count === 0
      ? []
      : [{ name: `cp[1-${count}]`, role: 'control-plane', board: 'pi4', address: `192.168.10.[101-${100 + count}]/24` }]),
    { name: 'worker', role: 'worker', board: 'pi4', address: '192.168.10.50/24' },
  ],
});

describe('control planes', () => {
  it.each([
    [0, ['error control-plane-missing nodes']],
    [1, []],
    [2, ['warning control-plane-even nodes.0.role']],
    [3, []],
    [4, ['warning control-plane-even nodes.0.role']],
    [7, []],
    [9, ['warning control-planes-many nodes.0.role']],
  ])('%d of them give %j', async (count, expected) => {
    expect(brief(await check(planes(count)))).toEqual(expected);
  });

  it('are made of a node that has an entry of its own', async () => {
    const [finding] = await check(planes(0));
    expect(finding?.fix?.edits).toEqual([{ op: 'set', path: ['nodes', 0, 'role'], value: 'control-plane' }]);
  });

  it('are not made of a whole range', async () => {
    const [finding] = await check({ nodes: [soundPlan.nodes[1]] });
    expect(finding).toMatchObject({ code: 'control-plane-missing' });
    expect(finding?.fix?.edits).toBeUndefined();
  });
});
