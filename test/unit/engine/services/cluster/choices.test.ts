import { describe, expect, it } from 'vitest';
import { parsePlan } from '../../../../../electron/engine/plan/parse.ts';
import { resolvePlan } from '../../../../../electron/engine/plan/resolve.ts';
import type { KubernetesChoices } from '../../../../../electron/contract/cluster.ts';
import { kubernetesChoices } from '../../../../../electron/engine/services/cluster/choices.ts';
import { shippedKnowledge } from '../../../../fakes/cluster-plan.ts';

async function choicesOf(image: string, kubernetes = '{}'): Promise<KubernetesChoices> {
  const { plan } = parsePlan(`apiVersion: slipway/v1
kind: Cluster
name: lab
image: ${image}
nodes:
  - { name: pi1, role: control-plane, board: pi4 }
  - { name: pi2, board: pi3 }
kubernetes: ${kubernetes}
`);
  if (plan === undefined) throw new Error('no plan');
  return kubernetesChoices(resolvePlan(plan), await shippedKnowledge());
}

describe('what can be chosen for Kubernetes', () => {
  it('HypriotOS gets kubeadm with Docker, and the current kubeadm says why it cannot be', async () => {
    const choices = await choicesOf('hypriotos-1.12.3');
    expect(choices).toMatchObject({ track: 'kubeadm-docker', chosenBy: 'slipway' });
    const [kubeadm] = choices.tracks;
    expect(kubeadm?.findings[0]).toMatchObject({ severity: 'error', code: 'kubeadm-needs-64-bit' });
  });

  it('the plan decides where it says so, and what speaks against that is said', async () => {
    const choices = await choicesOf('hypriotos-1.12.3', '{ track: kubeadm }');
    expect(choices).toMatchObject({ track: 'kubeadm', chosenBy: 'plan' });
    expect(choices.findings.some(({ severity }) => severity === 'error')).toBe(true);
  });

  it('every way and every network is among the options, errors before warnings', async () => {
    const { tracks, networks } = await choicesOf('hypriotos-1.12.3');
    expect(tracks.map(({ id }) => id)).toEqual(['kubeadm', 'kubeadm-docker', 'k3s']);
    expect(networks.map(({ id }) => id)).toEqual(['flannel', 'calico', 'cilium', 'kube-router', 'host-routes', 'manifest']);
    const rank = { error: 0, warning: 1, advice: 2 };
    for (const { findings } of tracks)
      expect(findings.map(({ severity }) => rank[severity])).toEqual(findings.map(({ severity }) => rank[severity]).sort());
  });
});
