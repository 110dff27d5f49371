import { describe, expect, it } from 'vitest';
import { networkSteps } from '../../../../../electron/engine/recipes/network/cni.ts';
import { bridgeConfig, routesOf } from '../../../../../electron/engine/recipes/network/host-routes.ts';
import { testManifests, testMember, testSpec } from '../../../../fakes/cluster-spec.ts';

describe('static routes between nodes', () => {
  it('lead to the pods of the others, by what the cluster gave each of them', () => {
    const spec = testSpec();
    const members = [
      testMember('pi-master', { podCidr: '10.244.0.0/24' }),
      testMember('pi-node01', { podCidr: '10.244.7.0/24' }),
      testMember('pi-node02'),
    ];
    expect(routesOf(spec, spec.first, members)).toEqual([{ podCidr: '10.244.7.0/24', via: '192.168.10.21' }]);
  });

  it('end at a bridge whose pods have addresses out of the range of their node', () => {
    expect(JSON.parse(bridgeConfig('10.244.7.0/24'))).toMatchObject({
      plugins: [{ type: 'bridge', ipam: { ranges: [[{ subnet: '10.244.7.0/24' }]] } }, { type: 'portmap' }],
    });
  });

  it('wait for the end of every join, but a bridge for that of its own node only', () => {
    const { steps, readyNeeds } = networkSteps({
      spec: testSpec(),
      manifests: testManifests(),
      joined: (name) => `join@${name}`,
    });
    expect(steps.slice(0, 2).map(({ id, needs, after = [] }) => [id, needs, after.length])).toEqual([
      ['network/bridge@pi-master', ['join@pi-master'], 0],
      ['network/routes@pi-master', ['join@pi-master'], 3],
    ]);
    expect(readyNeeds('pi-node01')).toEqual(['network/bridge@pi-node01']);
  });
});
