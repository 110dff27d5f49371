import { shellQuote } from '../../contract/shell-quote.ts';
import { callsHome, phoneHomeUnit } from './phone-home.ts';
import { resolvConfLines } from './interfaces.ts';
import type { NodeSettings } from './node-settings.ts';

const sh = (script: string): readonly string[] => ['sh', '-c', script];

/** Sets a clock that is behind the writing of the card: certificates and apt refuse a node that lives in 1970. */
export function clockFloor({ now }: NodeSettings): readonly string[] {
  const seconds = Math.floor(now.getTime() / 1000);
  return sh(`[ "$(date +%s)" -ge ${seconds} ] || date -u -s @${seconds}`);
}

/**
 * Makes sure that the locale can be generated: Debian's locale-gen knows only what locale.gen lists, and cloud-init
 * gives it no line. Nothing to do for C and POSIX.
 */
export function localeListed({ locale }: NodeSettings): readonly (readonly string[])[] {
  if (!/^[A-Za-z_@]+\.utf-?8$/i.test(locale) || /^c\./i.test(locale)) return [];
  const line = shellQuote(`${locale} UTF-8`);
  return [sh(`[ ! -f /etc/locale.gen ] || grep -qxF ${line} /etc/locale.gen || echo ${line} >> /etc/locale.gen`)];
}

/**
 * os-rootfs has a first-boot script that replaces all SSH host keys, beside cloud-init and at the same time. It is
 * emptied, not removed, because its runner fails when the folder has no file left.
 */
export const keepHostKeysHypriot = sh('f=/etc/firstboot.d/50-regenerate-sshd-host-keys; [ ! -f "$f" ] || : > "$f"');

/** The same for Raspberry Pi OS, whose service for it runs before sshd, in no order with cloud-init. */
export const keepHostKeysRaspios = sh(
  'systemctl disable --now --no-block regenerate_ssh_host_keys.service >/dev/null 2>&1 || true',
);

/**
 * HypriotOS 1.8 and later makes a random machine-id in a per-once script, after write_files and before runcmd; this puts
 * back the one that belongs to the node. D-Bus keeps a copy of its own.
 */
export const machineIdAgain = ({ identity }: NodeSettings): readonly string[] =>
  sh(
    `echo ${shellQuote(identity.machineId)} > /etc/machine-id; mkdir -p /var/lib/dbus; ln -sf /etc/machine-id /var/lib/dbus/machine-id`,
  );

/** Writes the name servers into resolv.conf when nothing else did: images differ in which resolver owns it. */
export function nameServersAtLast({ network }: NodeSettings): readonly (readonly string[])[] {
  if (network.dns.length === 0) return [];
  const lines = resolvConfLines(network).map(shellQuote).join(' ');
  return [
    sh(`grep -qs '^nameserver' /etc/resolv.conf || { rm -f /etc/resolv.conf; printf '%s\\n' ${lines} > /etc/resolv.conf; }`),
  ];
}

/** Starts the calls of this boot, and those of every later one. */
export const callHome = (settings: NodeSettings): readonly (readonly string[])[] =>
  callsHome(settings) ? [sh(`systemctl daemon-reload; systemctl enable --now --no-block ${phoneHomeUnit} || true`)] : [];

/** Restarts a service where there is one; the boot is fine without it. */
export const restartIfThere = (service: string): readonly string[] => sh(`systemctl restart ${service} || true`);

/** Takes Wi-Fi out of the soft block that images ship with until a country is set. */
export const unblockWifi = sh('rfkill unblock wifi || true');

export const interfaceUp = (name: string): readonly string[] => sh(`ifup ${name} || true`);

/** Takes up an address that was written after the interface was already up by DHCP. */
export const interfaceAgain = (name: string): readonly string[] => sh(`ifdown ${name}; ifup ${name} || true`);

/** Lets resolved answer multicast DNS on the links whose files were written after networkd had started. */
export const multicastDnsNow = sh('networkctl reload; systemctl restart systemd-resolved || true');

/** sshd is switched off in Raspberry Pi OS. */
export const enableSsh = sh('systemctl enable --now ssh || true');
