import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { manifestImages, replaceImages } from '../../../../electron/engine/artifacts/manifest-images.ts';

const pod = `# first
---
kind: ConfigMap
data:
  image: not/an/image:of-a-pod
---
kind: DaemonSet
spec:
  template:
    spec:
      initContainers:
      - name: a
        image: ghcr.io/x/plugin:v1 # why
      containers:
      - name: b
        image: "docker.io/x/y"
      - name: c
        image: ghcr.io/x/plugin:v1
`;

describe('the images of a manifest', () => {
  it('are those its pods run, each once', () => {
    expect(manifestImages(pod)).toEqual(['ghcr.io/x/plugin:v1', 'docker.io/x/y']);
  });

  it('are replaced, and nothing else is touched', () => {
    const changed = replaceImages(pod, (image) => (image === 'docker.io/x/y' ? 'm.lan/x/y:v2' : image));
    expect(changed).toBe(pod.replace('"docker.io/x/y"', '"m.lan/x/y:v2"'));
  });

  it('are none in a text without pods', () => {
    expect(manifestImages('kind: ConfigMap\n')).toEqual([]);
    expect(replaceImages('', () => 'x')).toBe('');
  });
});

const manifests = join(import.meta.dirname, '../../../../../shared/manifests');

describe.skipIf(!existsSync(manifests))('published manifests (skipped without ../shared/manifests)', () => {
  it.each([
    ['flannel-v0.28.9.yaml', ['ghcr.io/flannel-io/flannel-cni-plugin:v1.9.1-flannel3', 'ghcr.io/flannel-io/flannel:v0.28.9']],
    [
      'calico-calico-v3.32.1.yaml',
      ['quay.io/calico/cni:v3.32.1', 'quay.io/calico/node:v3.32.1', 'quay.io/calico/kube-controllers:v3.32.1'],
    ],
    ['kube-router-kubeadm-v2.11.1.yaml', ['docker.io/cloudnativelabs/kube-router']],
    [
      'longhorn-v1.12.1.yaml',
      [
        'docker.io/longhornio/longhorn-manager:v1.12.1',
        'docker.io/longhornio/longhorn-share-manager:v1.12.1',
        'docker.io/longhornio/longhorn-ui:v1.12.1',
      ],
    ],
  ])('%s runs the images that its project names', (file, images) => {
    const text = readFileSync(join(manifests, file), 'utf8');
    expect(new Set(manifestImages(text))).toEqual(new Set(images));
    expect(replaceImages(text, (image) => image)).toBe(text);
  });
});
