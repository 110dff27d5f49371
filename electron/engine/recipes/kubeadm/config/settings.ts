import type { ClusterSpec, NodeSpec } from '../../cluster-spec.ts';

/** What only the node itself knows of how its kubelet must be set up. */
export interface RuntimeFacts {
  /** `unix:///run/containerd/containerd.sock`, or dockershim's. */
  readonly criSocket: string;
  /** Of the container runtime: the kubelet's must be the same. */
  readonly cgroupDriver: 'systemd' | 'cgroupfs';
}

/** What the first control plane is made from. */
export interface InitSettings {
  readonly spec: ClusterSpec;
  readonly node: NodeSpec;
  readonly runtime: RuntimeFacts;
  readonly secrets: JoinSecrets;
}

/** What a further node joins with. */
export interface JoinSettings extends InitSettings {
  /** `sha256:` and 64 hexadecimal digits: of the public key of the cluster's CA. */
  readonly caCertHash: string;
}

/** Made anew for each run, short-lived, and gone from the cluster when the joins are done. */
export interface JoinSecrets {
  /** `abcdef.0123456789abcdef`. */
  readonly token: string;
  /** 64 hexadecimal digits: encrypts the certificates that further control planes fetch. */
  readonly certificateKey: string;
}

/** kubeadm's configuration API for a minor of Kubernetes 1 (research/kubernetes.md 1.3). */
export type ApiVersion = 'kubeadm.k8s.io/v1beta2' | 'kubeadm.k8s.io/v1beta3' | 'kubeadm.k8s.io/v1beta4';

/** v1beta4 from 1.31, v1beta3 from 1.22 (removed in 1.37), v1beta2 before. */
export function apiVersionFor(minor: number): ApiVersion {
  if (minor >= 31) return 'kubeadm.k8s.io/v1beta4';
  return minor >= 22 ? 'kubeadm.k8s.io/v1beta3' : 'kubeadm.k8s.io/v1beta2';
}
