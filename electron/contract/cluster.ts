import { z } from 'zod';
import type { Track } from './compat.ts';
import type { ErrorFacts } from './errors.ts';
import type { Finding } from './finding.ts';

/** Texts come from the cluster and are made plain and cut to size in the engine. */
export interface ClusterCondition {
  /** `Ready`, `MemoryPressure`, … */
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  /** ISO 8601; empty where the cluster does not say. */
  readonly since: string;
  /** Whether this status is what one wishes for: Ready is True, every pressure is False. */
  readonly healthy: boolean;
}

export interface ClusterMember {
  readonly name: string;
  readonly controlPlane: boolean;
  /** `unknown`: its kubelet has not been heard of for some 40 seconds. */
  readonly ready: 'ready' | 'not-ready' | 'unknown';
  /** Takes no new pods (`kubectl cordon`). */
  readonly cordoned: boolean;
  readonly kubelet: string;
  readonly runtime: string;
  readonly os: string;
  readonly kernel: string;
  readonly architecture: string;
  readonly address: string;
  readonly conditions: readonly ClusterCondition[];
  /** Pods that are on it and have not ended. */
  readonly pods: number;
  readonly podsReady: number;
}

export interface ClusterEvent {
  readonly id: string;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  /** `Pod kube-system/coredns-74ff55c5b-abcde` */
  readonly about: string;
  readonly count: number;
  /** ISO 8601; empty where the cluster does not say. */
  readonly at: string;
}

export interface ClusterCertificate {
  /** `apiserver`, `etcd/server`, `admin.conf`, … */
  readonly name: string;
  /** The node it is on; absent for what was seen on the wire or is in the project. */
  readonly node?: string;
  /** ISO 8601. */
  readonly notAfter: string;
  readonly authority: boolean;
}

/** How the cluster is reached. `lost`: what is shown is what was seen last; it is tried again. */
export type ClusterLink =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live'; readonly node: string }
  | { readonly kind: 'lost'; readonly error: ErrorFacts; readonly since: string };

/** The cluster as its API server tells it; `revision` grows with every change, so that a page that reloads resumes. */
export interface ClusterSnapshot {
  readonly dir: string;
  readonly revision: number;
  readonly link: ClusterLink;
  /** `v1.36.4`; empty until it is known. */
  readonly version: string;
  readonly members: readonly ClusterMember[];
  /** Newest first, 200 at most. */
  readonly events: readonly ClusterEvent[];
  /** Soonest first. */
  readonly certificates: readonly ClusterCertificate[];
  /** Pods that cannot be given to a node yet. */
  readonly podsPending: number;
}

/** What merging into the user's kubeconfig would do, or has done. */
export interface KubeconfigState {
  /** The file that kubectl reads: the first of KUBECONFIG that is there, or `~/.kube/config`. */
  readonly path: string;
  /** Name of context and cluster. */
  readonly context: string;
  /**
   * `absent`: it would be added. `merged`: it is in there. `outdated`: an older entry of this project is, and would be
   * replaced. `taken`: an entry of this name is somebody else's; `suggestion` is free.
   */
  readonly state: 'absent' | 'merged' | 'outdated' | 'taken';
  readonly suggestion: string;
  /** Whether it is what kubectl uses when nothing else is said. */
  readonly current: boolean;
  /** The project's own file, which works with `kubectl --kubeconfig`. */
  readonly own: string;
}

export interface KubeconfigChange {
  readonly path: string;
  readonly context: string;
  /** The copy of the file as it was; absent when there was none, or nothing changed. */
  readonly backup?: string;
  readonly changed: boolean;
}

/** kubectl supports one minor version of difference to the API server (kubernetes.io/releases/version-skew-policy). */
export type KubectlState =
  | { readonly kind: 'missing' }
  | {
      readonly kind: 'found';
      readonly path: string;
      readonly version: string;
      readonly skew: 'ok' | 'older' | 'newer' | 'unknown';
      readonly fetched: boolean;
    };

export interface TunnelState {
  /** `https://127.0.0.1:41233` */
  readonly server: string;
  /** A kubeconfig that leads through it; gone when the tunnel closes. */
  readonly kubeconfig: string;
}

export const kubeconfigMergeSchema = z.strictObject({
  dir: z.string(),
  /** The cluster's name where absent. */
  context: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,62}$/)
    .optional(),
  /** Makes it the current context. It becomes so anyway where there is none. */
  use: z.boolean().default(false),
});
export type KubeconfigMerge = z.input<typeof kubeconfigMergeSchema>;

/** One way that Kubernetes could be set up, and what would follow from it. */
export interface KubernetesOption {
  readonly id: string;
  /** What speaks against it for this plan; errors first. */
  readonly findings: readonly Finding[];
  readonly version?: string;
  readonly reason?: string;
  readonly source?: string;
}

/** What the plan's choices come to, and what the others would. */
export interface KubernetesChoices {
  readonly track: Track;
  /** `1.36.4` */
  readonly version: string;
  /** `slipway`: the plan says `auto`. */
  readonly chosenBy: 'plan' | 'slipway';
  /** Part of a sentence: “every node is 64-bit”. */
  readonly reason: string;
  readonly source: string;
  readonly tracks: readonly KubernetesOption[];
  readonly networks: readonly KubernetesOption[];
  /** Of the plan as it is, those that are about Kubernetes. */
  readonly findings: readonly Finding[];
}
