import { emptyPlace, isLive, lostAfter, type Alias, type FleetEvent, type FleetState, type Place } from './fleet-state.ts';
import { nodeOfKey } from './machines.ts';

type EventOf<Type extends FleetEvent['type']> = Extract<FleetEvent, { readonly type: Type }>;

/** A network can announce any number of addresses; beyond these, the ones that matter least are let go. */
const maxPlaces = 1024;
const maxAliases = 1024;

export function changePlace(state: FleetState, address: string, change: (place: Place) => Place): FleetState {
  const before = state.places.get(address) ?? emptyPlace(address);
  const after = change(before);
  if (after === before && state.places.has(address)) return state;
  return { ...state, places: bounded(state, new Map(state.places).set(address, after)) };
}

function bounded(state: FleetState, places: ReadonlyMap<string, Place>): ReadonlyMap<string, Place> {
  if (places.size <= maxPlaces) return places;
  const planned = new Set(state.nodes.map(({ plannedAddress }) => plannedAddress));
  const weight = (place: Place): number =>
    Number(nodeOfKey(state, place.key?.fingerprint) !== undefined || planned.has(place.address)) * 4 +
    Number(place.claims.length > 0) * 2 +
    Number(isLive(place));
  const least = [...places.values()].reduce((a, b) => (weight(b) < weight(a) ? b : a));
  return new Map([...places].filter(([address]) => address !== least.address));
}

/** A sighting never changes what the machine at the address is known to be. */
export function withSighting(state: FleetState, { sighting, claims, hostName, alias, at }: EventOf<'sighted'>): FleetState {
  const claimed = state.nodes.some(({ node }) => node === claims) ? claims : undefined;
  const noted = changePlace(state, sighting.address, (place) => ({
    ...place,
    ...(isNewer(place, sighting) ? { sightings: { ...place.sightings, [sighting.how]: sighting } } : {}),
    ...(isNewer(place, sighting) && hostName !== undefined ? { hostName } : {}),
    claims: claimed === undefined || place.claims.includes(claimed) ? place.claims : [...place.claims, claimed].sort(),
  }));
  return alias === undefined ? noted : withAlias(noted, alias.source, { addresses: alias.addresses, at });
}

const isNewer = ({ sightings }: Place, { how, at }: EventOf<'sighted'>['sighting']): boolean => (sightings[how]?.at ?? '') <= at;

function withAlias(state: FleetState, source: string, said: Alias): FleetState {
  const known = state.aliases.get(source);
  // A responder that takes the shared address announces it alone: by that it would seem to have left its own.
  const alias = { ...said, addresses: said.addresses.filter((address) => !state.shared.includes(address)) };
  if (alias.addresses.length === 0) return state;
  if (known !== undefined && known.at > alias.at) return state;
  if (known === undefined && state.aliases.size >= maxAliases) return state;
  const isIPv6 = (address: string): boolean => address.includes(':');
  const families = new Set(alias.addresses.map(isIPv6));
  // A responder tells its IPv4 and its IPv6 addresses in packets of their own: what one does not mention stays.
  const kept = (known?.addresses ?? []).filter((address) => !families.has(isIPv6(address)));
  return { ...state, aliases: new Map(state.aliases).set(source, { ...alias, addresses: [...alias.addresses, ...kept] }) };
}

export function withKey(place: Place, { at, hostKey, fingerprint, banner }: EventOf<'key-shown'>): Place {
  const { key } = place;
  if (key !== undefined && key.aliveAt > at) return place;
  const goesOn = key?.fingerprint === fingerprint && place.misses < lostAfter;
  const from = goesOn ? key.from : at;
  // What the machine that was here said of itself does not hold for the one that has its address now.
  const claims = key !== undefined && key.fingerprint !== fingerprint ? [] : place.claims;
  return {
    ...place,
    claims,
    key: { hostKey, fingerprint, ...(banner === undefined ? {} : { banner }), from, provenAt: at, aliveAt: at },
    misses: 0,
  };
}

/** Only a machine that is known and there can be alive still: one that comes back must show its key again. */
export function withAlive(place: Place, at: number): Place {
  const { key } = place;
  if (key === undefined || !isLive(place) || key.aliveAt >= at) return place;
  return { ...place, key: { ...key, aliveAt: at }, misses: 0 };
}

export function withMiss(place: Place, at: number): Place {
  if (at <= Math.max(place.missedAt, place.key?.aliveAt ?? 0)) return place;
  return { ...place, misses: Math.min(place.misses + 1, lostAfter), missedAt: at };
}

/** The result of a login counts only for the key it was made with. */
export function withLogin(state: FleetState, event: EventOf<'logged-in' | 'login-failed'>): FleetState {
  const { address, at, fingerprint } = event;
  const place = state.places.get(address);
  if (place?.key?.fingerprint !== fingerprint || (place.login?.at ?? 0) > at) return state;
  if (event.type === 'login-failed') {
    const tries = place.login?.kind === 'failed' && place.login.at >= place.key.from ? place.login.tries + 1 : 1;
    return changePlace(state, address, (before) => ({
      ...before,
      login: { kind: 'failed', at, fingerprint, error: event.error, tries },
    }));
  }
  const { machineId, bootId, addresses } = event;
  const noted = changePlace(state, address, (before) => ({
    ...before,
    login: { kind: 'ok', at, fingerprint, machineId, bootId },
  }));
  return withAlias(noted, `login ${bootId}`, { addresses: [address, ...addresses], at });
}
