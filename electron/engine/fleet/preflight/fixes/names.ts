import { fixScript, type Fix } from './fix.ts';

const checkHostname = String.raw`
[ "$(hostname)" = "$1" ] || fail "The node calls itself $(hostname)."
[ "$(cat /etc/hostname)" = "$1" ] || fail "After a boot it would call itself $(cat /etc/hostname)."
`;

/** cloud-init would put the old name back at the next boot, so it is told to leave it alone. */
const setHostname = String.raw`
old=$(hostname)
printf '%s\n' "$1" | put /etc/hostname
if have hostnamectl; then hostnamectl set-hostname "$1" 2>/dev/null || hostname "$1"; else hostname "$1"; fi
if [ -d /etc/cloud/cloud.cfg.d ]; then printf 'preserve_hostname: true\n' | put /etc/cloud/cloud.cfg.d/99-slipway-hostname.cfg; fi
if [ "$old" != "$1" ] && [ -f /etc/hosts ]; then
  awk -v old="$old" -v new="$1" '/^127\.0\.1\.1/ { for (i = 2; i <= NF; i++) { if ($i == old) $i = new; sub("^" old "\\.", new ".", $i) } } { print }' /etc/hosts | put /etc/hosts
fi
if have systemctl; then systemctl -q try-restart avahi-daemon || true; fi
`;

export const hostnameFix = (name: string): Fix => ({
  code: 'hostname-wrong',
  text: `Name the node ${name}`,
  check: () => fixScript(checkHostname, [name]),
  act: () => fixScript(setHostname, [name]),
  reboots: false,
});

export interface HostsLine {
  readonly address: string;
  /** The first is the node's name, without domain. */
  readonly names: readonly string[];
}

const block = String.raw`
begin='# BEGIN slipway'; end='# END slipway'
wanted() { printf '%s\n' "$begin"; printf '%s\n' "$@"; printf '%s\n' "$end"; }
found() { sed -n "/^$begin\$/,/^$end\$/p" /etc/hosts; }
`;

const checkHosts = `${block}
[ "$(found)" = "$(wanted "$@")" ] || fail '/etc/hosts does not name the nodes as planned.'
addresses=$(getent ahosts "$(hostname)" | sed 's/[[:space:]].*//' | sort -u)
case "$addresses" in
  '') fail "The node cannot resolve its own name $(hostname)." ;;
  *127.*) fail "Its own name means $addresses." ;;
esac
`;

/** Takes the 127.0.1.1 line out and writes one block between marks; cloud-init is told not to make the file anew. */
const writeHosts = String.raw`
touch /etc/hosts
{ sed -e "/^$begin\$/,/^$end\$/d" -e 's/^127\.0\.1\.1[[:space:]]/# taken out by slipway: &/' /etc/hosts; wanted "$@"; } | put /etc/hosts
if [ -d /etc/cloud/cloud.cfg.d ]; then printf 'manage_etc_hosts: false\n' | put /etc/cloud/cloud.cfg.d/99-slipway-hosts.cfg; fi
`;

/** /etc/hosts with a block of all nodes; the node's own name then means its address on the network. Errors: none, as data is in arguments. */
export const hostsFix = (code: string, lines: readonly HostsLine[]): Fix => {
  const args = lines.map(({ address, names }) => [address, ...names].join(' '));
  return {
    code,
    text: 'Write the names of all nodes into /etc/hosts',
    check: () => fixScript(checkHosts, args),
    act: () => fixScript(block + writeHosts, args),
    reboots: false,
  };
};
