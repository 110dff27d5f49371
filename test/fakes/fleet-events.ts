import { errorFacts, SlipwayError } from '../../electron/contract/errors.ts';
import type { FleetNodeState } from '../../electron/contract/fleet.ts';
import {
  emptyFleet,
  type FleetEvent,
  type FleetState,
  type PlannedNode,
} from '../../electron/engine/fleet/identity/fleet-state.ts';
import { reduceFleet } from '../../electron/engine/fleet/identity/reduce.ts';

export const start = Date.parse('2026-11-21T12:00:00Z');

/** `SHA256:pi1…`, as short as a fingerprint can be told apart. */
export const keyOf = (name: string): string => `SHA256:${name}`;

export const planned = (node: string, more: Partial<PlannedNode> = {}): PlannedNode => ({
  node,
  role: 'worker',
  board: 'pi4',
  fingerprints: [keyOf(node)],
  cardWrittenAt: start - 60_000,
  ...more,
});

/** A fleet that is being looked for. */
export const fleetOf = (...nodes: readonly PlannedNode[]): FleetState =>
  after(emptyFleet('/p'), { type: 'planned', at: start, cluster: 'lab', nodes }, { type: 'looking', at: start, on: true });

export const after = (state: FleetState, ...events: readonly FleetEvent[]): FleetState => events.reduce(reduceFleet, state);

/** At second `s`, the machine at an address shows the key of `name`. */
export const shows = (s: number, address: string, name: string): FleetEvent => ({
  type: 'key-shown',
  at: start + s * 1000,
  address,
  hostKey: `ssh-ed25519 ${name}`,
  fingerprint: keyOf(name),
  banner: 'SSH-2.0-OpenSSH_9.2p1',
});

export const silent = (s: number, address: string): FleetEvent => ({ type: 'silent', at: start + s * 1000, address });
export const alive = (s: number, address: string): FleetEvent => ({ type: 'alive', at: start + s * 1000, address });

/** It took our login. */
export const loggedIn = (s: number, address: string, name: string): FleetEvent => ({
  type: 'logged-in',
  at: start + s * 1000,
  address,
  fingerprint: keyOf(name),
  machineId: `id of ${name}`,
  bootId: `boot of ${name} at ${address}`,
  addresses: [],
});

/** It did not take our login. */
export const refused = (s: number, address: string, name: string): FleetEvent => ({
  type: 'login-failed',
  at: start + s * 1000,
  address,
  fingerprint: keyOf(name),
  error: errorFacts(new SlipwayError('ssh/login-refused')),
});

/** It announces itself in multicast DNS. */
export const announces = (s: number, address: string, name: string): FleetEvent => ({
  type: 'sighted',
  at: start + s * 1000,
  sighting: {
    how: 'mdns',
    address,
    at: new Date(start + s * 1000).toISOString(),
    interface: 'eth0',
    name,
    service: '_slipway._tcp',
  },
  hostName: name,
  claims: name,
  alias: { source: `mdns eth0 ${name}`, addresses: [address] },
});

export function stateOf(state: FleetState, node: string): FleetNodeState {
  const standing = state.standings.get(node);
  if (standing === undefined) throw new Error(`no ${node}`);
  return standing.state;
}
