import type { FleetNodeState } from '../../../contract/fleet.ts';
import { isLive, lostAfter, type FleetState, type LoginResult, type Place, type PlannedNode } from './fleet-state.ts';
import { areTwo, claimedPlaces, impostorOf, knownSince, livePlaces, machinesOf, validLogin } from './machines.ts';

/** Where every node stands, worked out anew from all that is known. Pure. */
export function standingsOf(state: FleetState): ReadonlyMap<string, FleetNodeState> {
  const machineIds = new Map(state.nodes.map((node) => [node.node, machineIdOf(state, node)]));
  return new Map(
    state.nodes.map((node) => {
      const standing = standingOf(state, node);
      return [node.node, clonedOr(standing, node.node, machineIds)];
    }),
  );
}

function standingOf(state: FleetState, node: PlannedNode): FleetNodeState {
  const live = livePlaces(state, node);
  const [best] = live;
  if (best === undefined) return missing(state, node);
  const { address } = best;
  if (areTwo(machinesOf(state, live))) {
    const isAsked = live.every((place) => wasAsked(place, knownSince(live)));
    return isAsked ? { kind: 'duplicate', addresses: live.map((place) => place.address) } : { kind: 'found', address };
  }
  const login = loginOf(live);
  if (login === undefined) return { kind: 'found', address };
  if (login.kind === 'failed') return { kind: 'found', address, login: login.error };
  return { kind: state.preflights.get(node.node)?.passed === true ? 'ready' : 'adopted', address };
}

/** Whether a login there told, or could not tell, which boot it is. */
function wasAsked(place: Place, since: number): boolean {
  const login = validLogin(place);
  return login?.kind === 'failed' || (login?.kind === 'ok' && login.at >= since);
}

/** The last try to log in since the machine is there; a success at any of its addresses counts before a failure. */
export function loginOf(live: readonly Place[]): LoginResult | undefined {
  const results = live.flatMap((place) => validLogin(place) ?? []);
  return results.find(({ kind }) => kind === 'ok') ?? results.sort((a, b) => b.at - a.at)[0];
}

function machineIdOf(state: FleetState, node: PlannedNode): string | undefined {
  const login = loginOf(livePlaces(state, node));
  return login?.kind === 'ok' ? login.machineId : undefined;
}

function clonedOr(state: FleetNodeState, node: string, machineIds: ReadonlyMap<string, string | undefined>): FleetNodeState {
  if (state.kind !== 'adopted' && state.kind !== 'ready') return state;
  const machineId = machineIds.get(node);
  if (machineId === undefined || machineId === '') return state;
  const nodes = [...machineIds].flatMap(([other, id]) => (id === machineId ? [other] : []));
  return nodes.length < 2 ? state : { kind: 'cloned', machineId, nodes, address: state.address };
}

function missing(state: FleetState, node: PlannedNode): FleetNodeState {
  const impostor = impostorOf(state, node);
  if (impostor?.key !== undefined)
    return { kind: 'wrong-host-key', address: impostor.address, fingerprint: impostor.key.fingerprint };
  const last = state.lastSeen.get(node.node) ?? node.adopted;
  if (last !== undefined && isGone(state, node, last.address))
    return { kind: 'lost', since: new Date(last.at).toISOString(), lastAddress: last.address };
  if (node.cardWrittenAt === undefined && last === undefined) return { kind: 'planned' };
  if (state.isLooking) return { kind: 'waiting-for-boot', awake: isAwake(state, node) };
  return { kind: 'card-written', at: new Date(node.cardWrittenAt ?? last?.at ?? 0).toISOString() };
}

/** Nothing answers at its last address any more, or somebody else does. */
function isGone({ places }: FleetState, { fingerprints }: PlannedNode, address: string): boolean {
  const place = places.get(address);
  if (place === undefined) return false;
  return place.misses >= lostAfter || (place.key !== undefined && !fingerprints.includes(place.key.fingerprint));
}

/** It announced itself or called around the last try, and its SSH has not answered yet. */
const isAwake = (state: FleetState, node: PlannedNode): boolean =>
  claimedPlaces(state, node).some((place) => !isLive(place) && lastWord(place) > Math.max(0, place.missedAt - 30_000));

const lastWord = ({ sightings: { mdns, 'phone-home': call } }: Place): number =>
  Math.max(...[mdns, call].map((sighting) => (sighting === undefined ? 0 : Date.parse(sighting.at))));
