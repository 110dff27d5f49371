import type { ClusterNode, ResolvedPlan } from '../../contract/plan.ts';

const loopback = [
  '127.0.0.1 localhost',
  '::1 localhost ip6-localhost ip6-loopback',
  'ff02::1 ip6-allnodes',
  'ff02::2 ip6-allrouters',
];

/**
 * /etc/hosts with every node that has a planned address. A node's own name means that address too: the usual
 * `127.0.1.1` line would make kubelet, etcd and storage daemons advertise a loopback address. Only a node that asks
 * DHCP keeps it, so that its own name resolves at all.
 */
export function hostsFile(plan: ResolvedPlan, self: ClusterNode): string {
  const isStatic = plan.network.addressing === 'static';
  const planned = plan.nodes.flatMap(({ name, address }) =>
    isStatic && address !== undefined ? [[address.split('/')[0], names(name, plan)].join(' ')] : [],
  );
  const own = isStatic && self.address !== undefined ? [] : [`127.0.1.1 ${names(self.name, plan)}`];
  return [...loopback, ...own, ...planned].join('\n') + '\n';
}

const names = (name: string, plan: ResolvedPlan): string => `${name}.${plan.network.domain} ${name}`;
