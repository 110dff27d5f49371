import type { Component, CoreImages, PinnedFile } from '../../../contract/component.ts';
import type { Track } from '../../../contract/compat.ts';
import { SlipwayError } from '../../../contract/errors.ts';
import { goArchitecture, type Architecture, type ImageEntry } from '../../../contract/image.ts';

/** How the SHA-256 of a file is known: pinned, or in a list that its publisher keeps beside it. */
export type KnownHash =
  { readonly kind: 'pinned'; readonly sha256: string } | { readonly kind: 'listed'; readonly listUrl: string };

/** Something that an offline room needs. */
export type BundleItem =
  | { readonly kind: 'os-image'; readonly url: string; readonly hash: KnownHash }
  | { readonly kind: 'program'; readonly url: string; readonly hash: KnownHash }
  | { readonly kind: 'manifest'; readonly file: PinnedFile; readonly imagePins: Readonly<Record<string, string>> }
  | { readonly kind: 'container-image'; readonly image: string }
  | { readonly kind: 'packages'; readonly repository: string; readonly packages: readonly string[]; readonly version: string };

export interface BundleQuestion {
  readonly track: Track;
  /** In full: `1.36.4`. */
  readonly version: string;
  /** Of the nodes, each once. */
  readonly architectures: readonly Architecture[];
  /** The operating systems of the plan that are downloads; a file of this computer stays where it is. */
  readonly systems: readonly ImageEntry[];
  /** The pod network, where it has manifests. */
  readonly cni: Component | undefined;
  readonly coreImages: Readonly<Record<string, CoreImages>>;
  /** Images that the user names besides. */
  readonly extraImages: readonly string[];
}

/** What is wanted, and in one sentence each what cannot be had and why. */
export interface BundleContent {
  readonly items: readonly BundleItem[];
  readonly gaps: readonly string[];
}

/**
 * Everything a plan needs where there is no internet, but for Debian's own packages. Pure.
 * Errors: `bundle/unknown-images` when kubeadm's images of this version are neither known nor named.
 */
export function bundleContent(question: BundleQuestion): BundleContent {
  const { systems, cni, extraImages } = question;
  const vouched = systems.flatMap(systemItem);
  return {
    items: [
      ...vouched,
      ...trackItems(question),
      ...(cni?.manifests.map((file) => ({ kind: 'manifest', file, imagePins: cni.imagePins }) as const) ?? []),
      ...extraImages.map((image) => ({ kind: 'container-image', image }) as const),
    ],
    gaps: systems
      .filter((system) => systemItem(system).length === 0)
      .map(({ name }) => `${name}: nobody publishes a SHA-256 of it, so it is not taken along.`),
  };
}

function systemItem({ url, sha256, sha256Url }: ImageEntry): readonly BundleItem[] {
  if (sha256 !== undefined) return [{ kind: 'os-image', url, hash: { kind: 'pinned', sha256 } }];
  return sha256Url === undefined ? [] : [{ kind: 'os-image', url, hash: { kind: 'listed', listUrl: sha256Url } }];
}

function trackItems(question: BundleQuestion): readonly BundleItem[] {
  switch (question.track) {
    case 'kubeadm':
      return [packageItem(question.version), ...coreItems(question)];
    case 'kubeadm-docker':
      return [
        ...question.architectures.flatMap((architecture) => programItems(question.version, architecture)),
        ...coreItems(question),
      ];
    case 'k3s':
      return question.architectures.flatMap((architecture) => k3sItems(question.version, architecture));
  }
}

/** The community's repository has one folder for each minor (kubernetes.io/blog/2023/08/15/pkgs-k8s-io-introduction). */
function packageItem(version: string): BundleItem {
  return {
    kind: 'packages',
    repository: `https://pkgs.k8s.io/core:/stable:/v${minorOf(version)}/deb/`,
    packages: ['kubeadm', 'kubelet', 'kubectl', 'cri-tools', 'kubernetes-cni'],
    version,
  };
}

function programItems(version: string, architecture: Architecture): readonly BundleItem[] {
  const folder = `https://dl.k8s.io/release/v${version}/bin/linux/${goArchitecture(architecture)}`;
  return ['kubeadm', 'kubelet', 'kubectl'].map((name) => {
    const url = `${folder}/${name}`;
    return { kind: 'program', url, hash: { kind: 'listed', listUrl: `${url}.sha256` } };
  });
}

/**
 * kubeadm's own images carry its version; the others have versions of their own. k8s.gcr.io, which old versions name, is
 * frozen since April 2023; registry.k8s.io serves theirs as well (kubernetes.io/blog/2023/02/06).
 */
function coreItems({ version, coreImages, extraImages }: BundleQuestion): readonly BundleItem[] {
  const core = coreImages[minorOf(version)];
  if (core === undefined && extraImages.length === 0) throw new SlipwayError('bundle/unknown-images', `Kubernetes ${version}.`);
  const own = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy'].map((name) => `${name}:v${version}`);
  return [...own, ...(core === undefined ? [] : [core.pause, core.etcd, core.coredns])].map((name) => ({
    kind: 'container-image',
    image: `registry.k8s.io/${name}`,
  }));
}

function k3sItems(version: string, architecture: Architecture): readonly BundleItem[] {
  const names: Readonly<Partial<Record<Architecture, readonly [program: string, platform: string]>>> = {
    amd64: ['k3s', 'amd64'],
    arm64: ['k3s-arm64', 'arm64'],
    armhf: ['k3s-armhf', 'arm'],
  };
  const [program, platform] = names[architecture] ?? ['k3s', architecture];
  const folder = `https://github.com/k3s-io/k3s/releases/download/v${version}%2Bk3s1`;
  const hash = { kind: 'listed', listUrl: `${folder}/sha256sum-${platform}.txt` } as const;
  return [program, `k3s-airgap-images-${platform}.tar.zst`].map((file) => ({ kind: 'program', url: `${folder}/${file}`, hash }));
}

export const minorOf = (version: string): string => version.split('.').slice(0, 2).join('.');
