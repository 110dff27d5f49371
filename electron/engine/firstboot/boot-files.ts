import type { FirstBootFile } from '../../contract/card.ts';
import { editCmdline } from './cmdline.ts';
import type { NodeSettings } from './node-settings.ts';

/** Without these the kernel of every Pi OS hides the memory controller, and kubelet does not start. */
export const cgroupTokens = {
  hypriot: ['cgroup_enable=cpuset', 'cgroup_enable=memory'],
  current: ['cgroup_enable=cpuset', 'cgroup_memory=1', 'cgroup_enable=memory'],
} as const;

/** cmdline.txt of the image with tokens added; nothing where the image has none. */
export function cmdlineFile({ image, network }: NodeSettings, add: readonly string[]): readonly FirstBootFile[] {
  const original = image.boot.files['cmdline.txt'];
  if (original === undefined) return [];
  const country = network.wifi === undefined ? [] : [`cfg80211.ieee80211_regdom=${network.wifi.country}`];
  const remove = country.length > 0 ? ['cfg80211.ieee80211_regdom='] : [];
  const content = editCmdline(original, { remove, add: [...add, ...country] });
  return content === original
    ? []
    : [{ path: 'cmdline.txt', content, purpose: 'Kernel options: control groups for Kubernetes.' }];
}

/** The time of writing for images that take their first clock from the boot partition (HypriotOS 1.12.0 and later). */
export function fakeClockFile({ image, now }: NodeSettings): readonly FirstBootFile[] {
  if (!image.boot.names.includes('fake-hwclock.data')) return [];
  const content = `${now.toISOString().slice(0, 19).replace('T', ' ')}\n`;
  return [{ path: 'fake-hwclock.data', content, purpose: 'The clock to start from: the board has no battery for one.' }];
}

/** slipway.json: lets a card say what it is, to people and to Slipway. */
export function markerFile({ cluster, hostname, identity, image, now }: NodeSettings): FirstBootFile {
  const marker = {
    slipway: 1,
    cluster,
    node: hostname,
    instanceId: identity.instanceId,
    image: { name: image.name },
    writtenAt: now.toISOString(),
  };
  const content = JSON.stringify(marker, undefined, 2) + '\n';
  return { path: 'slipway.json', content, purpose: 'Says whose card this is. Nothing on the node reads it.' };
}

/**
 * config.txt with the UART off where Wi-Fi is wanted: on HypriotOS up to 1.7.1 and HypriotOS 64 it clashes with the
 * on-board radio of Pi 3 and Zero W (hypriot/flash README). Every other line stays as it is.
 */
export function uartOffFile({ image, network }: NodeSettings): readonly FirstBootFile[] {
  const original = image.boot.files['config.txt'];
  if (network.wifi === undefined || original === undefined || !/^enable_uart=1/m.test(original)) return [];
  const content = original.replace(/^enable_uart=1/gm, 'enable_uart=0');
  return [{ path: 'config.txt', content, purpose: 'Board options: the serial port off, because it clashes with Wi-Fi.' }];
}

export const userDataFile = (content: string): FirstBootFile => ({
  path: 'user-data',
  content,
  purpose: 'Name, login, host key, addresses and files of this node, for cloud-init.',
});

export const metaDataFile = (content: string): FirstBootFile => ({
  path: 'meta-data',
  content,
  purpose: 'Identity of this node; a new instance-id makes cloud-init apply user-data again.',
});

export const networkConfigFile = (content: string): FirstBootFile => ({
  path: 'network-config',
  content,
  purpose: 'Address, gateway, name servers and Wi-Fi of this node.',
});
