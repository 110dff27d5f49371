import { memoryCgroupFix } from '../../fleet/preflight/fixes/boot-partition.ts';
import { clockFix } from '../../fleet/preflight/fixes/clock.ts';
import { hostnameFix, hostsFix } from '../../fleet/preflight/fixes/names.ts';
import { podNetworkFix } from '../../fleet/preflight/fixes/network.ts';
import { swapFix } from '../../fleet/preflight/fixes/swap.ts';
import type { Step } from '../../runbook/step.ts';
import type { ClusterSpec, NodeSpec } from '../cluster-spec.ts';
import { aptSourcesStep } from './apt-sources.ts';
import { authorityStep } from './authority.ts';
import { fixStep } from './fix-step.ts';

/** What must be true of a node before anything of Kubernetes comes on it. The cgroup step is last: it may restart the node. */
export function prepareSteps(spec: ClusterSpec, node: NodeSpec): readonly Step[] {
  const hosts = spec.nodes.map(({ name, address }) => ({ address, names: [name, `${name}.${spec.domain}`] }));
  // Before what speaks TLS or reads signatures: both have dates in them.
  const clock = fixStep(node, {
    id: 'clock',
    title: 'Clock',
    holds: "The clock is within five seconds of this computer's.",
    fix: clockFix(),
  });
  const name = fixStep(node, {
    id: 'name',
    title: 'Host name',
    holds: `The node is called ${node.name}.`,
    fix: hostnameFix(node.name),
  });
  return [
    clock,
    ...mirrorSteps(spec, node, [clock.id]),
    name,
    fixStep(node, {
      id: 'hosts',
      title: 'Names of the nodes',
      holds: 'The nodes know each other by name, and themselves by their address on the network.',
      fix: hostsFix('own-name-loopback', hosts),
      needs: [name.id],
    }),
    ...swapSteps(spec, node),
    fixStep(node, {
      id: 'kernel',
      title: 'Kernel modules and settings',
      holds: 'Packets of pods are forwarded, and pass the firewall.',
      fix: podNetworkFix(),
    }),
    fixStep(node, {
      id: 'cgroup',
      title: 'Memory cgroup',
      holds: 'The kernel can limit the memory of pods.',
      fix: memoryCgroupFix(),
      remedy: 'Add `cgroup_enable=memory cgroup_memory=1` to the one line of cmdline.txt on the card, and restart the node.',
    }),
  ];
}

/** What lets the node use the mirrors of the plan; every step that fetches something comes after. */
function mirrorSteps(spec: ClusterSpec, node: NodeSpec, needs: readonly string[]): readonly Step[] {
  const { authority, downloads } = spec;
  const trust = authority === undefined ? [] : [authorityStep(spec, node, needs)];
  if (downloads.debian === undefined) return trust;
  return [...trust, aptSourcesStep(downloads.debian, node, [...needs, ...trust.map(({ id }) => id)])];
}

/** A plan that lets the kubelet start in spite of swap leaves swap alone. */
function swapSteps({ kubernetes }: ClusterSpec, node: NodeSpec): readonly Step[] {
  if (kubernetes.kubelet?.failSwapOn === false) return [];
  return [
    fixStep(node, {
      id: 'swap',
      title: 'Swap',
      holds: 'Swap is off, and stays off.',
      fix: swapFix(),
      remedy: 'Where it cannot be turned off, set `kubernetes.kubelet.failSwapOn: false` in the plan.',
    }),
  ];
}
