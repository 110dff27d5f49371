import { isLive, type FleetState, type LoginResult, type Place, type PlannedNode } from './fleet-state.ts';

/** Which places matter to which node, worked out once for each state: a fleet of hundreds is asked about at every event. */
interface PlaceIndex {
  readonly byKey: ReadonlyMap<string, PlannedNode>;
  readonly live: ReadonlyMap<string, readonly Place[]>;
  /** Places that say they are a node, or stand at its planned address. */
  readonly claimed: ReadonlyMap<string, readonly Place[]>;
}

const indexes = new WeakMap<FleetState, PlaceIndex>();

function indexOf(state: FleetState): PlaceIndex {
  const index = indexes.get(state) ?? makeIndex(state);
  indexes.set(state, index);
  return index;
}

function makeIndex({ nodes, places, shared }: FleetState): PlaceIndex {
  const byKey = new Map(nodes.flatMap((node) => node.fingerprints.map((fingerprint) => [fingerprint, node] as const)));
  const byAddress = new Map(nodes.map((node) => [node.plannedAddress, node.node]));
  // A node that holds the API's address announces it too, and was taken for two machines with one key.
  const all = [...places.values()].filter(({ address }) => !shared.includes(address));
  const live = grouped(all.filter(isLive), ({ key }) => [byKey.get(key?.fingerprint ?? '')?.node ?? '']);
  const claimed = grouped(all, ({ claims, address }) => [...new Set([...claims, byAddress.get(address) ?? ''])]);
  return { byKey, live: new Map([...live].map(([node, found]) => [node, found.toSorted(byUsefulness)])), claimed };
}

function grouped(places: readonly Place[], groupsOf: (place: Place) => readonly string[]): ReadonlyMap<string, readonly Place[]> {
  const groups = new Map<string, Place[]>();
  for (const place of places)
    for (const name of groupsOf(place)) {
      const group = groups.get(name) ?? [];
      group.push(place);
      groups.set(name, group);
    }
  return groups;
}

/** The node that this fingerprint proves. */
export const nodeOfKey = (state: FleetState, fingerprint: string | undefined): PlannedNode | undefined =>
  fingerprint === undefined ? undefined : indexOf(state).byKey.get(fingerprint);

/** Places that show a key of this node now, the best one first. */
export const livePlaces = (state: FleetState, { node }: PlannedNode): readonly Place[] => indexOf(state).live.get(node) ?? [];

/** Places that say they are this node, or stand at its planned address, whatever they show. */
export const claimedPlaces = (state: FleetState, { node }: PlannedNode): readonly Place[] =>
  indexOf(state).claimed.get(node) ?? [];

/** Addresses that answer every probe come first, then IPv4 (it works in every tool), then what was there first. */
const byUsefulness = (a: Place, b: Place): number =>
  a.misses - b.misses || rank(a) - rank(b) || (a.key?.from ?? 0) - (b.key?.from ?? 0) || a.address.localeCompare(b.address);

const rank = ({ address }: Place): number => (address.includes('%') ? 2 : address.includes(':') ? 1 : 0);

/**
 * Parts places into machines: two places are one machine when any source says so, directly or over a third, or when a login
 * at each of them found the same boot. A copy of a card has its machine-id, and never its boot id.
 */
export function machinesOf({ aliases }: Pick<FleetState, 'aliases'>, places: readonly Place[]): readonly (readonly Place[])[] {
  if (places.length < 2) return [places];
  const sets = [...aliases.values()].map(({ addresses }) => new Set(addresses));
  return places.reduce<readonly (readonly Place[])[]>((machines, place) => {
    const isSame = (other: Place): boolean =>
      isSameBoot(place, other) || sets.some((set) => set.has(place.address) && set.has(other.address));
    const joined = machines.filter((machine) => machine.some(isSame));
    const apart = machines.filter((machine) => !machine.some(isSame));
    return [...apart, [...joined.flat(), place]];
  }, []);
}

function isSameBoot(a: Place, b: Place): boolean {
  const [mine, other] = [validLogin(a), validLogin(b)];
  if (mine?.kind !== 'ok' || other?.kind !== 'ok' || mine.bootId === '') return false;
  return mine.bootId === other.bootId && mine.machineId === other.machineId;
}

/** The last try to log in to the machine that is at a place now. */
export function validLogin({ key, login }: Place): LoginResult | undefined {
  const isOfNow = login !== undefined && login.at >= (key?.from ?? 0) && login.fingerprint === key?.fingerprint;
  return isOfNow ? login : undefined;
}

/**
 * Whether two machines show one key. An address that moves is shown by the old and the new place for a moment, so each
 * must have answered after both were known.
 */
export function areTwo(machines: readonly (readonly Place[])[]): boolean {
  if (machines.length < 2) return false;
  const known = knownSince(machines.flat());
  const answers = (place: Place): boolean => (place.key?.aliveAt ?? 0) >= known && place.misses === 0;
  return machines.filter((machine) => machine.some(answers)).length > 1;
}

/** From when on all of these places were known to show their key. */
export const knownSince = (places: readonly Place[]): number => Math.max(...places.map(({ key }) => key?.from ?? 0));

/** The place that stands where this node should be, or says it is this node, and shows a key that no node of the plan has. */
export const impostorOf = (state: FleetState, node: PlannedNode): Place | undefined =>
  claimedPlaces(state, node).find((place) => isLive(place) && nodeOfKey(state, place.key?.fingerprint) === undefined);
