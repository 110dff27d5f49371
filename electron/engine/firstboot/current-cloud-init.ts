import type { FirstBootFile } from '../../contract/card.ts';
import * as boot from './boot-files.ts';
import * as steps from './boot-steps.ts';
import { defaultRouteNodeFiles } from './interfaces.ts';
import { needsNetworkConfig, networkConfigV2 } from './network-config.ts';
import { avahiNodeFile, hostsNodeFile, keyboardNodeFile, resolvedMulticastNodeFiles } from './node-files.ts';
import type { NodeSettings } from './node-settings.ts';
import { phoneHomeNodeFiles } from './phone-home.ts';
import { loginEntry, metaData, pinnedSshKeys, userData, type UserDataParts } from './user-data.ts';

/** Raspberry Pi OS from late 2025 on (cloud-init 25, `cloudinit-rpi`); shipped files are overwritten as rpi-imager does. */
export function raspiosCloudInitFiles(settings: NodeSettings): readonly FirstBootFile[] {
  const parts: UserDataParts = {
    ...withIfupdown(sharedParts(settings), settings),
    bootcmd: [steps.clockFloor(settings), steps.keepHostKeysRaspios, ...steps.localeListed(settings)],
    runcmd: [steps.enableSsh, ...wifiSteps(settings), steps.restartIfThere('avahi-daemon'), ...steps.callHome(settings)],
  };
  return [
    ...seedFiles(settings, parts),
    ...boot.cmdlineFile(settings, [...boot.cgroupTokens.current, dataSource(settings)]),
    ...ends(settings),
  ];
}

/** Ubuntu Server for the Pi. It has no avahi, so resolved announces the node; nothing has to be downloaded for that. */
export function ubuntuFiles(settings: NodeSettings): readonly FirstBootFile[] {
  const shared = sharedParts(settings);
  const parts: UserDataParts = {
    ...shared,
    files: [...shared.files, ...resolvedMulticastNodeFiles(settings)],
    bootcmd: [steps.clockFloor(settings)],
    runcmd: [...wifiSteps(settings), steps.multicastDnsNow, ...steps.callHome(settings)],
  };
  return [
    ...seedFiles(settings, parts),
    ...boot.cmdlineFile(settings, [...boot.cgroupTokens.current, dataSource(settings)]),
    ...ends(settings),
  ];
}

/** Any other image with cloud-init files on its boot partition; how they are wired up is the image's own business. */
export function plainCloudInitFiles(settings: NodeSettings): readonly FirstBootFile[] {
  const parts: UserDataParts = {
    ...withIfupdown(sharedParts(settings), settings),
    bootcmd: [steps.clockFloor(settings)],
    runcmd: [...wifiSteps(settings), steps.restartIfThere('avahi-daemon'), ...steps.callHome(settings)],
  };
  return [...seedFiles(settings, parts), ...boot.cmdlineFile(settings, boot.cgroupTokens.current), ...ends(settings)];
}

/** `user:` (not `users:`) changes the image's default user, so that its groups stay right for that system (rpi-imager issue 1601). */
function sharedParts(settings: NodeSettings): SharedParts {
  return {
    login: { user: loginEntry(settings, 'hashed_passwd') },
    apt: { apt: { preserve_sources_list: true } },
    sshKeys: pinnedSshKeys(settings),
    files: [hostsNodeFile(settings), keyboardNodeFile(settings), avahiNodeFile(settings), ...phoneHomeNodeFiles(settings)],
  };
}

type SharedParts = Omit<UserDataParts, 'bootcmd' | 'runcmd'>;

/** For images that may have ifupdown instead of netplan. */
const withIfupdown = (parts: SharedParts, { network }: NodeSettings): SharedParts => ({
  ...parts,
  files: [...parts.files, ...defaultRouteNodeFiles(network)],
});

function seedFiles(settings: NodeSettings, parts: UserDataParts): readonly FirstBootFile[] {
  const { network } = settings;
  return [
    boot.userDataFile(userData(settings, parts)),
    boot.metaDataFile(metaData(settings, 'local')),
    ...(needsNetworkConfig(network) ? [boot.networkConfigFile(networkConfigV2(network))] : []),
  ];
}

const ends = (settings: NodeSettings): readonly FirstBootFile[] => [...boot.fakeClockFile(settings), boot.markerFile(settings)];

const wifiSteps = ({ network }: NodeSettings): UserDataParts['runcmd'] => (network.wifi === undefined ? [] : [steps.unblockWifi]);

/** Same instance-id as meta-data, or cloud-init discovers its data source anew at every boot (rpi-imager's comment). */
const dataSource = ({ identity }: NodeSettings): string => `ds=nocloud;i=${identity.instanceId}`;
