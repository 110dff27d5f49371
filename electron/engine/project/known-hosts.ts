import type { ClusterNode, ResolvedPlan } from '../../contract/plan.ts';

/**
 * One known_hosts line for each key of a node: every name and address ssh may use for it. `.local` is its name in
 * multicast DNS whatever the domain.
 */
export function knownHosts(plan: ResolvedPlan, keys: ReadonlyMap<string, readonly string[]>): string {
  const lines = plan.nodes.flatMap((node) =>
    (keys.get(node.name) ?? []).map((key) => `${hostNames(plan, node).join(',')} ${withoutComment(key)}`),
  );
  return ['# Host keys that Slipway put on the cards of this cluster.', ...lines].join('\n') + '\n';
}

function hostNames({ network: { domain } }: ResolvedPlan, { name, address }: ClusterNode): readonly string[] {
  const ip = address?.split('/')[0];
  return [...new Set([name, `${name}.${domain}`, `${name}.local`, ...(ip === undefined ? [] : [ip])])];
}

const withoutComment = (publicKey: string): string => publicKey.trim().split(' ').slice(0, 2).join(' ');
