import { asciiLine } from './cloud-config.ts';
import type { NodeSettings } from './node-settings.ts';

/** A file on the node's root file system. */
export interface NodeFile {
  readonly path: string;
  /** Four octal digits. */
  readonly mode: '0600' | '0644' | '0755';
  readonly content: string;
}

const textFile = (path: string, content: string): NodeFile => ({ path, mode: '0644', content });

export const hostsNodeFile = ({ hosts }: NodeSettings): NodeFile => textFile('/etc/hosts', hosts);

export const machineIdNodeFile = ({ identity }: NodeSettings): NodeFile => textFile('/etc/machine-id', `${identity.machineId}\n`);

/**
 * Console keyboard for Debian's keyboard-setup. cloud-init's own `keyboard:` is missing before 22.2, and where it
 * exists it fails the boot of images without the console-setup package.
 */
export function keyboardNodeFile({ keyboard }: NodeSettings): NodeFile {
  const [layout = 'us', variant = ''] = keyboard.replace(/[^A-Za-z0-9_,+()-]/g, '').split(/[()]/);
  const lines = ['XKBMODEL="pc105"', `XKBLAYOUT="${layout}"`, `XKBVARIANT="${variant}"`, 'XKBOPTIONS=""', 'BACKSPACE="guess"'];
  return textFile('/etc/default/keyboard', lines.join('\n') + '\n');
}

/** Makes avahi advertise the node as `_slipway._tcp`, so that Slipway finds it whatever its address. */
export function avahiNodeFile(settings: NodeSettings): NodeFile {
  const records = announcement(settings).map((record) => `    <txt-record>${xmlText(record)}</txt-record>`);
  const lines = [
    '<?xml version="1.0" standalone="no"?>',
    '<!DOCTYPE service-group SYSTEM "avahi-service.dtd">',
    '<service-group>',
    '  <name replace-wildcards="yes">%h</name>',
    '  <service>',
    '    <type>_slipway._tcp</type>',
    '    <port>22</port>',
    ...records,
    '  </service>',
    '</service-group>',
  ];
  return textFile('/etc/avahi/services/slipway.service', lines.join('\n') + '\n');
}

/** The same for systemd-resolved, which answers multicast DNS on Ubuntu, where avahi is not installed (systemd.dnssd(5)). */
export function resolvedMulticastNodeFiles(settings: NodeSettings): readonly NodeFile[] {
  const text = announcement(settings).filter((record) => /^[\w=.:-]+$/.test(record));
  const perLink = '[Network]\nMulticastDNS=yes\n';
  return [
    textFile('/etc/systemd/resolved.conf.d/slipway.conf', '[Resolve]\nMulticastDNS=yes\n'),
    textFile('/etc/systemd/network/10-netplan-eth0.network.d/slipway.conf', perLink),
    textFile('/etc/systemd/network/10-netplan-wlan0.network.d/slipway.conf', perLink),
    textFile('/etc/systemd/dnssd/slipway.dnssd', `[Service]\nName=%H\nType=_slipway._tcp\nPort=22\nTxtText=${text.join(' ')}\n`),
  ];
}

const announcement = ({ hostname, cluster, identity }: NodeSettings): readonly string[] => [
  `node=${hostname}`,
  `cluster=${asciiLine(cluster)}`,
  `instance=${identity.instanceId}`,
];

const xmlText = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
