import { cloudYaml } from './cloud-config.ts';
import type { InterfaceName, NodeNetwork, WifiSettings } from './node-network.ts';

/** Whether the plan asks for more than what every image does by itself: DHCP on the cable. */
export const needsNetworkConfig = ({ fixed, wifi, dns }: NodeNetwork): boolean =>
  fixed !== undefined || wifi !== undefined || dns.length > 0;

/**
 * network-config version 1 for cloud-init 18.3 as HypriotOS links it from 1.12.1 on. It must start with `version:`
 * (a top-level `network:` is understood from cloud-init 22.2 only), and it knows no Wi-Fi.
 */
export function networkConfigV1(network: NodeNetwork): string {
  const { fixed, primary, dns, searchDomain } = network;
  const names = {
    ...(dns.length === 0 ? {} : { dns_nameservers: dns }),
    ...(searchDomain === undefined || dns.length === 0 ? {} : { dns_search: [searchDomain] }),
  };
  const subnet =
    fixed === undefined || primary !== 'eth0'
      ? { type: 'dhcp', ...(primary === 'eth0' ? names : {}) }
      : { type: 'static', address: `${fixed.address}/${fixed.prefixLength}`, ...gatewayOf(fixed.gateway), ...names };
  return cloudYaml({ version: 1, config: [{ type: 'physical', name: 'eth0', subnets: [subnet] }] });
}

const gatewayOf = (gateway: string | undefined): object => (gateway === undefined ? {} : { gateway });

/**
 * network-config version 2 (netplan) for the images that take it. Without the top-level `network:`, which is optional
 * and older versions refuse; no `dhcp4: false`, which cloud-init 18.3 took for a yes; the default route as `0.0.0.0/0`,
 * because netplan before 0.103 does not know `to: default`. It replaces the image's own file, so eth0 is always in it.
 */
export function networkConfigV2(network: NodeNetwork): string {
  const { wifi } = network;
  const wlan = wifi === undefined ? {} : { wifis: { wlan0: { ...link('wlan0', network), ...accessPoints(wifi) } } };
  return cloudYaml({ version: 2, ethernets: { eth0: link('eth0', network) }, ...wlan });
}

function link(name: InterfaceName, { fixed, primary, dns, searchDomain }: NodeNetwork): object {
  if (name !== primary) return { dhcp4: true, optional: true };
  const search = searchDomain === undefined ? {} : { search: [searchDomain] };
  const nameservers = dns.length === 0 ? {} : { nameservers: { addresses: dns, ...search } };
  if (fixed === undefined) return { dhcp4: true, optional: true, ...nameservers };
  const routes = fixed.gateway === undefined ? {} : { routes: [{ to: '0.0.0.0/0', via: fixed.gateway }] };
  return { addresses: [`${fixed.address}/${fixed.prefixLength}`], optional: true, ...routes, ...nameservers };
}

/** The country goes on the kernel command line instead: netplan before 0.104 refuses a file with `regulatory-domain`. */
function accessPoints({ ssid, hidden, psk }: WifiSettings): object {
  const key = psk === undefined ? {} : { password: psk };
  return { 'access-points': { [ssid]: { ...(hidden ? { hidden: true } : {}), ...key } } };
}
