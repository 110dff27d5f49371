import { createHash } from 'node:crypto';
import { shellQuote } from '../../contract/shell-quote.ts';
import type { DetachedWork } from './detached.ts';

/** Where a node keeps the acts that go on by themselves, one folder each; root alone can read it. */
export const actsDir = '/var/lib/slipway/acts';

/** What a work's folder holds as `script`: environment, arguments and the script itself, so that none of it is in an argv. */
export function actFile({ script, args = [], env = {} }: DetachedWork): string {
  const exports = Object.entries(env).map(([name, value]) => `export ${name}=${shellQuote(value)}\n`);
  const set = `set -- ${args.map(shellQuote).join(' ')}`.trimEnd();
  return `${exports.join('')}${set}\n${script}\n`;
}

/** Tells this work from another of the same name (a plan that was edited meanwhile). */
export const fingerprintOf = (file: string): string => createHash('sha256').update(file).digest('hex').slice(0, 32);

/** Paths and names that all scripts share. `$1`: folder of the acts, `$2`: unit. */
const names = `
set -u
umask 077
base=$1; unit=slipway-$2; dir=$1/$2
alive() {
  case $(systemctl is-active "$unit.service" 2>/dev/null) in
    active | activating | deactivating | reloading) true ;;
    *) false ;;
  esac
}
bootid() { cat /proc/sys/kernel/random/boot_id; }
`;

/**
 * Starts a unit unless it was started before. `$3`: fingerprint, `$4`: bytes of the act's file, which comes on stdin.
 * Says `started`, `same` or `other` (started before, with this or another fingerprint), `torn` (the file did not arrive
 * whole) or `no-systemd`. The mark `started` is made before the unit is: a crash between the two leaves an act that counts
 * as lost, never one that runs twice. The unit has no `--collect`: systemd knows it from 236 on, HypriotOS 64 has 232.
 */
export const startScript = `${names}
if ! systemctl show-environment >/dev/null 2>&1; then echo no-systemd; exit 0; fi
mkdir -p "$base" || exit 1
new=$(mktemp "$base/.new.XXXXXX") || exit 1
cat >"$new"
if [ "$(wc -c <"$new")" -ne "$4" ]; then rm -f "$new"; echo torn; exit 0; fi
exec 9>"$base/.lock"
flock 9
if [ -f "$dir/started" ]; then
  rm -f "$new"
  if [ "$(cat "$dir/fingerprint")" = "$3" ]; then echo same; else echo other; fi
  exit 0
fi
rm -rf "$dir"
mkdir "$dir" || exit 1
mv "$new" "$dir/script"
printf %s "$3" >"$dir/fingerprint"
bootid >"$dir/boot"
: >"$dir/log"
: >"$dir/started"
systemctl reset-failed "$unit.service" >/dev/null 2>&1
systemd-run --unit="$unit" /bin/sh -c '
  export HOME=/root LC_ALL=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
  cd / && sh "$1/script" >"$1/log" 2>&1 </dev/null
  printf %s "$?" >"$1/code.new"
  sync "$1/code.new" 2>/dev/null || sync
  mv "$1/code.new" "$1/code"
' slipway "$dir" >"$dir/said" 2>&1 9>&- || { cat "$dir/said" >&2; rm -rf "$dir"; exit 1; }
echo started
`;

/**
 * How far an act is. `$3`: bytes of its log that are known, `$4`: most bytes to send, `$5`: tenths of a second to wait for
 * news. First line: `running|lost|gone|ended CODE`, then the log from there on in base64, which keeps bytes that are no text.
 * The code is looked for again after the unit was found gone: it may have ended between the two.
 */
export const pollScript = `${names}
state() {
  if [ ! -f "$dir/started" ]; then echo gone
  elif [ -f "$dir/code" ]; then echo "ended $(cat "$dir/code")"
  elif [ "$(cat "$dir/boot")" = "$(bootid)" ] && alive; then echo running
  elif [ -f "$dir/code" ]; then echo "ended $(cat "$dir/code")"
  else echo lost
  fi
}
size() { wc -c <"$dir/log" 2>/dev/null || echo 0; }
left=$5
while [ -f "$dir/started" ] && [ ! -f "$dir/code" ] && [ "$(size)" -le "$3" ] && [ "$left" -gt 0 ]; do
  sleep 0.3
  left=$((left - 3))
done
state
[ ! -f "$dir/log" ] || tail -c "+$(($3 + 1))" "$dir/log" | head -c "$4" | base64
`;

/**
 * Clears away what an act left behind. It must have ended, or its unit is stopped first: asked to end, and killed after ten
 * seconds. On cgroup v1 systemd may miss that a unit's last process is gone, and wait 90 seconds for it (seen with 252 in a
 * container, one stop of six: "deactivating (final-sigterm)" without a process); told to reload, it looks again.
 */
export const clearScript = `${names}
if alive; then systemctl stop --no-block "$unit.service"; fi
tenths=0
while alive && [ "$tenths" -lt 160 ]; do
  sleep 0.2
  tenths=$((tenths + 2))
  case $tenths in
    10 | 40 | 120) systemctl daemon-reload ;;
    100) systemctl kill --signal=KILL "$unit.service" ;;
  esac
done
if alive; then echo "$unit does not end" >&2; exit 1; fi
systemctl reset-failed "$unit.service" >/dev/null 2>&1
rm -rf "$dir"
`;
