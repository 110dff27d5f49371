import { describe, expect, it } from 'vitest';
import { upRun } from '../../../../electron/engine/recipes/up.ts';
import { testManifests, testSecrets, testSpec, threeControlPlanes } from '../../../fakes/cluster-spec.ts';

const kubeconfig = { read: () => Promise.resolve(undefined), write: () => Promise.resolve(), remove: () => Promise.resolve() };
const run = upRun({ spec: testSpec(), secrets: testSecrets, kubeconfig, manifests: testManifests() });

describe('the steps from adopted nodes to a Ready cluster', () => {
  it('need only steps that are there, each once', () => {
    const ids = run.steps.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { needs, after = [] } of run.steps) expect(ids).toEqual(expect.arrayContaining([...needs, ...after]));
  });

  it('hold the lock on the first control plane and keep token and key out of every log', () => {
    expect(run.lockNode).toBe('pi-master');
    expect(run.secrets).toEqual([testSecrets.token, testSecrets.certificateKey]);
  });

  it('say in words what each would do, without a secret', () => {
    for (const { does = '', title } of run.steps) {
      expect(does, title).not.toBe('');
      expect(does).not.toContain(testSecrets.token);
    }
  });
});

describe('the ways that Kubernetes is installed', () => {
  const idsOf = (choice: Parameters<typeof testSpec>[0]): readonly string[] =>
    upRun({ spec: testSpec(choice), secrets: testSecrets, kubeconfig, manifests: testManifests() }).steps.map(({ id }) => id);

  it('differ in runtime and programs', () => {
    expect(idsOf({ track: 'kubeadm', version: '1.36.4' })).toEqual(
      expect.arrayContaining(['host/containerd@pi-node01', 'host/kubernetes@pi-node01', 'kubernetes/join@pi-node01']),
    );
    expect(idsOf({})).toContain('host/docker@pi-node01');
    const k3s = idsOf({ track: 'k3s', version: '1.36.4' });
    expect(k3s).toEqual(expect.arrayContaining(['host/k3s@pi-master', 'kubernetes/init@pi-master', 'kubernetes/join@pi-node01']));
    expect(k3s).not.toContain('host/docker@pi-master');
  });

  it('have kubeadm check its configuration where it can, before the init and before each join', () => {
    const steps = upRun({
      spec: testSpec({ track: 'kubeadm', version: '1.36.4', plan: threeControlPlanes }),
      ...{ secrets: testSecrets, kubeconfig, manifests: testManifests() },
    }).steps;
    const needsOf = (id: string): readonly string[] => steps.find((step) => step.id === id)?.needs ?? [];
    expect(needsOf('kubernetes/init@pi1')).toContain('kubernetes/config@pi1');
    expect(needsOf('kubernetes/join@pi2')).toContain('kubernetes/config@pi2');
    // The address is shaken while kube-vip is started anew.
    expect(needsOf('kubernetes/config@pi2')).toEqual(expect.arrayContaining(['kubernetes/init@pi1', 'kubernetes/kube-vip@pi1']));
    expect(idsOf({})).not.toContain('kubernetes/config@pi-master');
  });

  it('bring network plugins to k3s only for a network that is not its own', () => {
    const plugins = 'host/tools@pi-node01';
    expect(idsOf({ track: 'k3s', version: '1.36.4' })).toContain(plugins);
    expect(idsOf({ track: 'k3s', version: '1.36.4', plan: { kubernetes: { cni: 'flannel' } } })).not.toContain(plugins);
  });

  it('ask the catalogue for flannel, but for k3s, which has it in itself', () => {
    const flannel = { plan: { kubernetes: { cni: 'flannel' } } };
    expect(idsOf({ track: 'k3s', version: '1.36.4', ...flannel })).not.toContain('network/flannel');
    expect(() => idsOf({ track: 'kubeadm', version: '1.36.4', ...flannel })).toThrow(/catalogue has no flannel/);
  });

  it('let swap be where the plan lets the kubelet start with it', () => {
    expect(idsOf({})).toContain('host/swap@pi-master');
    const kubernetes = { cni: 'host-routes', kubelet: { failSwapOn: false } };
    expect(idsOf({ plan: { kubernetes } })).not.toContain('host/swap@pi-master');
  });
});
