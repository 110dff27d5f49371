import type { NodeFacts, NodeFinding } from '../../../contract/facts.ts';
import { skewLimit } from './rules/identity.ts';
import { advice, duration } from './rules/rule.ts';

/** The nodes that have answered. */
export type FleetFacts = ReadonlyMap<string, NodeFacts>;

/** What is wrong between nodes; each finding is given to every node that it is about. */
export function fleetFindings(fleet: FleetFacts): readonly NodeFinding[] {
  return [
    ...twice(fleet, ({ machineId }) => (machineId === undefined ? [] : [machineId]), {
      code: 'machine-id-cloned',
      what: 'machine-id',
      why: 'DHCP gives both one address, and network plug-ins take them for one node.',
      source: 'github.com/luxas/kubeadm-workshop/issues/7',
      fix: 'One card is a copy of the other: write it again with Slipway.',
    }),
    ...twice(fleet, (facts) => facts.interfaces.filter(isHardware).map(({ mac }) => mac), {
      code: 'mac-cloned',
      what: 'MAC address',
      why: 'A network cannot tell them apart.',
      source: 'kubernetes.io/docs/setup/production-environment/tools/kubeadm/install-kubeadm',
      fix: 'Remove what sets the address: the board has one of its own.',
    }),
    ...twice(fleet, ({ hostname }) => (hostname === undefined ? [] : [hostname]), {
      code: 'hostname-twice',
      what: 'host name',
      why: 'Kubernetes would take them for one node.',
      source: 'kubernetes.io/docs/concepts/architecture/nodes',
      fix: 'Repair the host name of the one that has the wrong name.',
    }),
    ...clocks(fleet),
  ];
}

/** Bridges and tunnels of containers have made-up addresses, the same on every node at times. */
const isHardware = ({ name }: NodeFacts['interfaces'][number]): boolean => /^(?:eth|en|wlan|wl|end)/.test(name);

interface Twice {
  readonly code: string;
  readonly what: string;
  readonly why: string;
  readonly source: string;
  readonly fix: string;
}

function twice(
  fleet: FleetFacts,
  valuesOf: (facts: NodeFacts) => readonly string[],
  { code, what, why, source, fix }: Twice,
): readonly NodeFinding[] {
  const owners = new Map<string, string[]>();
  for (const [node, facts] of fleet)
    for (const value of new Set(valuesOf(facts))) owners.set(value, [...(owners.get(value) ?? []), node]);
  return [...owners].flatMap(([value, nodes]) =>
    nodes.length < 2
      ? []
      : nodes.map((node) => ({
          code,
          node,
          severity: 'error' as const,
          message: `It has the ${what} ${value}, and so has ${nodes
            .filter((other) => other !== node)
            .slice(0, 5)
            .join(', ')}.`,
          why,
          source,
          fix: advice(fix),
        })),
  );
}

/** Two nodes may each be near this computer's clock and yet too far from each other: etcd and certificates mind that. */
function clocks(fleet: FleetFacts): readonly NodeFinding[] {
  const skews = [...fleet].flatMap(([node, { time }]) =>
    time.skewSeconds === undefined ? [] : [{ node, skew: time.skewSeconds }],
  );
  const [first] = skews.toSorted((a, b) => a.skew - b.skew);
  const last = skews.toSorted((a, b) => a.skew - b.skew).at(-1);
  if (first === undefined || last === undefined || last.skew - first.skew <= skewLimit) return [];
  return [first, last].map(({ node }) => ({
    code: 'clocks-disagree',
    node,
    severity: 'warning' as const,
    message: `The clocks of ${first.node} and ${last.node} are ${duration(last.skew - first.skew)} apart.`,
    why: 'Certificates made on one are not yet valid on the other.',
    fix: advice('Repair the clock of each.'),
  }));
}
