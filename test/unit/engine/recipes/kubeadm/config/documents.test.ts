import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { initDocuments, joinDocuments } from '../../../../../../electron/engine/recipes/kubeadm/config/documents.ts';
import { renderDocuments } from '../../../../../../electron/engine/recipes/kubeadm/config/render.ts';
import { kubeadmDocumentSchema } from '../../../../../../electron/engine/recipes/kubeadm/config/schema.ts';
import { initSettings, testSpec, threeControlPlanes } from '../../../../../fakes/cluster-spec.ts';

const caCertHash = `sha256:${'ab'.repeat(32)}`;
const docker = { criSocket: '/var/run/dockershim.sock', cgroupDriver: 'cgroupfs' } as const;
const lab = {
  kubernetes: {
    cni: 'host-routes',
    kubelet: { failSwapOn: false },
    kubeProxy: { conntrack: { maxPerCore: 0 } },
  },
  mirrors: { registry: 'http://10.77.0.1:5000' },
};
const lone = { nodes: [{ name: 'pi', role: 'control-plane', board: 'pi4', address: '192.168.10.20/24' }] };

const variants = {
  'v1beta2-docker-mirror': { ...initSettings(testSpec({ plan: lab })), runtime: docker },
  'v1beta3-docker': { ...initSettings(testSpec({ version: '1.23.17' })), runtime: docker },
  'v1beta4-workers': initSettings(testSpec({ track: 'kubeadm', version: '1.36.4' })),
  'v1beta4-lone': initSettings(testSpec({ track: 'kubeadm', version: '1.36.4', plan: lone })),
  'v1beta4-three': initSettings(testSpec({ track: 'kubeadm', version: '1.37.1', plan: threeControlPlanes })),
};
const names = Object.keys(variants) as (keyof typeof variants)[];

function expectGolden(name: string, text: string): void {
  const path = join(import.meta.dirname, 'golden', `${name}.yaml`);
  if (process.env['UPDATE_GOLDEN'] === '1' || !existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  expect(text).toBe(readFileSync(path, 'utf8'));
}

describe('kubeadm configuration', () => {
  it.each(names)('for init is the golden file of %s', (name) => {
    expectGolden(`init-${name}`, renderDocuments(initDocuments(variants[name])));
  });

  it.each(names)('for join is the golden file of %s', (name) => {
    const settings = variants[name];
    const node = settings.spec.nodes.at(-1) ?? settings.node;
    expectGolden(`join-${name}`, renderDocuments(joinDocuments({ ...settings, node, caCertHash })));
  });

  it.each(names)('reads back as what the schema of its version allows in %s', (name) => {
    for (const document of parseAllDocuments(renderDocuments(initDocuments(variants[name]))))
      expect(kubeadmDocumentSchema.safeParse(document.toJS()).error).toBeUndefined();
  });

  it('leaves the control plane without taint when it is the only node, and says nothing of taints otherwise', () => {
    expect(renderDocuments(initDocuments(variants['v1beta4-lone']))).toContain('taints: []');
    expect(renderDocuments(initDocuments(variants['v1beta4-workers']))).not.toContain('taints');
  });

  it('gives the certificate key to a further control plane only', () => {
    const { spec } = variants['v1beta4-three'];
    const [, second = spec.first] = spec.controlPlanes;
    const join = (settings: (typeof variants)['v1beta4-three']) =>
      renderDocuments(joinDocuments({ ...settings, node: second, caCertHash }));
    expect(join(variants['v1beta4-three'])).toContain('certificateKey');
    expect(
      renderDocuments(joinDocuments({ ...variants['v1beta4-workers'], node: testSpec().workers[0] ?? spec.first, caCertHash })),
    ).not.toContain('certificateKey');
  });
});

describe('the schema of kubeadm configuration', () => {
  const [first] = initDocuments(variants['v1beta4-workers']);

  it('refuses a field that kubeadm does not know', () => {
    expect(kubeadmDocumentSchema.safeParse({ ...first, advertiseAddress: '10.0.0.1' }).success).toBe(false);
  });

  it('refuses extra arguments as a map in v1beta4, and as a list before', () => {
    const map = { ...first, nodeRegistration: { name: 'pi', criSocket: 's', kubeletExtraArgs: { 'node-ip': '10.0.0.1' } } };
    const { timeouts: _, ...older } = map as Readonly<Record<string, unknown>>;
    expect(kubeadmDocumentSchema.safeParse(map).success).toBe(false);
    expect(kubeadmDocumentSchema.safeParse({ ...older, apiVersion: 'kubeadm.k8s.io/v1beta3' }).success).toBe(true);
  });

  it('refuses a token, a key and a hash that are none', () => {
    for (const changes of [{ certificateKey: 'short' }, { bootstrapTokens: [{ token: 'ABCDEF.0123456789abcdef' }] }])
      expect(kubeadmDocumentSchema.safeParse({ ...first, ...changes }).success).toBe(false);
  });
});
