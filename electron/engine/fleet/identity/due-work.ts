import { emptyPlace, isLive, type FleetState, type LoginResult, type Place, type PlannedNode } from './fleet-state.ts';
import { areTwo, claimedPlaces, knownSince, livePlaces, machinesOf, nodeOfKey, validLogin } from './machines.ts';
import { loginOf } from './standing.ts';

/** Something to do about an address. `key`: ask for its host key; `pulse`: only whether it still says the same banner. */
export type Work =
  | { readonly kind: 'probe'; readonly address: string; readonly depth: 'key' | 'pulse' }
  | { readonly kind: 'login'; readonly address: string; readonly node: string; readonly connection: Connection };

/** `shared`: the one that everything uses. `own`: to that address and no other, for one that may lead to another machine. */
export type Connection = 'shared' | 'own';

/** When each address was last tried. */
export type Tries = ReadonlyMap<string, number>;

const second = 1000;
/** How often each kind of place is looked at, in milliseconds. */
const every = {
  /** Announced or called just now: it is about to come up. */
  awake: 1 * second,
  expected: 2 * second,
  /** A machine that missed a probe. */
  doubtful: 1.5 * second,
  ours: 5 * second,
  foreign: 60 * second,
  silent: 30 * second,
  /** A pulse is not a proof: the key is asked for again. */
  proof: 10 * 60 * second,
} as const;

/** A fleet of hundreds is asked in turn: some forty connections a second are the most that idling may cost. */
const paceOf = ({ nodes }: FleetState): number => nodes.length * 25;

/** What is due now. A machine with another key is never logged in to. Pure. */
export function dueWork(state: FleetState, tries: Tries, now: number): readonly Work[] {
  const expected = expectedPlaces(state);
  const unseen = [...expected].filter((address) => !state.places.has(address)).map(emptyPlace);
  const probes = [...state.places.values(), ...unseen].flatMap((place) => probeOf(state, place, { expected, tries, now }));
  return [...probes, ...state.nodes.flatMap((node) => loginDue(state, node, now))];
}

/** Where a node should be that was not found: its planned address, where it was last, and where something says it is it. */
function expectedPlaces(state: FleetState): ReadonlySet<string> {
  const missing = state.nodes.filter((node) => livePlaces(state, node).length === 0);
  const addresses = missing.flatMap((node) => [
    node.plannedAddress,
    state.lastSeen.get(node.node)?.address ?? node.adopted?.address,
    ...claimedPlaces(state, node).map(({ address }) => address),
  ]);
  return new Set(addresses.filter((address) => address !== undefined));
}

interface Moment {
  readonly expected: ReadonlySet<string>;
  readonly tries: Tries;
  readonly now: number;
}

function probeOf(state: FleetState, place: Place, { expected, tries, now }: Moment): readonly Work[] {
  const { address, key } = place;
  const triedAt = tries.get(address) ?? 0;
  const node = nodeOfKey(state, key?.fingerprint);
  const interval = intervalOf(state, place, { node, isExpected: expected.has(address), triedAt });
  if (now - triedAt < interval) return [];
  const isPulse =
    node !== undefined && key !== undefined && isLive(place) && place.misses === 0 && now - key.provenAt < every.proof;
  return [{ kind: 'probe', address, depth: isPulse ? 'pulse' : 'key' }];
}

interface Standing {
  readonly node: PlannedNode | undefined;
  readonly isExpected: boolean;
  readonly triedAt: number;
}

function intervalOf(state: FleetState, place: Place, { node, isExpected, triedAt }: Standing): number {
  if (node !== undefined && isLive(place)) {
    if (place.misses > 0 || isUnsure(state, node, place)) return every.doubtful;
    return Math.max(every.ours, paceOf(state));
  }
  if (isLive(place)) return isExpected ? Math.max(every.ours, paceOf(state)) : every.foreign;
  if (newestSighting(place) > triedAt) return every.awake;
  return isExpected ? Math.max(every.expected, paceOf(state)) : every.silent;
}

/** Another place shows the same key since this one last answered: one of them is an old address, or there are two machines. */
function isUnsure(state: FleetState, node: PlannedNode, place: Place): boolean {
  const live = livePlaces(state, node);
  return live.length > 1 && (place.key?.aliveAt ?? 0) < knownSince(live);
}

const newestSighting = ({ sightings }: Place): number => Math.max(0, ...Object.values(sightings).map(({ at }) => Date.parse(at)));

/** A login is tried where the node shows its key and nothing speaks against it, after a failure with growing pauses. */
function loginDue(state: FleetState, node: PlannedNode, now: number): readonly Work[] {
  const standing = state.standings.get(node.node)?.state;
  const live = livePlaces(state, node);
  if (areTwo(machinesOf(state, live)))
    return live.flatMap((place) => tellApart(place, { node: node.node, since: knownSince(live), now }));
  if (standing?.kind !== 'found') return [];
  const login = loginOf(live);
  return isPausing(login, now) ? [] : [{ kind: 'login', node: node.node, address: standing.address, connection: 'shared' }];
}

const isPausing = (login: LoginResult | undefined, now: number): boolean =>
  login?.kind === 'failed' && now - login.at < Math.min(60, 2 ** login.tries) * second;

interface Doubt {
  readonly node: string;
  /** When all of the places were known. */
  readonly since: number;
  readonly now: number;
}

/** Cable and Wi-Fi of one node look like two machines with one key, until each address was asked for its boot. */
function tellApart(place: Place, { node, since, now }: Doubt): readonly Work[] {
  const login = validLogin(place);
  const isKnown = login?.kind === 'ok' && login.at >= since;
  return isKnown || isPausing(login, now) ? [] : [{ kind: 'login', node, address: place.address, connection: 'own' }];
}
