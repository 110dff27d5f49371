import { z } from 'zod';
import type { ErrorFacts } from './errors.ts';
import type { Severity } from './finding.ts';

/** What the Pi's firmware says of power and heat (`vcgencmd get_throttled`, raspberrypi.com/documentation/computers/os.html). */
export const throttleFlags = ['under-voltage', 'frequency-capped', 'throttled', 'soft-temperature-limit'] as const;
export type ThrottleFlag = (typeof throttleFlags)[number];

const throttledSchema = z.object({
  now: z.array(z.enum(throttleFlags)).readonly(),
  /** Since the last boot. */
  ever: z.array(z.enum(throttleFlags)).readonly(),
});
export type Throttled = z.output<typeof throttledSchema>;

/** Who switched swap on; each is switched off for good in its own way. */
export const swapMechanisms = ['dphys-swapfile', 'rpi-swap', 'zram', 'fstab', 'unknown'] as const;
export type SwapMechanism = (typeof swapMechanisms)[number];

/** Programs of container runtimes and of Kubernetes that are looked for. */
export const nodePrograms = ['docker', 'containerd', 'runc', 'crictl', 'kubelet', 'kubeadm', 'kubectl', 'k3s'] as const;
export type NodeProgram = (typeof nodePrograms)[number];

const fileSystemSchema = z.object({
  mount: z.string(),
  device: z.string(),
  type: z.string(),
  bytes: z.number(),
  /** For processes other than root. */
  freeBytes: z.number(),
  readOnly: z.boolean(),
});
export type NodeFileSystem = z.output<typeof fileSystemSchema>;

const aptSourceSchema = z.object({
  /** The file that holds it. */
  file: z.string(),
  url: z.string(),
  host: z.string(),
  suite: z.string(),
});
export type AptSource = z.output<typeof aptSourceSchema>;

/**
 * What a node says of itself, from one script in one round trip. A tool or file that is not there leaves its fact out:
 * absent means "not known", never "no".
 */
