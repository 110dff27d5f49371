import { describe, expect, it } from 'vitest';
import { resolvePlan } from '../../../../electron/engine/plan/resolve.ts';
import { clusterSpec, nodeOf } from '../../../../electron/engine/recipes/cluster-spec.ts';
import { planWith } from '../../../fakes/cluster-plan.ts';
import { testSpec, threeControlPlanes } from '../../../fakes/cluster-spec.ts';

const kubeadm = { track: 'kubeadm', version: '1.36.4' } as const;
const specOf = (changes: object, found?: ReadonlyMap<string, string>) =>
  clusterSpec({ plan: resolvePlan(planWith(changes)), choice: kubeadm, ...(found === undefined ? {} : { found }) });

describe('what is built out of a plan', () => {
  it('has addresses without prefix length, the version with its v, and the first control plane as endpoint', () => {
    const spec = testSpec();
    expect(spec.nodes.map(({ name, address }) => `${name} ${address}`)).toEqual([
      'pi-master 192.168.10.20',
      'pi-node01 192.168.10.21',
      'pi-node02 192.168.10.22',
    ]);
    expect([spec.version, spec.minor, spec.endpoint, spec.first.name]).toEqual(['v1.20.2', 20, '192.168.10.20', 'pi-master']);
  });

  it('has the virtual address as endpoint where several control planes share one', () => {
    expect(testSpec({ plan: threeControlPlanes }).endpoint).toBe('192.168.10.50');
  });

  it('refuses several control planes without a virtual address', () => {
    const { nodes } = threeControlPlanes;
    expect(() => specOf({ nodes })).toThrow(/virtualAddress/);
  });

  it('takes the address that a node was found at where the plan has none, and refuses a node without any', () => {
    const nodes = [{ name: 'pi', role: 'control-plane', board: 'pi4' }];
    expect(specOf({ nodes }, new Map([['pi', '10.0.0.9']])).first.address).toBe('10.0.0.9');
    expect(() => specOf({ nodes })).toThrow(expect.objectContaining({ code: 'kubernetes/no-address' }));
  });

  it('refuses a version that names no release', () => {
    const plan = resolvePlan(planWith({}));
    expect(() => clusterSpec({ plan, choice: { track: 'kubeadm', version: '1.36' } })).toThrow(/1\.36 names no release/);
  });

  it('turns downloads to the mirror of the plan, whether or not it ends with a slash', () => {
    for (const kubernetes of ['http://mirror.lan', 'http://mirror.lan/'])
      expect(specOf({ mirrors: { kubernetes } }).downloads.binaries).toBe('http://mirror.lan/');
    expect(specOf({}).downloads.binaries).toBe('https://dl.k8s.io/');
  });

  it('knows a node by its name and no other', () => {
    expect(nodeOf(testSpec(), 'pi-node01').role).toBe('worker');
    expect(() => nodeOf(testSpec(), 'nobody')).toThrow(expect.objectContaining({ code: 'plan/unknown-node' }));
  });
});
