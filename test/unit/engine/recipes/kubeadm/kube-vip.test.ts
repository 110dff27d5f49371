import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { kubeVipManifest, kubeVipSteps } from '../../../../../electron/engine/recipes/kubeadm/kube-vip.ts';
import { testSpec, threeControlPlanes } from '../../../../fakes/cluster-spec.ts';

const spec = testSpec({ track: 'kubeadm', version: '1.36.4', plan: threeControlPlanes });

describe('the pod that holds the virtual address', () => {
  it('names address, interface and the kubeconfig that has rights at its time', () => {
    const manifest: unknown = parse(
      kubeVipManifest({ spec, virtualAddress: '192.168.10.50', device: 'eth0', kubeconfig: 'super-admin.conf' }),
    );
    expect(manifest).toMatchObject({
      spec: {
        containers: [
          {
            image: 'ghcr.io/kube-vip/kube-vip:v1.2.3',
            env: expect.arrayContaining([
              { name: 'address', value: '192.168.10.50' },
              { name: 'vip_interface', value: 'eth0' },
              { name: 'vip_leaseduration', value: '15' },
            ]) as unknown,
          },
        ],
        volumes: [{ hostPath: { path: '/etc/kubernetes/super-admin.conf' } }],
      },
    });
  });

  it('is set up on every control plane once that is in the cluster, and on none of a cluster without such an address', () => {
    expect(kubeVipSteps(spec, (node) => `join@${node}`).map(({ on, needs }) => [on, needs])).toEqual([
      ['pi1', ['join@pi1']],
      ['pi2', ['join@pi2']],
      ['pi3', ['join@pi3']],
    ]);
    expect(kubeVipSteps(testSpec(), (node) => node)).toEqual([]);
  });
});