export const nodeFactsSchema = z.object({
  /** `/proc/device-tree/model`: `Raspberry Pi 4 Model B Rev 1.4`. */
  model: z.string().optional(),
  /** Revision code of the board, hexadecimal without prefix: `c03114`. */
  revision: z.string().optional(),
  memoryBytes: z.number().optional(),
  cores: z.number().optional(),
  /** Of the userland, as Debian calls it: `arm64`, `armhf`, `amd64` (`dpkg --print-architecture`; `uname -m` names the kernel's). */
  architecture: z.string().optional(),
  kernelBits: z.union([z.literal(32), z.literal(64)]).optional(),
  /** Bytes; 16384 with the Pi 5's default kernel. */
  pageSize: z.number().optional(),
  os: z.object({ id: z.string(), version: z.string(), pretty: z.string(), hypriot: z.string().optional() }).optional(),
  /** `uname -r`. */
  kernel: z.string().optional(),
  uptimeSeconds: z.number().optional(),
  /** One minute average. */
  load: z.number().optional(),
  cgroup: z.object({ version: z.union([z.literal(1), z.literal(2)]), controllers: z.array(z.string()).readonly() }).optional(),
  /** Tokens of `/proc/cmdline`: what the kernel was started with. */
  cmdline: z.array(z.string()).readonly().optional(),
  /** The boot partition's file: what the kernel will be started with next. */
  cmdlineFile: z.object({ path: z.string(), tokens: z.array(z.string()).readonly() }).optional(),
  fileSystems: z.array(fileSystemSchema).readonly(),
  root: z
    .object({
      device: z.string(),
      readOnly: z.boolean(),
      /** Bytes of the disk that lie behind the root partition, unused. */
      unusedBytes: z.number().optional(),
    })
    .optional(),
  /** Empty where swap is off. */
  swap: z
    .array(z.object({ name: z.string(), bytes: z.number(), mechanism: z.enum(swapMechanisms) }))
    .readonly()
    .optional(),
  time: z.object({
    /** ISO 8601, by the node's clock. */
    now: z.string().optional(),
    synchronized: z.boolean().optional(),
    /** `systemd-timesyncd`, `chrony`, `ntp` …: the service that keeps the clock. */
    service: z.string().optional(),
    /** Node minus desktop, in seconds, measured around the round trip. */
    skewSeconds: z.number().optional(),
    /** How far `skewSeconds` may be off: half the round trip. */
    skewErrorSeconds: z.number().optional(),
  }),
  interfaces: z.array(z.object({ name: z.string(), mac: z.string(), addresses: z.array(z.string()).readonly() })).readonly(),
  defaultRoute: z.object({ gateway: z.string(), interface: z.string() }).optional(),
  machineId: z.string().optional(),
  /** Changes with each boot. */
  bootId: z.string().optional(),
  hostname: z.string().optional(),
  /** Addresses that the node's own name resolves to on it. */
  hostnameResolvesTo: z.array(z.string()).readonly(),
  dns: z.object({ servers: z.array(z.string()).readonly(), search: z.array(z.string()).readonly() }).optional(),
  ipForward: z.boolean().optional(),
  /** `net.bridge.bridge-nf-call-iptables`; absent while br_netfilter is not loaded. */
  bridgeFilter: z.boolean().optional(),
  /** Of those that Kubernetes needs: loaded, built in, or neither and not to be had (absent). */
  modules: z.array(z.object({ name: z.string(), state: z.enum(['loaded', 'available', 'missing']) })).readonly(),
  iptables: z.enum(['nft', 'legacy']).optional(),
  programs: z.array(z.object({ name: z.enum(nodePrograms), version: z.string() })).readonly(),
  /** Files and folders of an earlier cluster: `/etc/kubernetes/admin.conf`, `/var/lib/etcd`. */
  leftovers: z.array(z.string()).readonly(),
  /** Ports of Kubernetes that something listens on. */
  portsTaken: z.array(z.number()).readonly().optional(),
  /** `done`, `running`, `error`, `disabled` … */
  cloudInit: z.string().optional(),
  /** Something holds the lock of dpkg or apt. */
  packagesLocked: z.boolean().optional(),
  aptSources: z.array(aptSourceSchema).readonly(),
  /** Celsius. */
  temperature: z.number().optional(),
  throttled: throttledSchema.optional(),
});
export type NodeFacts = z.output<typeof nodeFactsSchema>;

/** What is wrong, unwise or worth knowing about a node; findings about two nodes appear at each. */
export interface NodeFinding {
  /** Stable, kebab-case, e.g. `memory-cgroup-off`. */
  readonly code: string;
  readonly node: string;
  readonly severity: Severity;
  /** One sentence that names the value and what is wrong with it. */
  readonly message: string;
  /** What it leads to. */
  readonly why?: string;
  /** Where the rule comes from. */
  readonly source?: string;
  readonly fix?: NodeFix;
}

export interface NodeFix {
  readonly text: string;
  /** Whether Slipway can do it; otherwise it needs hands. */
  readonly applies: boolean;
  /** Whether the node is rebooted for it. */
  readonly reboot: boolean;
}

/** One repair of a node: check → act → check, and where `reboots` the check after the reboot. */
export interface RepairStep {
  /** Of the finding. */
  readonly code: string;
  readonly text: string;
  readonly state: 'waiting' | 'checking' | 'acting' | 'rebooting' | 'done' | 'failed' | 'not-tried';
  readonly error?: ErrorFacts;
}

/** A node as it was when it was last asked. */
export interface NodeReport {
  readonly node: string;
  readonly asking: boolean;
  readonly facts?: NodeFacts;
  /** When the facts were gathered; ISO 8601. */
  readonly at?: string;
  /** Why it could not be asked the last time; older facts are kept beside it. */
  readonly error?: ErrorFacts;
  /** Errors first. */
  readonly findings: readonly NodeFinding[];
  /** The repair that is under way, or was the last. */
  readonly repair?: { readonly running: boolean; readonly steps: readonly RepairStep[] };
}

/** All nodes of a project; `revision` grows with every change, so that a page that reloads resumes. */
export interface FactsSnapshot {
  readonly dir: string;
  readonly revision: number;
  /** In the plan's order. */
  readonly nodes: readonly NodeReport[];
}
