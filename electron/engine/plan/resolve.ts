import type { ClusterNode, NodeEntry, Plan, ResolvedPlan } from '../../contract/plan.ts';
import { expandPattern, maxNodes } from './patterns.ts';

/**
 * Spells out every node of a plan. Total: an entry whose name is no pattern is left out, an address that is none or
 * counts differently from the names is left off, and what comes after too many nodes is too; `checkPlan` says so.
 */
export function resolvePlan(plan: Plan): ResolvedPlan {
  const nodes: ClusterNode[] = [];
  for (const [index, entry] of plan.nodes.entries()) {
    // A file of 1 MiB could stand for ten million.
    if (nodes.length > maxNodes) break;
    nodes.push(...nodesOf(plan, entry, index));
  }
  return { ...plan, nodes };
}

function nodesOf(plan: Plan, entry: NodeEntry, index: number): readonly ClusterNode[] {
  const names = expandPattern(entry.name);
  if (!names.ok) return [];
  const addresses = entry.address === undefined ? undefined : expandPattern(entry.address);
  const matching = addresses?.ok === true && addresses.values.length === names.values.length ? addresses.values : [];
  const image = entry.image ?? plan.image;
  return names.values.map((name, position) => {
    const address = matching[position];
    return {
      name,
      role: entry.role,
      board: entry.board,
      entry: index,
      ...(address === undefined ? {} : { address }),
      ...(image === undefined ? {} : { image }),
      ...(entry.labels === undefined ? {} : { labels: entry.labels }),
    };
  });
}
