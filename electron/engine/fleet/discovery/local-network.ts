import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os';
import { contains, parseAddress, parseNetwork } from '../../plan/addresses.ts';

/** One address of one interface of this computer, in a network where nodes may be. */
export interface LocalAddress {
  readonly interface: string;
  readonly family: 'IPv4' | 'IPv6';
  readonly address: string;
  /** With prefix length: `192.168.10.5/24`. */
  readonly cidr: string;
  /** Of link-local IPv6 addresses: what stands behind the `%`. */
  readonly zone?: string;
}

export type InterfaceTable = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/** Asks the system; a fake stands in its place in tests. */
export const systemInterfaces = (): InterfaceTable => networkInterfaces();

/** Bridges and pairs of container engines, systemd-nspawn and hypervisors on this computer: no board is plugged into them. */
const containerInterface = /^(docker\d|br-[0-9a-f]{12}$|veth|cni|cali|flannel|virbr|vmnet|vboxnet|lxcbr|podman|v[be]-)/;

/**
 * Addresses where nodes may be heard: of IPv4 all, of IPv6 the link-local ones (multicast DNS needs no other). Loopback,
 * container bridges and what has no real address are left out. Pure.
 */
export function localAddresses(table: InterfaceTable): readonly LocalAddress[] {
  return Object.entries(table)
    .filter(([name]) => !containerInterface.test(name))
    .flatMap(([name, infos = []]) => infos.flatMap((info) => localAddress(name, info)));
}

function localAddress(name: string, { internal, family, address, cidr, ...rest }: NetworkInterfaceInfo): readonly LocalAddress[] {
  if (internal || cidr === null) return [];
  if (family === 'IPv4') return [{ interface: name, family, address, cidr }];
  if (!address.toLowerCase().startsWith('fe80:')) return [];
  const scope = 'scopeid' in rest ? rest.scopeid : 0;
  // Windows numbers its interfaces in zones, everybody else names them.
  return [{ interface: name, family, address, cidr, zone: process.platform === 'win32' ? String(scope) : name }];
}

/** Addresses of this computer that the nodes of a local network can call. Links to one peer (VPNs) are left out. */
export const deskAddresses = (table: InterfaceTable = systemInterfaces()): readonly string[] =>
  localAddresses(table).flatMap(({ family, address, cidr }) =>
    family === 'IPv4' && Number(cidr.split('/')[1]) <= 30 ? [address] : [],
  );

/** The interface whose subnet an IPv4 address is in. */
export function interfaceOf(addresses: readonly LocalAddress[], address: string): string | undefined {
  const zone = /%(.+)$/.exec(address)?.[1];
  if (zone !== undefined) return addresses.find((local) => local.zone === zone)?.interface;
  const ip = parseAddress(address);
  if (ip === undefined) return undefined;
  return addresses.find(({ cidr }) => {
    const network = parseNetwork(cidr);
    return network !== undefined && contains(network, ip);
  })?.interface;
}
