import { pbkdf2Sync } from 'node:crypto';
import type { ClusterNode, ResolvedPlan } from '../../contract/plan.ts';
import type { ClusterSecrets } from '../../contract/secrets.ts';

export type InterfaceName = 'eth0' | 'wlan0';

export interface StaticAddress {
  /** `192.168.10.20` */
  readonly address: string;
  readonly prefixLength: number;
  /** `255.255.255.0` */
  readonly netmask: string;
  readonly gateway?: string;
}

export interface WifiSettings {
  readonly ssid: string;
  /** Two capital letters. */
  readonly country: string;
  readonly hidden: boolean;
  /** The pre-shared key as 64 hexadecimal digits; absent for an open network. */
  readonly psk?: string;
}

export interface NodeNetwork {
  /** Absent when the node asks DHCP. */
  readonly fixed?: StaticAddress;
  /** The interface the planned address belongs to: a plan with Wi-Fi is for nodes without a cable. */
  readonly primary: InterfaceName;
  readonly dns: readonly string[];
  /** Absent for `local`, which belongs to multicast DNS and must not be asked of a name server. */
  readonly searchDomain?: string;
  readonly wifi?: WifiSettings;
}

/** How one node reaches the network. A static node without name servers asks its gateway, as home routers answer. */
export function nodeNetwork({ network }: ResolvedPlan, node: ClusterNode, secrets: ClusterSecrets): NodeNetwork {
  const { domain, gateway, dns, wifi } = network;
  const fixed = network.addressing === 'static' ? staticAddress(node.address, gateway) : undefined;
  const fallbackDns = fixed?.gateway === undefined ? [] : [fixed.gateway];
  return {
    primary: wifi === undefined ? 'eth0' : 'wlan0',
    dns: dns.length > 0 ? dns : fallbackDns,
    ...(fixed === undefined ? {} : { fixed }),
    ...(domain === 'local' || domain === '' ? {} : { searchDomain: domain }),
    ...(wifi === undefined ? {} : { wifi: wifiSettings(wifi, secrets.wifiKey) }),
  };
}

function staticAddress(cidr: string | undefined, gateway: string | undefined): StaticAddress | undefined {
  const [address = '', prefix = '24'] = cidr?.split('/') ?? [];
  if (address === '') return undefined;
  const prefixLength = Number(prefix);
  return { address, prefixLength, netmask: netmaskOf(prefixLength), ...(gateway === undefined ? {} : { gateway }) };
}

/** `24` → `255.255.255.0`. */
export function netmaskOf(prefixLength: number): string {
  const octet = (index: number): number => 256 - 2 ** (8 - Math.min(8, Math.max(0, prefixLength - 8 * index)));
  return [0, 1, 2, 3].map(octet).join('.');
}

function wifiSettings(wifi: NonNullable<ResolvedPlan['network']['wifi']>, key: string | undefined): WifiSettings {
  const { ssid, hidden } = wifi;
  const country = wifi.country.toUpperCase();
  return { ssid, country, hidden, ...(key === undefined ? {} : { psk: wifiPsk(ssid, key) }) };
}

/**
 * The key that WPA derives from passphrase and SSID (IEEE 802.11 annex J.4: PBKDF2-SHA1, 4096 rounds, 32 bytes), as
 * `wpa_passphrase` prints it. The passphrase itself never reaches the card, and no file needs to quote it.
 */
export function wifiPsk(ssid: string, key: string): string {
  if (/^[0-9a-f]{64}$/i.test(key)) return key.toLowerCase();
  return pbkdf2Sync(key, ssid, 4096, 32, 'sha1').toString('hex');
}
