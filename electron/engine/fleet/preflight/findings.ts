import type { NodeFinding } from '../../../contract/facts.ts';
import type { Severity } from '../../../contract/finding.ts';
import { clock, hostname, ownName } from './rules/identity.ts';
import { architecture, cgroupVersion, cpusetCgroup, memoryCgroup, networkModules, pageSize } from './rules/kernel.ts';
import { cores, heat, memory, throttling } from './rules/machine.ts';
import { defaultRoute, leftovers, plannedAddress, resolver } from './rules/network.ts';
import { busyPackages, retiredSources } from './rules/packages.ts';
import type { Rule, Subject } from './rules/rule.ts';
import { diskSpace, readOnlyRoot, rootSize, swap } from './rules/storage.ts';

const rules: readonly Rule[] = [
  memoryCgroup,
  cpusetCgroup,
  cgroupVersion,
  hostname,
  ownName,
  clock,
  swap,
  readOnlyRoot,
  rootSize,
  diskSpace,
  retiredSources,
  busyPackages,
  networkModules,
  plannedAddress,
  leftovers,
  resolver,
  defaultRoute,
  architecture,
  pageSize,
  memory,
  cores,
  throttling,
  heat,
];

const rank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, advice: 2 };

/**
 * Everything to be said about a node before Kubernetes comes, errors first: by itself, and of `shared`, the
 * {@link fleetFindings} of all nodes, what concerns it.
 */
export function findings(subject: Subject, shared: readonly NodeFinding[]): readonly NodeFinding[] {
  const node = subject.node.name;
  const own = rules.flatMap((rule) => rule(subject)).map((found) => ({ ...found, node }));
  const its = shared.filter((finding) => finding.node === node);
  return [...its, ...own].toSorted((a, b) => rank[a.severity] - rank[b.severity]);
}
