import { isLive, type FleetEvent, type FleetState } from '../identity/fleet-state.ts';
import { livePlaces } from '../identity/machines.ts';
import type { Call } from './phone-home/call.ts';
import type { HostNews } from './mdns/read-packet.ts';

/** The same news within this time is no news: of a machine that answers, and of one that is about to. */
const freshMs = { live: 60_000, other: 2000 } as const;

interface Heard {
  readonly interface: string;
  readonly at: number;
  /** Addresses of this computer. */
  readonly own: ReadonlySet<string>;
}

/**
 * What multicast DNS says of one host as sightings: of hosts that offer SSH or a Slipway node, or have the name of a
 * node. IPv6 counts where there is no IPv4, so that each machine is looked at once. Pure.
 */
export function hostSightings(state: FleetState, host: HostNews, heard: Heard): readonly FleetEvent[] {
  const { hostName, addresses, service } = host;
  const claims = host.node ?? state.nodes.find(({ node }) => node === hostName)?.node;
  const isOfInterest = claims !== undefined || service !== undefined;
  if (!isOfInterest || addresses.some((address) => heard.own.has(address))) return [];
  const alias = { source: `mdns ${heard.interface} ${hostName}`, addresses };
  return chosen(state, addresses, claims)
    .filter((address) => !isFresh(state, address, heard.at))
    .map((address) => ({
      type: 'sighted',
      at: heard.at,
      sighting: {
        how: 'mdns',
        address,
        at: new Date(heard.at).toISOString(),
        interface: heard.interface,
        name: hostName,
        ...(service === undefined ? {} : { service }),
      },
      hostName,
      alias,
      ...(claims === undefined ? {} : { claims }),
    }));
}

/** A call that was believed, as a sighting. Pure. */
export function callSighting(
  { node, boot, addresses }: Call,
  address: string,
  { at, interface: name }: Omit<Heard, 'own'>,
): FleetEvent {
  const sighting = { how: 'phone-home', address, at: new Date(at).toISOString(), interface: name, bootId: boot } as const;
  return { type: 'sighted', at, sighting, claims: node, alias: { source: `call ${node} ${boot}`, addresses } };
}

function chosen(state: FleetState, addresses: readonly string[], claims: string | undefined): readonly string[] {
  const ipv4 = addresses.filter((address) => !address.includes(':'));
  if (ipv4.length > 0) return ipv4;
  const node = state.nodes.find((candidate) => candidate.node === claims);
  const isThere = node !== undefined && livePlaces(state, node).some(({ address }) => !address.includes(':'));
  return isThere ? [] : addresses;
}

function isFresh({ places }: FleetState, address: string, now: number): boolean {
  const place = places.get(address);
  const known = place?.sightings.mdns;
  return place !== undefined && known !== undefined && now - Date.parse(known.at) < freshMs[isLive(place) ? 'live' : 'other'];
}
