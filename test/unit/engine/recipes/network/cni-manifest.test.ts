import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { cniManifest } from '../../../../../electron/engine/recipes/network/cni-manifest.ts';

const manifests = join(import.meta.dirname, '../../../../../../shared/manifests');
const settings = { podCidr: '10.99.0.0/16', reaches: '192.168.10.20' };
const read = (file: string): string => readFileSync(join(manifests, file), 'utf8');
const objects = (text: string): readonly unknown[] => parseAllDocuments(text).map((document) => document.toJS() as unknown);

/** Lines that a text has and another has not. */
const added = (before: string, after: string): readonly string[] => {
  const known = new Set(before.split('\n'));
  return after.split('\n').filter((line) => !known.has(line));
};

describe.skipIf(!existsSync(manifests))('the manifest of a pod network (skipped without ../shared/manifests)', () => {
  it('of flannel gets the pod range and the way to the other nodes, and keeps every object', () => {
    const before = read('flannel-v0.28.9.yaml');
    const after = cniManifest('flannel', before, settings);
    expect(objects(after)).toHaveLength(objects(before).length);
    expect(after).toContain('"Network": "10.99.0.0/16"');
    expect(after).toContain('- --iface-can-reach=192.168.10.20');
    expect(after).not.toContain('10.244.0.0');
  });

  it('of Calico gets the pod range, which is never 192.168.0.0/16, and changes nothing else', () => {
    const before = read('calico-calico-v3.32.1.yaml');
    const after = cniManifest('calico', before, settings);
    expect(objects(after)).toHaveLength(objects(before).length);
    const text = added(before, after).join('\n');
    expect(text).toContain('CALICO_IPV4POOL_CIDR');
    expect(text).toContain('can-reach=192.168.10.20');
  });

  it('of kube-router stays as it is', () => {
    const before = read('kube-router-kubeadm-v2.11.1.yaml');
    expect(cniManifest('kube-router', before, settings)).toBe(before);
  });
});

describe('a manifest that is not what was pinned', () => {
  it.each(['', 'kind: ConfigMap\nmetadata: {name: other}\n', '---\nkind: DaemonSet\n---\n'])(
    'is refused instead of half set up: %j',
    (text) => {
      expect(() => cniManifest('flannel', text, settings)).toThrow(expect.objectContaining({ code: 'kubernetes/unsupported' }));
    },
  );
});
