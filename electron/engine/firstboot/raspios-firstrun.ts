import type { FirstBootFile } from '../../contract/card.ts';
import * as boot from './boot-files.ts';
import { dhcpcdLines } from './interfaces.ts';
import { networkManagerNodeFiles } from './network-manager.ts';
import type { NodeSettings } from './node-settings.ts';
import { shellQuote } from '../../contract/shell-quote.ts';
import { identityLines, loginLines, phoneHomeLines, sshLines, writeFile } from './setup-script.ts';
import { wpaSupplicantNodeFile } from './wpa-supplicant.ts';

/**
 * Run firstrun.sh instead of the normal boot, then reboot: what rpi-imager adds. It says /boot on Bookworm too, where the
 * partition is /boot/firmware: raspberrypi-sys-mods looks for exactly this text (initramfs script imager_fixup), corrects
 * both files, and reboots.
 */
const runOnce = [
  'systemd.run=/boot/firstrun.sh',
  'systemd.run_success_action=reboot',
  'systemd.unit=kernel-command-line.target',
] as const;

/** Raspberry Pi OS up to Bookworm: one script at the first boot. */
export function raspiosFirstrunFiles(settings: NodeSettings): readonly FirstBootFile[] {
  return [
    {
      path: 'firstrun.sh',
      content: firstrunScript(settings),
      purpose: 'Sets the node up at its first boot, then removes itself.',
    },
    ...boot.cmdlineFile(settings, [...boot.cgroupTokens.current, ...runOnce]),
    ...boot.fakeClockFile(settings),
    boot.markerFile(settings),
  ];
}

function firstrunScript(settings: NodeSettings): string {
  const { login, keyboard, network, locale } = settings;
  const lines = [
    '#!/bin/bash',
    '# Written by Slipway. Runs once, as root; every step is tried even when one fails.',
    'set +e',
    // Renames the user that the image ships and stops the set-up wizard, where the image has one.
    `if [ -f /usr/lib/userconf-pi/userconf ]; then /usr/lib/userconf-pi/userconf ${shellQuote(login.user)} ${shellQuote(login.passwordHash ?? '*')}; fi`,
    ...identityLines(settings),
    `raspi-config nonint do_change_locale ${shellQuote(locale)}`,
    `raspi-config nonint do_configure_keyboard ${shellQuote(keyboard)}`,
    ...loginLines(settings, ['adm', 'sudo', 'video', 'netdev', 'gpio', 'i2c', 'spi']),
    'systemctl -q disable regenerate_ssh_host_keys',
    ...sshLines(settings),
    ...wifiCountryLines(settings),
    ...networkLines(network),
    ...phoneHomeLines(settings),
    // sys-mods cuts the script at this line on Bookworm and writes its own last three; nothing may follow them.
    'rm -f /boot/firstrun.sh',
    String.raw`sed -i 's| systemd\.[^ ]*||g' /boot/cmdline.txt`,
    'exit 0',
  ];
  return lines.join('\n') + '\n';
}

const wifiCountryLines = ({ network: { wifi } }: NodeSettings): readonly string[] =>
  wifi === undefined ? [] : ['rfkill unblock wifi', `raspi-config nonint do_wifi_country ${shellQuote(wifi.country)}`];

/** Bookworm has NetworkManager; before it, dhcpcd and wpa_supplicant are in charge. */
function networkLines(network: NodeSettings['network']): readonly string[] {
  const before = [
    ...(network.fixed === undefined
      ? []
      : [`printf '%s\\n' '' ${dhcpcdLines(network).map(shellQuote).join(' ')} >> /etc/dhcpcd.conf`]),
    ...(network.wifi === undefined ? [] : writeFile(wpaSupplicantNodeFile(network.wifi))),
  ];
  const current = networkManagerNodeFiles(network).flatMap(writeFile);
  if (current.length === 0) return [];
  return ['if systemctl -q is-enabled NetworkManager; then', ...current, 'else', ...before, 'fi'];
}
