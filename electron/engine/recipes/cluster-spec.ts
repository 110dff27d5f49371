import type { Track } from '../../contract/compat.ts';
import { SlipwayError } from '../../contract/errors.ts';
import type { ClusterNode, ResolvedPlan, Role } from '../../contract/plan.ts';
import { parseVersion } from '../plan/versions.ts';
import { registryOf, withSlash, type Registry } from './mirrors.ts';

/** A node as the recipes need it: with the address by which the others reach it. */
export interface NodeSpec {
  readonly name: string;
  readonly role: Role;
  /** IPv4, without prefix length. */
  readonly address: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What is to be built, decided once: every step is made out of it. No secret is in it. */
export interface ClusterSpec {
  readonly name: string;
  readonly track: Track;
  /** `v1.36.4`. */
  readonly version: string;
  /** `[1, 36]`. */
  readonly minor: number;
  readonly nodes: readonly NodeSpec[];
  /** The control plane that is made first. */
  readonly first: NodeSpec;
  readonly controlPlanes: readonly NodeSpec[];
  readonly workers: readonly NodeSpec[];
  /** Where the API is reached: the virtual address where there is one, else the first control plane. */
  readonly endpoint: string;
  readonly virtualAddress?: string;
  readonly domain: string;
  readonly kubernetes: ResolvedPlan['kubernetes'];
  readonly downloads: {
    /** Stands for `https://dl.k8s.io/`; ends with a slash. */
    readonly binaries: string;
    /** Stands for `https://pkgs.k8s.io/`; ends with a slash. */
    readonly packages: string;
    /** Stands for `https://github.com/`; ends with a slash. */
    readonly releases: string;
    /** Holds the archives of the systems, each under its host; ends with a slash. Absent: they are read where they are. */
    readonly debian?: string;
  };
  /** Certificates (PEM) of the CA that the mirrors are signed by. */
  readonly authority?: string;
  readonly registry?: Registry;
}

interface SpecInput {
  readonly plan: ResolvedPlan;
  readonly choice: { readonly track: Track; readonly version: string };
  /** Addresses that nodes were found at, by name; the plan's own come first. */
  readonly found?: ReadonlyMap<string, string>;
}

/**
 * Decides what is built out of a plan. Errors: `kubernetes/no-address`; `kubernetes/unsupported` for a plan without control
 * plane, several control planes without virtual address, or a version without patch.
 */
export function clusterSpec({ plan, choice, found = new Map() }: SpecInput): ClusterSpec {
  const nodes = plan.nodes.map((node) => nodeSpec(node, found));
  const controlPlanes = nodes.filter(({ role }) => role === 'control-plane');
  const [first, ...others] = controlPlanes;
  const { virtualAddress } = plan.kubernetes;
  if (first === undefined) throw new SlipwayError('kubernetes/unsupported', 'No node of the plan is a control plane.');
  if (others.length > 0 && virtualAddress === undefined)
    throw new SlipwayError('kubernetes/unsupported', `${controlPlanes.length} control planes need a \`virtualAddress\`.`);
  if (others.length > 0 && choice.track === 'k3s')
    throw new SlipwayError('kubernetes/unsupported', 'Slipway sets k3s up with one control plane.', {
      fix: 'Make one node the control plane, or choose the track kubeadm.',
    });
  const registry = registryOf(plan.mirrors.registry);
  return {
    name: plan.name,
    track: choice.track,
    ...versionOf(choice.version),
    nodes,
    first,
    controlPlanes,
    workers: nodes.filter(({ role }) => role === 'worker'),
    endpoint: virtualAddress ?? first.address,
    ...(virtualAddress === undefined ? {} : { virtualAddress }),
    domain: plan.network.domain,
    kubernetes: plan.kubernetes,
    downloads: downloadsOf(plan.mirrors),
    ...(registry === undefined ? {} : { registry }),
    ...(plan.mirrors.ca === undefined ? {} : { authority: plan.mirrors.ca }),
  };
}

function nodeSpec({ name, role, address, labels = {} }: ClusterNode, found: ReadonlyMap<string, string>): NodeSpec {
  const ip = address?.split('/')[0] ?? found.get(name);
  if (ip === undefined) throw new SlipwayError('kubernetes/no-address', `${name} has none in the plan.`);
  return { name, role, address: ip, labels };
}

function versionOf(version: string): { readonly version: string; readonly minor: number } {
  const [, minor, patch] = parseVersion(version) ?? [];
  if (minor === undefined || patch === undefined)
    throw new SlipwayError('kubernetes/unsupported', `${version} names no release.`, {
      fix: 'Write the version with its patch, such as 1.36.4, or `auto`.',
    });
  return { version: `v${version.replace(/^v/, '')}`, minor };
}

/** As `mirroredFile` has it: `kubernetes` keeps the paths of its two vendors, `files` has a folder for each host. */
const downloadsOf = ({ kubernetes, files, debian }: ResolvedPlan['mirrors']): ClusterSpec['downloads'] => ({
  binaries: withSlash(kubernetes ?? 'https://dl.k8s.io/'),
  packages: withSlash(kubernetes ?? 'https://pkgs.k8s.io/'),
  releases: files === undefined ? 'https://github.com/' : `${withSlash(files)}github.com/`,
  ...(debian === undefined ? {} : { debian: withSlash(debian) }),
});

/** The node of this name. Errors: `plan/unknown-node`. */
export function nodeOf(spec: ClusterSpec, name: string): NodeSpec {
  const node = spec.nodes.find((candidate) => candidate.name === name);
  if (node === undefined) throw new SlipwayError('plan/unknown-node', name);
  return node;
}
