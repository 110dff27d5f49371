import type { NodeFacts } from '../../../../contract/facts.ts';
import type { ClusterNode, ResolvedPlan } from '../../../../contract/plan.ts';
import { movesOf } from '../retired-sources.ts';
import { memoryCgroupFix, pageSizeFix } from './boot-partition.ts';
import { clockFix, timeServiceFix } from './clock.ts';
import { rootSizeFix } from './disk.ts';
import type { Fix } from './fix.ts';
import { hostnameFix, hostsFix, type HostsLine } from './names.ts';
import { podNetworkFix } from './network.ts';
import { sourcesFix } from './packages.ts';
import { swapFix } from './swap.ts';

/** What a repair is made from. `addressOf` gives where a node is now, for nodes without a planned address. */
export interface FixSubject {
  readonly node: ClusterNode;
  readonly plan: ResolvedPlan;
  readonly facts: NodeFacts;
  readonly addressOf: (node: string) => string | undefined;
}

/** In the order in which they are done: the clock first, as everything else is dated by it; those that reboot last. */
const makers: Readonly<Record<string, (subject: FixSubject) => Fix>> = {
  'clock-wrong': clockFix,
  'clock-unsynchronized': timeServiceFix,
  'hostname-wrong': ({ node }) => hostnameFix(node.name),
  'own-name-loopback': (subject) => hostsFix('own-name-loopback', hostsLines(subject)),
  'own-name-unknown': (subject) => hostsFix('own-name-unknown', hostsLines(subject)),
  'swap-on': swapFix,
  'root-not-expanded': rootSizeFix,
  'apt-retired': ({ facts }) => sourcesFix(movesOf(facts.aptSources)),
  'network-not-prepared': podNetworkFix,
  'memory-cgroup-off': memoryCgroupFix,
  'page-size-16k': pageSizeFix,
};

/** The repairs of these findings, in the order in which they are to be done; a code that has none is left out. */
export const fixesFor = (codes: readonly string[], subject: FixSubject): readonly Fix[] =>
  Object.entries(makers).flatMap(([code, make]) => (codes.includes(code) ? [make(subject)] : []));

/** Every node that has an address, by plan or as found, with its name first and its name in the domain after it. */
export function hostsLines({ plan, node, facts, addressOf }: FixSubject): readonly HostsLine[] {
  return plan.nodes.flatMap(({ name, address }) => {
    const planned = plan.network.addressing === 'static' ? address?.split('/')[0] : undefined;
    const own = name === node.name ? ownAddress(facts) : undefined;
    const found = planned ?? own ?? addressOf(name);
    return found === undefined ? [] : [{ address: found, names: [name, `${name}.${plan.network.domain}`] }];
  });
}

/** The address that the node uses to go out: IPv4, as `127.0.1.1` is what it stands against. */
function ownAddress({ interfaces, defaultRoute }: NodeFacts): string | undefined {
  const route = interfaces.find(({ name }) => name === defaultRoute?.interface) ?? interfaces[0];
  return route?.addresses.find((address) => address.includes('.'))?.split('/')[0];
}
