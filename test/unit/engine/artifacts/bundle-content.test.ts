import { describe, expect, it } from 'vitest';
import { bundleContent, type BundleQuestion } from '../../../../electron/engine/artifacts/bundle/bundle-content.ts';
import { imageEntrySchema } from '../../../../electron/contract/image.ts';

const core = { pause: 'pause:3.2', etcd: 'etcd:3.4.13-0', coredns: 'coredns:1.7.0' };
const question: BundleQuestion = {
  track: 'kubeadm-docker',
  version: '1.20.2',
  architectures: ['armhf', 'arm64'],
  systems: [],
  cni: undefined,
  coreImages: { '1.20': core },
  extraImages: [],
};
const addresses = (change: Partial<BundleQuestion>): readonly string[] =>
  bundleContent({ ...question, ...change }).items.map((item) => {
    switch (item.kind) {
      case 'container-image':
        return item.image;
      case 'manifest':
        return item.file.url;
      case 'packages':
        return item.repository;
      default:
        return item.url;
    }
  });

describe('what a bundle holds', () => {
  it('with kubeadm and Docker: the programs of each architecture and the images kubeadm starts with', () => {
    const found = addresses({});
    expect(found).toContain('https://dl.k8s.io/release/v1.20.2/bin/linux/arm/kubelet');
    expect(found).toContain('https://dl.k8s.io/release/v1.20.2/bin/linux/arm64/kubeadm');
    expect(found).toContain('registry.k8s.io/kube-proxy:v1.20.2');
    expect(found).toContain('registry.k8s.io/etcd:3.4.13-0');
  });

  it('with kubeadm: the packages of its minor', () => {
    const found = addresses({ track: 'kubeadm', version: '1.36.4', extraImages: ['registry.k8s.io/etcd:3.6.1-0'] });
    expect(found).toContain('https://pkgs.k8s.io/core:/stable:/v1.36/deb/');
    expect(found).toContain('registry.k8s.io/etcd:3.6.1-0');
  });

  it('with k3s: its program and its images, with the names its releases give them', () => {
    expect(addresses({ track: 'k3s', version: '1.36.4', architectures: ['armhf'] })).toEqual([
      'https://github.com/k3s-io/k3s/releases/download/v1.36.4%2Bk3s1/k3s-armhf',
      'https://github.com/k3s-io/k3s/releases/download/v1.36.4%2Bk3s1/k3s-airgap-images-arm.tar.zst',
    ]);
  });

  it('is refused when the images of the version are neither known nor named', () => {
    expect(() => bundleContent({ ...question, version: '1.23.17' })).toThrow(
      expect.objectContaining({ code: 'bundle/unknown-images' }),
    );
  });

  it('leaves out a system that nobody vouches for, and says so', () => {
    const system = (id: string, more: object): BundleQuestion['systems'][number] =>
      imageEntrySchema.parse({ id, name: id, url: `https://example.org/${id}.img.xz`, ...more });
    const systems = [
      system('known', { sha256: 'a'.repeat(64) }),
      system('listed', { sha256Url: 'https://example.org/sums' }),
      system('bare', {}),
    ];
    const { items, gaps } = bundleContent({ ...question, systems });
    expect(items.filter(({ kind }) => kind === 'os-image')).toHaveLength(2);
    expect(gaps).toEqual(['bare: nobody publishes a SHA-256 of it, so it is not taken along.']);
  });
});
