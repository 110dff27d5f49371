import type { FinderStatus, FleetNode, FleetNodeState, FleetSnapshot, ForeignMachine, Sighting } from '../../contract/fleet.ts';
import { table } from '../format.ts';

/** What each state is called (design §8). */
const names: Readonly<Record<FleetNodeState['kind'], string>> = {
  planned: 'planned',
  'card-written': 'card written',
  'waiting-for-boot': 'waiting for boot',
  found: 'found',
  adopted: 'adopted',
  ready: 'ready',
  lost: 'lost',
  'wrong-host-key': 'wrong host key',
  duplicate: 'duplicate',
  cloned: 'cloned',
};

/** Whether the node is there, proven and ours to use. */
export const isThere = ({ state }: FleetNode): boolean => state.kind === 'adopted' || state.kind === 'ready';

/** Whether waiting alone changes nothing: a person has to do something. */
export const isStuck = ({ state }: FleetNode): boolean => state.kind === 'duplicate' || state.kind === 'cloned';

/** What has changed from one snapshot to the next, a line each: nodes, then machines that are not ours. */
export function fleetNews(before: FleetSnapshot | undefined, now: FleetSnapshot): readonly string[] {
  const nodes = now.nodes.filter((node) => stateText(node) !== stateText(before?.nodes.find((was) => was.node === node.node)));
  const strangers = now.foreign.filter(
    ({ id, claims }) => claims !== undefined && before?.foreign.some((was) => was.id === id && was.claims === claims) !== true,
  );
  const failed = now.sources.filter(
    (source) => source.state.kind === 'failed' && before?.sources.some((was) => sameFault(was, source)) !== true,
  );
  return [...nodes.map(nodeLine), ...strangers.map(foreignLine), ...failed.flatMap(faultLine)];
}

const stateText = (node: FleetNode | undefined): string => (node === undefined ? '' : JSON.stringify(node.state));

const sameFault = (a: FinderStatus, b: FinderStatus): boolean =>
  a.finder === b.finder && a.interface === b.interface && a.state.kind === b.state.kind;

function nodeLine(node: FleetNode): string {
  const how = isThere(node) || node.state.kind === 'found' ? howText(node.sightings) : '';
  return `${node.node}: ${names[node.state.kind]}. ${node.says.text}${how}`;
}

/** ` Found by mDNS, phone-home.` */
function howText(sightings: readonly Sighting[]): string {
  const ways = [...new Set(sightings.map(({ how }) => how))];
  return ways.length === 0 ? '' : ` Noticed by ${ways.join(', ')}.`;
}

const foreignLine = ({ address, fingerprint, claims, hostName, vendor }: ForeignMachine): string =>
  [
    `${address}: not ours`,
    claims === undefined ? '' : `, though it stands for ${claims}`,
    hostName === undefined ? '' : ` (${hostName})`,
    vendor === undefined ? '' : `, ${vendor}`,
    `. It shows ${fingerprint}.`,
  ].join('');

const faultLine = ({ finder, interface: name, state }: FinderStatus): readonly string[] =>
  state.kind === 'failed' ? [`${finder}${name === undefined ? '' : ` on ${name}`}: ${state.error.title} ${state.error.fix}`] : [];

/** Who is missing and what to try; nothing when nobody is. */
export const missingText = ({ nodes }: FleetSnapshot): string =>
  nodes
    .filter((node) => !isThere(node))
    .map(({ node, says }) => [`${node}: ${says.text}`, ...says.tries.map((attempt) => `  → ${attempt}`)].join('\n'))
    .join('\n');

export function fleetTable({ nodes, foreign }: FleetSnapshot): string {
  const rows = nodes.map((node) => [
    node.node,
    names[node.state.kind],
    node.addresses[0] ?? node.plannedAddress ?? '-',
    node.role,
    node.says.text,
  ]);
  const strangers = foreign.map((machine) => [
    machine.hostName ?? '?',
    'not ours',
    machine.address,
    machine.vendor ?? '-',
    machine.fingerprint,
  ]);
  return table([['NODE', 'STATE', 'ADDRESS', 'ROLE', ''], ...rows, ...strangers]);
}
