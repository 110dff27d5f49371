import { changePlace, withAlive, withKey, withLogin, withMiss, withSighting } from './places.ts';
import { type FleetEvent, type FleetState, type PlannedNode, type SeenAt, type Standing } from './fleet-state.ts';
import { livePlaces, nodeOfKey } from './machines.ts';
import { standingsOf } from './standing.ts';

/**
 * The fleet after something happened. It only ever names what it sees: that nothing is said to a machine with another
 * key is decided here, by nobody being asked to. Events about different addresses may come in any order. Pure.
 */
export function reduceFleet(state: FleetState, event: FleetEvent): FleetState {
  const changed = withFacts(state, event);
  if (changed === state || (event.type === 'alive' && isCalm(state, event.address))) return changed;
  return { ...changed, standings: restamped(changed, event.at) };
}

/** Whether a pulse there changes nobody's state: hundreds of them come in while nothing happens. */
export function isCalm(state: FleetState, address: string): boolean {
  const place = state.places.get(address);
  const node = nodeOfKey(state, place?.key?.fingerprint);
  return place?.misses === 0 && node !== undefined && livePlaces(state, node).length < 2;
}

function withFacts(state: FleetState, event: FleetEvent): FleetState {
  switch (event.type) {
    case 'planned':
      return { ...state, cluster: event.cluster, nodes: event.nodes, shared: event.shared ?? [] };
    case 'looking':
      return state.isLooking === event.on ? state : { ...state, isLooking: event.on };
    case 'sighted':
      return withSighting(state, event);
    case 'key-shown':
      return seen(
        changePlace(state, event.address, (place) => withKey(place, event)),
        event,
      );
    case 'alive':
      return seen(
        changePlace(state, event.address, (place) => withAlive(place, event.at)),
        event,
      );
    case 'silent':
      return changePlace(state, event.address, (place) => withMiss(place, event.at));
    case 'logged-in':
    case 'login-failed':
      return withLogin(state, event);
    case 'preflight':
      return { ...state, preflights: new Map(state.preflights).set(event.node, { passed: event.passed, at: event.at }) };
    case 'finders':
      return { ...state, finders: event.finders };
    case 'sweep':
      return { ...state, sweep: event.progress };
    case 'forgotten':
      return forgotten(state, event.node);
  }
}

/** Remembers where a node was last seen: of several addresses the one that is most use, not the one that answered last. */
function seen(state: FleetState, { address, at }: SeenAt): FleetState {
  const node = nodeOfKey(state, state.places.get(address)?.key?.fingerprint);
  if (node === undefined || (state.lastSeen.get(node.node)?.at ?? 0) >= at) return state;
  return {
    ...state,
    lastSeen: new Map(state.lastSeen).set(node.node, { at, address: livePlaces(state, node)[0]?.address ?? address }),
  };
}

/** Lets go of what was seen of a node; what is there is found again at the next look. */
function forgotten(state: FleetState, name: string): FleetState {
  const node = state.nodes.find((candidate) => candidate.node === name);
  const isOf = (fingerprint: string | undefined): boolean =>
    fingerprint !== undefined && (node?.fingerprints.includes(fingerprint) ?? false);
  return {
    ...state,
    nodes: state.nodes.map((other) => (other.node === name ? withoutPast(other) : other)),
    places: new Map([...state.places].filter(([, place]) => !isOf(place.key?.fingerprint) && !place.claims.includes(name))),
    preflights: new Map([...state.preflights].filter(([other]) => other !== name)),
    lastSeen: new Map([...state.lastSeen].filter(([other]) => other !== name)),
  };
}

const withoutPast = ({ adopted: _adopted, ...node }: PlannedNode): PlannedNode => node;

/** A state keeps its `since` as long as it is of the same kind. */
function restamped(state: FleetState, at: number): ReadonlyMap<string, Standing> {
  return new Map(
    [...standingsOf(state)].map(([node, now]) => {
      const before = state.standings.get(node);
      return [node, { state: now, since: before?.state.kind === now.kind ? before.since : at }];
    }),
  );
}
