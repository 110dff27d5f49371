import type { Component } from '../../electron/contract/component.ts';
import type { Track } from '../../electron/contract/compat.ts';
import { resolvePlan } from '../../electron/engine/plan/resolve.ts';
import { clusterSpec, type ClusterSpec } from '../../electron/engine/recipes/cluster-spec.ts';
import type { InitSettings } from '../../electron/engine/recipes/kubeadm/config/settings.ts';
import type { ClusterMember } from '../../electron/engine/recipes/kubeadm/nodes.ts';
import type { ManifestSource } from '../../electron/engine/recipes/network/manifest-steps.ts';
import { planWith } from './cluster-plan.ts';

interface SpecChoice {
  readonly track?: Track;
  readonly version?: string;
  /** Sections of the plan that replace those of the sound plan. */
  readonly plan?: object;
}

/** The sound plan of three nodes as the recipes see it, with host-routes as its network. */
export function testSpec({ track = 'kubeadm-docker', version = '1.20.2', plan = {} }: SpecChoice = {}): ClusterSpec {
  const sections = { kubernetes: { cni: 'host-routes' }, ...plan };
  return clusterSpec({ plan: resolvePlan(planWith(sections)), choice: { track, version } });
}

/** Three control planes that share 192.168.10.50, and no workers. */
export const threeControlPlanes = {
  kubernetes: { cni: 'host-routes', virtualAddress: '192.168.10.50' },
  nodes: [{ name: 'pi[1-3]', role: 'control-plane', board: 'pi4', address: '192.168.10.[21-23]/24' }],
};

export const testSecrets = { token: 'abcdef.0123456789abcdef', certificateKey: 'c0ffee'.padEnd(64, '0') };

/** What the first control plane of a spec is made from. */
export const initSettings = (spec: ClusterSpec): InitSettings => ({
  spec,
  node: spec.first,
  runtime: { criSocket: 'unix:///run/containerd/containerd.sock', cgroupDriver: 'systemd' },
  secrets: testSecrets,
});

/** A healthy node of the cluster. */
export const testMember = (name: string, changes: Partial<ClusterMember> = {}): ClusterMember => ({
  name,
  machineId: 'a'.repeat(32),
  version: 'v1.20.2',
  ready: true,
  reason: '',
  labels: {},
  taints: [],
  ...changes,
});

/** Manifests of one component, from memory. */
export const testManifests = (component?: Component, manifest = ''): ManifestSource => ({
  component: (id) => (component?.id === id ? component : undefined),
  text: () => Promise.resolve(manifest),
  offers: () => Promise.resolve([]),
});
