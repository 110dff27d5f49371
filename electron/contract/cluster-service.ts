import type {
  ClusterSnapshot,
  KubernetesChoices,
  KubeconfigChange,
  KubeconfigMerge,
  KubeconfigState,
  KubectlState,
  TunnelState,
} from './cluster.ts';

interface Project {
  readonly dir: string;
}

/** The running cluster of a project, reached through an SSH tunnel to a control plane (design §2, §10). */
export interface ClusterService {
  /** What can be chosen for Kubernetes, and what would follow. Errors: `plan/has-errors` when there is no plan at all. */
  choices(input: Project): Promise<KubernetesChoices>;
  /** Whether there is a cluster: its kubeconfig is in the project. */
  exists(input: Project): Promise<boolean>;
  /**
   * The cluster now and after each change, at most five times a second. A connection that is lost is a state and is made
   * again. Errors: `cluster/no-kubeconfig`, `cluster/bad-kubeconfig`, `plan/has-errors`.
   */
  watch(input: Project, signal: AbortSignal): AsyncIterable<ClusterSnapshot>;
  /** Errors: `cluster/no-kubeconfig`, `cluster/bad-kubeconfig`, `kubeconfig/unreadable`. */
  kubeconfig(input: Project): Promise<KubeconfigState>;
  /**
   * Adds the cluster to the user's kubeconfig, or brings this project's entry up to date. Nothing else in the file changes;
   * a copy is kept. Errors: `kubeconfig/taken`, `kubeconfig/locked`, `kubeconfig/unreadable`, `kubeconfig/not-writable`.
   */
  merge(input: KubeconfigMerge): Promise<KubeconfigChange>;
  /** Takes this project's entries out again. Errors: as `merge`. */
  unmerge(input: Project): Promise<KubeconfigChange>;
  kubectl(input: Project): Promise<KubectlState>;
  /** Fetches the kubectl of the cluster's version. Errors: `kubectl/not-there`, `kubectl/unusable`, `artifact/*`. */
  fetchKubectl(input: Project): Promise<KubectlState>;
  /** The tunnel that was opened for other programs; null when there is none. */
  tunnel(input: Project): Promise<TunnelState | null>;
  /** Errors: `cluster/no-kubeconfig`, `cluster/unreachable`, `ssh/*`. */
  openTunnel(input: Project): Promise<TunnelState>;
  closeTunnel(input: Project): Promise<void>;
}

/** Besides, for a process of the same user: it gives a secret away. Not on the wire. */
export interface LocalClusterService extends ClusterService {
  /** The kubeconfig with context, cluster and user named after the cluster. */
  kubeconfigText(input: Project): Promise<string>;
}
