import { z } from 'zod';

export const roles = ['control-plane', 'worker'] as const;
export type Role = (typeof roles)[number];

/**
 * One entry of `nodes:` as the user writes it. Name and address may hold one range each
 * (`pi[01-12]`, `192.168.10.[21-32]/24`); an entry with ranges stands for several nodes.
 */
export const nodeEntrySchema = z.strictObject({
  name: z.string(),
  role: z.enum(roles).default('worker'),
  board: z.string().default('pi4'),
  /** Address with prefix length, for static addressing. */
  address: z.string().optional(),
  /** Catalogue id, URL or path; the plan's `image` where absent. */
  image: z.string().optional(),
  /** Kubernetes labels to set when the node joins. */
  labels: z.record(z.string(), z.string()).optional(),
});
export type NodeEntry = z.output<typeof nodeEntrySchema>;

const wifiSchema = z.strictObject({
  ssid: z.string(),
  /** ISO 3166 alpha-2; without it the radio stays off on Pi 3B+ and later. */
  country: z.string(),
  hidden: z.boolean().default(false),
});

const loginSchema = z.strictObject({
  user: z.string().default('pirate'),
  authorizedKeys: z.array(z.string()).default([]),
  /** Whether sshd accepts the password (its hash lives in secrets.json). */
  passwordLogin: z.boolean().default(false),
});

const localeSchema = z.strictObject({
  timezone: z.string().default('Etc/UTC'),
  keyboard: z.string().default('us'),
  locale: z.string().default('en_US.UTF-8'),
});

const networkSchema = z.strictObject({
  domain: z.string().default('local'),
  addressing: z.enum(['dhcp', 'static']).default('dhcp'),
  gateway: z.string().optional(),
  dns: z.array(z.string()).default([]),
  wifi: wifiSchema.optional(),
});

/** What of KubeletConfiguration a plan may set itself; Slipway decides the rest. */
const kubeletSchema = z.strictObject({
  /** `false` lets the kubelet start although swap is on and cannot be turned off. */
  failSwapOn: z.boolean().optional(),
  maxPods: z.number().int().min(10).max(250).optional(),
  containerLogMaxSize: z.string().optional(),
  imageGCHighThresholdPercent: z.number().int().min(10).max(100).optional(),
  imageGCLowThresholdPercent: z.number().int().min(5).max(95).optional(),
  systemReserved: z.record(z.string(), z.string()).optional(),
  evictionHard: z.record(z.string(), z.string()).optional(),
});

/** What of KubeProxyConfiguration a plan may set itself. */
const kubeProxySchema = z.strictObject({
  mode: z.enum(['iptables', 'ipvs', 'nftables']).optional(),
  /** `maxPerCore: 0` leaves the limit of the kernel alone: for nodes that may not change it, such as containers. */
  conntrack: z
    .strictObject({ maxPerCore: z.number().int().min(0).optional(), min: z.number().int().min(0).optional() })
    .optional(),
});

const ownManifestSchema = z.strictObject({
  url: z.string(),
  /** Of the file at `url`; what comes with another one is refused. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const kubernetesSchema = z.strictObject({
  track: z.enum(['auto', 'kubeadm', 'kubeadm-docker', 'k3s']).default('auto'),
  version: z.string().default('auto'),
  podCidr: z.string().default('10.244.0.0/16'),
  serviceCidr: z.string().default('10.96.0.0/12'),
  cni: z.enum(['flannel', 'calico', 'cilium', 'kube-router', 'host-routes', 'manifest']).default('flannel'),
  /** For `cni: manifest`: a pod network that Slipway does not know, vouched for by whoever wrote the plan. */
  manifest: ownManifestSchema.optional(),
  /** Virtual address that several control planes share; a free one in the network of the nodes. */
  virtualAddress: z.string().optional(),
  kubelet: kubeletSchema.optional(),
  kubeProxy: kubeProxySchema.optional(),
});

const storageSchema = z.strictObject({
  default: z.string().optional(),
  nfs: z.strictObject({ server: z.string(), path: z.string(), disk: z.string().optional() }).optional(),
});

const mirrorsSchema = z.strictObject({
  /** Each is a base URL that replaces the vendor's own: `https://mirror.lan/hypriot/`. */
  images: z.string().optional(),
  kubernetes: z.string().optional(),
  registry: z.string().optional(),
  /**
   * Holds the archives of the systems, each under the name of its host, as apt-mirror and apt-cacher-ng have them:
   * `http://deb.debian.org/debian` at `http://mirror.lan:3142/` is `http://mirror.lan:3142/deb.debian.org/debian`.
   */
  debian: z.string().optional(),
  /** Every other file, such as the manifests of components, under the name of its host. */
  files: z.string().optional(),
  /** Certificates of an own CA that the mirrors' are signed by: PEM, or the path of a PEM file (from the project's folder). No secret. */
  ca: z.string().optional(),
});

/** cluster.yaml, `apiVersion: slipway/v1` (design §5). No secret is in it. Unknown keys are findings, not silently dropped. */
export const planSchema = z.strictObject({
  apiVersion: z.literal('slipway/v1'),
  kind: z.literal('Cluster'),
  name: z.string(),
  login: loginSchema.prefault({}),
  locale: localeSchema.prefault({}),
  network: networkSchema.prefault({}),
  /** Default image of every node: catalogue id, URL or path. */
  image: z.string().optional(),
  nodes: z.array(nodeEntrySchema).default([]),
  kubernetes: kubernetesSchema.prefault({}),
  storage: storageSchema.optional(),
  addons: z.array(z.string()).default([]),
  mirrors: mirrorsSchema.prefault({}),
});
/** A plan as written, with defaults filled in; node entries may still hold ranges. */
export type Plan = z.output<typeof planSchema>;

/** One real node: ranges expanded, image chosen. */
export interface ClusterNode {
  readonly name: string;
  readonly role: Role;
  readonly board: string;
  readonly address?: string;
  readonly image?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Index of the entry in `nodes:` that it came from, for findings and edits. */
  readonly entry: number;
}

/** A plan with every node spelled out: what first-boot files, cards and recipes are made from. */
export interface ResolvedPlan extends Omit<Plan, 'nodes'> {
  readonly nodes: readonly ClusterNode[];
}

const pathSchema = z.array(z.union([z.string(), z.number().int().nonnegative()])).readonly();

/** A change to cluster.yaml that leaves everything else, comments included, as it was. */
export const planEditSchema = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('set'), path: pathSchema, value: z.json() }),
  z.strictObject({ op: z.literal('remove'), path: pathSchema }),
  /** Inserts into the list at `path` before `index`; an index past the end appends. */
  z.strictObject({ op: z.literal('insert'), path: pathSchema, index: z.number().int().nonnegative(), value: z.json() }),
]);
export type PlanEdit = z.output<typeof planEditSchema>;

/** What `slipway new` and the wizard's first page ask. */
export const newPlanSchema = z.strictObject({
  name: z.string().default('lab'),
  /** Node names with ranges: `pi[01-03]`. The first becomes the control plane. */
  nodes: z.string().default('pi[01-03]'),
  board: z.string().default('pi4'),
  image: z.string().optional(),
  authorizedKeys: z.array(z.string()).default([]),
  timezone: z.string().default('Etc/UTC'),
});
export type NewPlan = z.output<typeof newPlanSchema>;
