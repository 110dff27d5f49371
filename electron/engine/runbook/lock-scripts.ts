/** Where a node keeps the lock of its cluster; root alone can read it. */
export const lockDir = '/var/lib/slipway/lock';

/** A holder that has not been heard of for so long is gone, seconds. */
export const staleSeconds = 120;

/**
 * `$1`: folder of the lock, `$2`: owner. The folder holds `owner`, `holder` (base64) and `seen`: the boot and the seconds
 * since it when the holder was last heard of. Not the time of day: a Pi's clock jumps when it finds the network. After a
 * restart of the node the holder has as long as any to be heard of. `flock` makes each script one step.
 */
const names = `
set -u
umask 077
dir=$1; owner=$2
mkdir -p "\${dir%/*}" || exit 1
exec 9>"$dir.gate"
flock 9
uptime() { cut -d. -f1 /proc/uptime; }
bootid() { cat /proc/sys/kernel/random/boot_id; }
mark() { echo "$(bootid) $(uptime)" >"$dir/seen.new" && mv "$dir/seen.new" "$dir/seen"; }
age() {
  if read -r boot at 2>/dev/null <"$dir/seen" && [ "$boot" = "$(bootid)" ]; then echo $(($(uptime) - at)); else uptime; fi
}
is_mine() { [ -f "$dir/owner" ] && [ "$(cat "$dir/owner")" = "$owner" ]; }
held() { echo "held $(age) $(cat "$dir/holder" 2>/dev/null)"; }
`;

/**
 * Takes the lock when it is free, ours, stale, or is to be taken (`$4` = take). `$3`: seconds after which it is stale;
 * the holder in base64 comes on stdin. Says `taken`, or `held AGE HOLDER`.
 */
export const takeLockScript = `${names}
if [ -f "$dir/seen" ] && ! is_mine && [ "$4" != take ] && [ "$(age)" -lt "$3" ]; then held; exit 0; fi
rm -rf "$dir"
mkdir "$dir" && cat >"$dir/holder" && printf %s "$owner" >"$dir/owner" && mark && echo taken
`;

/** Says that the holder is there still: `kept`; `held AGE HOLDER` when another has it now, `free` when nobody has. */
export const keepLockScript = `${names}
if is_mine; then mark && echo kept; elif [ -f "$dir/seen" ]; then held; else echo free; fi
`;

/** Says who has it and changes nothing: `held AGE HOLDER` or `free`. `$3`: seconds after which it is nobody's. */
export const lookLockScript = `${names}
if [ -f "$dir/seen" ] && [ "$(age)" -lt "$3" ]; then held; else echo free; fi
`;

/** Gives it back if it is ours. */
export const freeLockScript = `${names}
if is_mine; then rm -rf "$dir"; fi
`;
