import { phoneHomeGreeting, phoneHomePath, phoneHomePorts } from '../../contract/phone-home.ts';
import type { NodeFile } from './node-files.ts';
import type { NodeSettings } from './node-settings.ts';
import { shellQuote } from '../../contract/shell-quote.ts';

const scriptPath = '/usr/local/lib/slipway/phone-home';
const settingsPath = '/etc/slipway/phone-home';

/** The systemd unit that calls at every boot. */
export const phoneHomeUnit = 'slipway-phone-home.service';

/** Whether the node is to call: only when the address of a desktop was known. */
export const callsHome = ({ desks }: NodeSettings): boolean => desks.length > 0;

/**
 * Script, settings and unit with which a node tells the desktop where it is, for networks that pass no multicast. The
 * secret is in a file of root's only, and never in an argument or an address. Nothing where no desktop is known.
 */
export function phoneHomeNodeFiles(settings: NodeSettings): readonly NodeFile[] {
  if (!callsHome(settings)) return [];
  return [
    { path: settingsPath, mode: '0600', content: settingsText(settings) },
    { path: scriptPath, mode: '0755', content: script },
    { path: `/etc/systemd/system/${phoneHomeUnit}`, mode: '0644', content: unit },
  ];
}

const settingsText = ({ hostname, identity, desks }: NodeSettings): string =>
  [
    `node=${shellQuote(hostname)}`,
    `instance=${shellQuote(identity.instanceId)}`,
    `secret=${shellQuote(identity.phoneHomeSecret)}`,
    `desks=${shellQuote(desks.join(' '))}`,
  ].join('\n') + '\n';

const unit = `[Unit]
Description=Tells Slipway where this node is
Wants=network-online.target
After=network.target
ConditionPathExists=${settingsPath}

[Service]
ExecStart=/bin/sh ${scriptPath}
Nice=10

[Install]
WantedBy=multi-user.target
`;

/**
 * POSIX shell with what every image has: sha256sum, and curl, wget or bash. The proof is the hash of a hash with the
 * secret in front of each: one hash alone could be prolonged by anybody (length extension). `printf` is part of the
 * shell, so the secret is in no argument list. Pauses grow for some minutes, then it calls every five: the desktop may be
 * opened hours later, on a network where nothing else would find the node. It ends when one desktop has understood.
 */
const script = String.raw`#!/bin/sh
# Written by Slipway. Tells the computer that wrote this card where this node is; grants nothing to anybody.
. ${settingsPath} || exit 0
boot=$(cat /proc/sys/kernel/random/boot_id)
body=$(mktemp /run/slipway-phone-home.XXXXXX) || exit 0
trap 'rm -f "$body"' EXIT

digest() { sha256sum | cut -d' ' -f1; }

message() {
  text=$(printf '${phoneHomeGreeting}\nnode=%s\ninstance=%s\nboot=%s\ncount=%s\naddresses=%s' \
    "$node" "$instance" "$boot" "$1" "$(hostname -I | cut -c1-512 | sed 's/ *$//')")
  inner=$(printf '%s\n%s' "$secret" "$text" | digest)
  printf '%s\nmac=%s\n' "$text" "$(printf '%s\n%s' "$secret" "$inner" | digest)"
}

# deliver HOST PORT: ends well when the desktop has understood.
deliver() {
  url="http://$1:$2${phoneHomePath}"
  if command -v curl >/dev/null 2>&1; then
    curl -fsS -m 5 -o /dev/null --noproxy '*' -H 'Content-Type: text/plain' --data-binary "@$body" "$url" 2>/dev/null
  elif command -v wget >/dev/null 2>&1; then
    no_proxy='*' wget -q -T 5 -t 1 -O /dev/null --header='Content-Type: text/plain' --post-file="$body" "$url" 2>/dev/null
  else
    timeout 5 bash -c 'exec 3<>"/dev/tcp/$1/$2" || exit 1
      printf "POST ${phoneHomePath} HTTP/1.0\r\nHost: %s:%s\r\nContent-Type: text/plain\r\nContent-Length: %s\r\n\r\n" "$1" "$2" "$(wc -c <"$3")" >&3
      cat "$3" >&3; read -r line <&3; case $line in *" 204 "*) exit 0 ;; *) exit 1 ;; esac' call "$1" "$2" "$body" 2>/dev/null
  fi
}

count=0
set -- 1 2 2 3 3 5 5 8 8 10 10 15 15 20 20 30 30 30 45 45 60 60 60
while :; do
  count=$((count + 1))
  message "$count" >"$body"
  for desk in $desks; do
    for port in ${phoneHomePorts.join(' ')}; do
      deliver "$desk" "$port" && exit 0
    done
  done
  pause=300
  [ $# -eq 0 ] || { pause=$1; shift; }
  sleep "$pause"
done
`;
