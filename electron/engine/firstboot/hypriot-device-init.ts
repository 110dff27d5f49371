import type { FirstBootFile } from '../../contract/card.ts';
import * as boot from './boot-files.ts';
import { cloudYaml } from './cloud-config.ts';
import { machineIdNodeFile } from './node-files.ts';
import type { NodeSettings } from './node-settings.ts';
import { callsHome, phoneHomeUnit } from './phone-home.ts';
import { identityLines, ifupdownLines, loginLines, phoneHomeLines, sshLines, writeFile } from './setup-script.ts';

const scriptName = 'slipway-setup.sh';

/**
 * HypriotOS up to 1.6, which has device-init: it knows names and Wi-Fi only, but runs commands at each boot, so a script
 * on the boot partition does the whole set-up once and removes itself. `hostname:` is left out of device-init.yaml on
 * purpose: at every boot it would add the node's name to /etc/hosts as 127.0.0.1 (device-init cmd/hostname_set.go).
 */
export function hypriotDeviceInitFiles(settings: NodeSettings): readonly FirstBootFile[] {
  const runcmd = [`[ ! -f /boot/${scriptName} ] || sh /boot/${scriptName} >/var/log/slipway-setup.log 2>&1`];
  const purpose = 'Makes device-init run the set-up script below.';
  return [
    { path: 'device-init.yaml', content: cloudYaml({ runcmd }), purpose },
    { path: scriptName, content: setupScript(settings), purpose: 'Sets the node up at its first boot, then removes itself.' },
    ...boot.cmdlineFile(settings, boot.cgroupTokens.hypriot),
    ...boot.uartOffFile(settings),
    ...boot.fakeClockFile(settings),
    boot.markerFile(settings),
  ];
}

function setupScript(settings: NodeSettings): string {
  const { network } = settings;
  const lines = [
    '#!/bin/sh',
    '# Written by Slipway. Runs once, as root.',
    ...waitForFirstBoot,
    ...identityLines(settings),
    ...writeFile(machineIdNodeFile(settings)),
    'ln -sf /etc/machine-id /var/lib/dbus/machine-id',
    ...loginLines(settings, ['docker', 'video', 'sudo']),
    ...sshLines(settings),
    ...ifupdownLines(settings),
    ...phoneHomeLines(settings),
    `rm -f /boot/${scriptName}`,
    'sync',
    ...(network.dns.length > 0 ? ['systemctl restart systemd-resolved'] : []),
    ...(network.fixed !== undefined && network.primary === 'eth0' ? ['ifdown eth0; ifup eth0'] : []),
    ...(network.wifi === undefined ? [] : ['rfkill unblock wifi; ifup wlan0']),
    'systemctl restart ssh avahi-daemon',
    ...(callsHome(settings) ? [`systemctl start --no-block ${phoneHomeUnit}`] : []),
  ];
  return lines.join('\n') + '\n';
}

/** hypriot-firstboot replaces the SSH host keys at the same time; ours go in when it is done, or after five minutes. */
const waitForFirstBoot = [
  'tries=0',
  'while [ "$(systemctl is-active hypriot-firstboot)" = activating ] && [ "$tries" -lt 300 ]; do',
  '  tries=$((tries + 1)); sleep 1',
  'done',
] as const;
