import type { FleetNode, FleetSnapshot, ForeignMachine, Sighting } from '../../../contract/fleet.ts';
import { plainText } from '../../../contract/plain-text.ts';
import { isLive, type FleetState, type Place, type PlannedNode } from './fleet-state.ts';
import { claimedPlaces, livePlaces, nodeOfKey } from './machines.ts';
import { saysOf } from './says.ts';

/** What a page or a command shows. Texts of other machines are made plain here. Pure. */
export function fleetSnapshot(state: FleetState, revision: number): FleetSnapshot {
  const { dir, cluster, nodes, finders, sweep } = state;
  return {
    dir,
    cluster,
    revision,
    nodes: nodes.map((node) => nodeOf(state, node)),
    foreign: foreignMachines(state),
    sources: finders,
    ...(sweep === undefined ? {} : { sweep }),
  };
}

function nodeOf(state: FleetState, planned: PlannedNode): FleetNode {
  const { node, role, board, plannedAddress, fingerprints } = planned;
  const standing = state.standings.get(node) ?? { state: { kind: 'planned' } as const, since: 0 };
  const live = livePlaces(state, planned);
  const fingerprint = live[0]?.key?.fingerprint ?? fingerprints[0];
  return {
    node,
    role,
    board,
    ...(plannedAddress === undefined ? {} : { plannedAddress }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
    state: standing.state,
    since: new Date(standing.since).toISOString(),
    addresses: live.map(({ address }) => address),
    sightings: sightingsOf([...new Set([...live, ...claimants(state, planned)])]),
    says: saysOf(standing.state, planned),
  };
}

/** Places that say they are this node and show no key yet. */
const claimants = (state: FleetState, node: PlannedNode): readonly Place[] =>
  claimedPlaces(state, node).filter(({ key }) => key === undefined);

const sightingsOf = (places: readonly Place[]): readonly Sighting[] =>
  places
    .flatMap(({ sightings }) => Object.values(sightings))
    .map(plainSighting)
    .sort((a, b) => b.at.localeCompare(a.at));

const maxText = 128;
const plain = (text: string): string => plainText(text).slice(0, maxText);

function plainSighting(sighting: Sighting): Sighting {
  if (sighting.how !== 'mdns') return sighting;
  const { name, service, ...seen } = sighting;
  return {
    ...seen,
    ...(name === undefined ? {} : { name: plain(name) }),
    ...(service === undefined ? {} : { service: plain(service) }),
  };
}

/** One entry for each key that no node of the plan has; those that claim to be a node first. */
function foreignMachines(state: FleetState): readonly ForeignMachine[] {
  const places = [...state.places.values()].filter(
    (place) => isLive(place) && nodeOfKey(state, place.key?.fingerprint) === undefined,
  );
  const keys = [...new Set(places.map(({ key }) => key?.fingerprint ?? ''))];
  return keys
    .map((fingerprint) =>
      foreignMachine(
        state,
        fingerprint,
        places.filter(({ key }) => key?.fingerprint === fingerprint),
      ),
    )
    .sort((a, b) => Number(b.claims !== undefined) - Number(a.claims !== undefined) || a.address.localeCompare(b.address));
}

function foreignMachine(state: FleetState, fingerprint: string, places: readonly Place[]): ForeignMachine {
  const addresses = places.map(({ address }) => address).sort();
  const hostName = places.find((place) => place.hostName !== undefined)?.hostName;
  const banner = places.find(({ key }) => key?.banner !== undefined)?.key?.banner;
  const vendor = places
    .map(({ sightings }) => sightings.sweep)
    .find((seen) => seen?.how === 'sweep' && seen.vendor !== undefined);
  const claims = state.nodes.find(
    ({ node, plannedAddress }) =>
      places.some((place) => place.claims.includes(node)) || addresses.some((address) => address === plannedAddress),
  );
  return {
    id: fingerprint,
    fingerprint,
    address: addresses[0] ?? '',
    addresses,
    ...(hostName === undefined ? {} : { hostName: plain(hostName) }),
    ...(banner === undefined ? {} : { banner: plain(banner) }),
    ...(vendor?.how === 'sweep' && vendor.vendor !== undefined ? { vendor: vendor.vendor } : {}),
    sightings: sightingsOf(places),
    ...(claims === undefined ? {} : { claims: claims.node }),
  };
}
