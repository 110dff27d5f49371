import { interfacesNodeFile, resolvedNodeFile } from './interfaces.ts';
import { avahiNodeFile, hostsNodeFile, keyboardNodeFile, type NodeFile } from './node-files.ts';
import type { NodeSettings } from './node-settings.ts';
import { phoneHomeNodeFiles, phoneHomeUnit } from './phone-home.ts';
import { shellCommand, shellQuote } from '../../contract/shell-quote.ts';
import { wpaSupplicantNodeFile } from './wpa-supplicant.ts';

/** Shell lines that write a file with its mode; the folder is made first. */
export function writeFile({ path, mode, content }: NodeFile): readonly string[] {
  const folder = path.slice(0, path.lastIndexOf('/'));
  const end = delimiterFor(content);
  return [
    `mkdir -p ${shellQuote(folder)}`,
    shellCommand(['install', '-m', mode, '/dev/null', path]),
    `cat > ${shellQuote(path)} <<'${end}'`,
    ...content.replace(/\n$/, '').split('\n'),
    end,
  ];
}

/** A word that no line of the content is equal to. */
function delimiterFor(content: string): string {
  const lines = new Set(content.split('\n'));
  for (let count = 0; ; count += 1) {
    const word = count === 0 ? 'END' : `END_${count}`;
    if (!lines.has(word)) return word;
  }
}

/** Name, clock, time zone and the files every node has. */
export function identityLines(settings: NodeSettings): readonly string[] {
  const { hostname, timezone, now } = settings;
  const seconds = Math.floor(now.getTime() / 1000);
  return [
    `[ "$(date +%s)" -ge ${seconds} ] || date -u -s @${seconds}`,
    `echo ${shellQuote(hostname)} > /etc/hostname`,
    shellCommand(['hostname', hostname]),
    shellCommand(['ln', '-sf', `/usr/share/zoneinfo/${timezone}`, '/etc/localtime']),
    `echo ${shellQuote(timezone)} > /etc/timezone`,
    ...[hostsNodeFile(settings), keyboardNodeFile(settings), avahiNodeFile(settings)].flatMap(writeFile),
  ];
}

/** The login: made where it is missing, with password hash, keys and sudo. Groups that the image lacks are left out. */
export function loginLines({ login }: NodeSettings, groups: readonly string[]): readonly string[] {
  const { user, passwordHash, authorizedKeys } = login;
  const name = shellQuote(user);
  return [
    `id -u ${name} >/dev/null 2>&1 || useradd -m -s /bin/bash ${name}`,
    `for group in ${groups.join(' ')}; do getent group "$group" >/dev/null && usermod -aG "$group" ${name}; done`,
    passwordHash === undefined ? `passwd -l ${name}` : `echo ${shellQuote(`${user}:${passwordHash}`)} | chpasswd -e`,
    ...writeFile({ path: '/etc/sudoers.d/010_slipway', mode: '0600', content: `${user} ALL=(ALL) NOPASSWD:ALL\n` }),
    'chmod 440 /etc/sudoers.d/010_slipway',
    `home=$(getent passwd ${name} | cut -d: -f6)`,
    `install -d -m 700 -o ${name} -g "$(id -g ${name})" "$home/.ssh"`,
    `printf '%s\\n' ${authorizedKeys.map(shellQuote).join(' ')} > "$home/.ssh/authorized_keys"`,
    `chown ${name}: "$home/.ssh/authorized_keys"`,
    'chmod 600 "$home/.ssh/authorized_keys"',
  ];
}

/** sshd: the node's own host key and no other, and whether a password is enough. */
export function sshLines({ identity, login }: NodeSettings): readonly string[] {
  const key = '/etc/ssh/ssh_host_ed25519_key';
  const answer = login.passwordLogin ? 'yes' : 'no';
  return [
    'rm -f /etc/ssh/ssh_host_*',
    ...writeFile({ path: key, mode: '0600', content: identity.hostKey.privateKey }),
    ...writeFile({ path: `${key}.pub`, mode: '0644', content: `${identity.hostKey.publicKey.trim()}\n` }),
    // The first value wins in sshd_config, before any file it includes.
    `sed -i -e '/^PasswordAuthentication[[:space:]]/d' -e '1i PasswordAuthentication ${answer}' /etc/ssh/sshd_config`,
    'systemctl -q enable ssh',
  ];
}

/** The calls that tell the desktop where the node is, from the next boot on. */
export function phoneHomeLines(settings: NodeSettings): readonly string[] {
  const files = phoneHomeNodeFiles(settings);
  return files.length === 0 ? [] : [...files.flatMap(writeFile), `systemctl -q enable ${phoneHomeUnit}`];
}

/** Addresses and Wi-Fi through ifupdown, as HypriotOS up to 1.6 takes them. */
export function ifupdownLines({ network }: NodeSettings): readonly string[] {
  const { fixed, primary, wifi, dns } = network;
  const cable = fixed !== undefined && primary === 'eth0' ? [interfacesNodeFile('eth0', network, 'ifupdown')] : [];
  const wlan = wifi === undefined ? [] : [interfacesNodeFile('wlan0', network, 'ifupdown'), wpaSupplicantNodeFile(wifi)];
  const resolver = dns.length === 0 ? [] : [resolvedNodeFile(network)];
  return [...cable, ...wlan, ...resolver].flatMap(writeFile);
}
