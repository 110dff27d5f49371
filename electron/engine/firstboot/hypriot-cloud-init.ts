import type { FirstBootFile } from '../../contract/card.ts';
import * as steps from './boot-steps.ts';
import * as boot from './boot-files.ts';
import { dhcpcdNodeFile, interfacesNodeFile, resolvConfLines, resolvedNodeFile } from './interfaces.ts';
import { networkConfigV1, needsNetworkConfig } from './network-config.ts';
import { avahiNodeFile, hostsNodeFile, keyboardNodeFile, machineIdNodeFile, type NodeFile } from './node-files.ts';
import type { NodeSettings } from './node-settings.ts';
import { phoneHomeNodeFiles } from './phone-home.ts';
import { loginEntry, metaData, pinnedSshKeys, userData, type UserDataParts } from './user-data.ts';
import { wpaSupplicantNodeFile } from './wpa-supplicant.ts';

/**
 * Who sets addresses in a HypriotOS release (research/hypriot.md section 2): ifupdown by hand up to 1.7.x and on
 * HypriotOS 64, dhcpcd from 1.8.0 to 1.12.0, cloud-init's network-config from 1.12.1 on.
 */
type HypriotNetworking = 'interfaces' | 'dhcpcd' | 'network-config';

interface Release {
  readonly networking: HypriotNetworking;
  readonly cloudInit: '0.7.6' | 'later';
  readonly groups: string;
}

/** HypriotOS 1.7 to 1.12 (32 bit). */
export function hypriotCloudInitFiles(settings: NodeSettings): readonly FirstBootFile[] {
  const { image } = settings;
  const isOldest = image.cloudInit === '0.7.6';
  const networking = image.boot.names.includes('network-config') ? 'network-config' : isOldest ? 'interfaces' : 'dhcpcd';
  const groups = isOldest ? 'users,docker,video' : 'users,docker,video,input';
  return hypriotFiles(settings, { networking, groups, cloudInit: isOldest ? '0.7.6' : 'later' });
}

/** HypriotOS 64 (Pi 3): cloud-init 0.7.9 of Debian, no network-config, one machine-id for all cards. */
export function hypriot64Files(settings: NodeSettings): readonly FirstBootFile[] {
  return hypriotFiles(settings, { networking: 'interfaces', groups: 'users,docker,video', cloudInit: 'later' });
}

function hypriotFiles(settings: NodeSettings, release: Release): readonly FirstBootFile[] {
  const { network } = settings;
  const hasNetworkConfig = release.networking === 'network-config' && needsNetworkConfig(network);
  return [
    boot.userDataFile(userData(settings, hypriotParts(settings, release))),
    boot.metaDataFile(metaData(settings, 'unsaid')),
    ...(hasNetworkConfig ? [boot.networkConfigFile(networkConfigV1(network))] : []),
    ...boot.cmdlineFile(settings, boot.cgroupTokens.hypriot),
    ...boot.uartOffFile(settings),
    ...boot.fakeClockFile(settings),
    boot.markerFile(settings),
  ];
}

function hypriotParts(settings: NodeSettings, release: Release): UserDataParts {
  const { cloudInit, groups } = release;
  const hashKey = cloudInit === '0.7.6' ? 'passwd' : 'hashed_passwd';
  return {
    login: { users: [{ ...loginEntry(settings, hashKey), groups }] },
    apt: { apt_preserve_sources_list: true },
    // cloud-init 0.7.6 does not know ed25519 in ssh_keys; there the key is a file, and others are generated beside it.
    sshKeys: cloudInit === '0.7.6' ? { ssh_deletekeys: false } : pinnedSshKeys(settings),
    files: [
      hostsNodeFile(settings),
      machineIdNodeFile(settings),
      keyboardNodeFile(settings),
      avahiNodeFile(settings),
      ...phoneHomeNodeFiles(settings),
      ...(cloudInit === '0.7.6' ? hostKeyFiles(settings) : []),
      ...networkFiles(settings, release.networking),
    ],
    bootcmd: [steps.clockFloor(settings), steps.keepHostKeysHypriot, ...steps.localeListed(settings)],
    runcmd: runcmd(settings, release.networking),
  };
}

function hostKeyFiles({ identity }: NodeSettings): readonly NodeFile[] {
  const path = '/etc/ssh/ssh_host_ed25519_key';
  return [
    { path, mode: '0600', content: identity.hostKey.privateKey },
    { path: `${path}.pub`, mode: '0644', content: `${identity.hostKey.publicKey.trim()}\n` },
  ];
}

function networkFiles({ network }: NodeSettings, networking: HypriotNetworking): readonly NodeFile[] {
  const { fixed, primary, wifi, dns } = network;
  const addressedBy = networking === 'dhcpcd' ? 'dhcpcd' : 'ifupdown';
  const wlan = wifi === undefined ? [] : [interfacesNodeFile('wlan0', network, addressedBy), wpaSupplicantNodeFile(wifi)];
  switch (networking) {
    case 'interfaces':
      return [
        ...(fixed !== undefined && primary === 'eth0' ? [interfacesNodeFile('eth0', network, addressedBy)] : []),
        ...wlan,
        ...(dns.length > 0 ? [resolvedNodeFile(network)] : []),
      ];
    case 'dhcpcd':
      return [...(fixed === undefined ? [] : [dhcpcdNodeFile(network)]), ...wlan];
    case 'network-config':
      return [...wlan, ...(dns.length > 0 ? [resolvconfBase(network)] : [])];
  }
}

/** Reports say that network-config's name servers do not always reach resolv.conf (image-builder-rpi PR 247). */
const resolvconfBase = (network: NodeSettings['network']): NodeFile => ({
  path: '/etc/resolvconf/resolv.conf.d/base',
  mode: '0644',
  content: resolvConfLines(network).join('\n') + '\n',
});

function runcmd(settings: NodeSettings, networking: HypriotNetworking): UserDataParts['runcmd'] {
  const { fixed, primary, wifi, dns } = settings.network;
  const isCableFixed = fixed !== undefined && primary === 'eth0';
  const ownedByResolved = networking === 'interfaces' && dns.length > 0;
  return [
    steps.machineIdAgain(settings),
    ...(networking === 'interfaces' && isCableFixed ? [steps.interfaceAgain('eth0')] : []),
    ...(networking === 'dhcpcd' && fixed !== undefined ? [steps.restartIfThere('dhcpcd')] : []),
    ...(wifi === undefined ? [] : [steps.unblockWifi, steps.interfaceUp('wlan0')]),
    ...(ownedByResolved ? [steps.restartIfThere('systemd-resolved')] : []),
    ...(networking === 'network-config' ? steps.nameServersAtLast(settings) : []),
    steps.restartIfThere('avahi-daemon'),
    ...steps.callHome(settings),
  ];
}
