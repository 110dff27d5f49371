import type { InterfaceName, NodeNetwork } from './node-network.ts';
import type { NodeFile } from './node-files.ts';
import { shellCommand } from '../../contract/shell-quote.ts';

export const wpaConfPath = '/etc/wpa_supplicant/wpa_supplicant.conf';

/** Who sets the address of an interface in /etc/network/interfaces.d: ifupdown, or dhcpcd beside it. */
export type AddressedBy = 'ifupdown' | 'dhcpcd';

/**
 * One interface for ifupdown (interfaces(5)). HypriotOS reads /etc/network/interfaces.d in every release;
 * the Wi-Fi stanza is the one of hypriot/flash's sample.
 */
export function interfacesNodeFile(name: InterfaceName, network: NodeNetwork, addressedBy: AddressedBy): NodeFile {
  const wpa = name === 'wlan0' ? [`    wpa-conf ${wpaConfPath}`] : [];
  const lines = [`allow-hotplug ${name}`, ...addressLines(name, network, addressedBy), ...wpa];
  return { path: `/etc/network/interfaces.d/${name}`, mode: '0644', content: lines.join('\n') + '\n' };
}

function addressLines(name: InterfaceName, network: NodeNetwork, addressedBy: AddressedBy): readonly string[] {
  const { fixed, dns, searchDomain, primary } = network;
  if (fixed === undefined || primary !== name) return [`iface ${name} inet dhcp`];
  if (addressedBy === 'dhcpcd') return [`iface ${name} inet manual`];
  return [
    `iface ${name} inet static`,
    `    address ${fixed.address}`,
    `    netmask ${fixed.netmask}`,
    ...(fixed.gateway === undefined ? [] : [`    gateway ${fixed.gateway}`]),
    ...(dns.length === 0 ? [] : [`    dns-nameservers ${dns.join(' ')}`]),
    ...(searchDomain === undefined ? [] : [`    dns-search ${searchDomain}`]),
  ];
}

/**
 * /etc/dhcpcd.conf with the planned address, for HypriotOS 1.8 to 1.12.0 (hypriot/flash sample/static.yml);
 * from 1.12.1 on dhcpcd is masked (image-builder-rpi issues 359, 366, 372).
 */
export function dhcpcdNodeFile(network: NodeNetwork): NodeFile {
  const base = ['hostname', 'clientid', 'persistent', 'option domain_name_servers, domain_name, domain_search', 'slaac private'];
  const content = [...base, '', ...dhcpcdLines(network)].join('\n') + '\n';
  return { path: '/etc/dhcpcd.conf', mode: '0644', content };
}

/** The stanza of the planned address in dhcpcd.conf(5). */
export function dhcpcdLines({ fixed, primary, dns, searchDomain }: NodeNetwork): readonly string[] {
  if (fixed === undefined) return [];
  return [
    `interface ${primary}`,
    `static ip_address=${fixed.address}/${fixed.prefixLength}`,
    ...(fixed.gateway === undefined ? [] : [`static routers=${fixed.gateway}`]),
    ...(dns.length === 0 ? [] : [`static domain_name_servers=${dns.join(' ')}`]),
    ...(searchDomain === undefined ? [] : [`static domain_search=${searchDomain}`]),
  ];
}

/**
 * A hook that sets the default route when ifupdown did not: cloud-init writes `route add` for a version 2 network-config,
 * a command of net-tools, which Debian no longer installs (seen with cloud-init 22.4 on Debian 12). Only images with
 * ifupdown run it.
 */
export function defaultRouteNodeFiles({ fixed, primary }: NodeNetwork): readonly NodeFile[] {
  if (fixed?.gateway === undefined) return [];
  const add = shellCommand(['ip', 'route', 'add', 'default', 'via', fixed.gateway, 'dev', primary]);
  const lines = ['#!/bin/sh', `[ "$IFACE" = ${primary} ] || exit 0`, `ip route show default | grep -q . || ${add} || true`];
  return [{ path: '/etc/network/if-up.d/slipway-route', mode: '0755', content: lines.join('\n') + '\n' }];
}

/** The lines of resolv.conf(5) that the plan asks for. */
export const resolvConfLines = ({ dns, searchDomain }: NodeNetwork): readonly string[] => [
  ...dns.map((server) => `nameserver ${server}`),
  ...(searchDomain === undefined ? [] : [`search ${searchDomain}`]),
];

/** Name servers for systemd-resolved, which owns resolv.conf on HypriotOS 64 and before HypriotOS 1.8. */
export function resolvedNodeFile({ dns, searchDomain }: NodeNetwork): NodeFile {
  const domains = searchDomain === undefined ? '' : `Domains=${searchDomain}\n`;
  return { path: '/etc/systemd/resolved.conf', mode: '0644', content: `[Resolve]\nDNS=${dns.join(' ')}\n${domains}` };
}
