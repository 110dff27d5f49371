import type { ClusterSpec } from '../cluster-spec.ts';
import type { RecipeFile } from '../node-files.ts';

const certsFolder = '/etc/containerd/certs.d';

/** The pause image that kubeadm of a minor asks for (research/kubernetes.md 1.1); containerd must keep the same one. */
export function pauseTag(minor: number): string {
  if (minor >= 36) return '3.10.2';
  if (minor >= 34) return '3.10.1';
  if (minor >= 31) return '3.10';
  if (minor >= 26) return '3.9';
  return minor >= 24 ? '3.7' : '3.2';
}

const pauseImage = ({ registry, minor }: ClusterSpec): string =>
  `${registry?.repository ?? 'registry.k8s.io'}/pause:${pauseTag(minor)}`;

/**
 * The whole of containerd's configuration, so that nothing of what a package brought stays in force: Debian's file sends CNI
 * to /usr/lib/cni, where no network plugin is, and Docker's switches CRI off. The default of SystemdCgroup is false.
 */
export function containerdFiles(spec: ClusterSpec, major: number): readonly RecipeFile[] {
  const config = major >= 2 ? versionThree(pauseImage(spec)) : versionTwo(pauseImage(spec));
  return [{ path: '/etc/containerd/config.toml', mode: '0644', content: config }, ...registryFiles(spec)];
}

/** containerd 1.x (docs/cri/config.md of 1.7). */
const versionTwo = (pause: string): string => `# Written by Slipway.
version = 2

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${pause}"

  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"

    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      SystemdCgroup = true

  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/opt/cni/bin"
    conf_dir = "/etc/cni/net.d"

  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = "${certsFolder}"
`;

/** containerd 2.x (docs/cri/config.md of 2.2); /opt/cni/bin is its default, and its key was renamed in 2.1. */
const versionThree = (pause: string): string => `# Written by Slipway.
version = 3

[plugins.'io.containerd.cri.v1.images'.pinned_images]
  sandbox = '${pause}'

[plugins.'io.containerd.cri.v1.images'.registry]
  config_path = '${certsFolder}'

[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
  runtime_type = 'io.containerd.runc.v2'

  [plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
    SystemdCgroup = true
`;

/** A registry without TLS must be named to containerd as one; one with an own CA, together with it. */
function registryFiles({ registry, authority }: ClusterSpec): readonly RecipeFile[] {
  if (registry === undefined) return [];
  const folder = `${certsFolder}/${registry.host}`;
  const content = `server = "${registry.url}"\n\n[host."${registry.url}"]\n  capabilities = ["pull", "resolve"]\n`;
  const hosts = { path: `${folder}/hosts.toml`, mode: '0644' };
  if (registry.plain || authority === undefined) return [{ ...hosts, content }];
  const ca: RecipeFile = { path: `${folder}/ca.crt`, mode: '0644', content: authority };
  return [{ ...hosts, content: `${content}  ca = "${ca.path}"\n` }, ca];
}
