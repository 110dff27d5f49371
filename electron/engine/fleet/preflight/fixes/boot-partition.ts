import { fixScript, type Fix } from './fix.ts';

/** The controllers in force, one a line, whatever the cgroup version. */
const controllers = String.raw`
controllers() {
  if [ "$(stat -fc %T /sys/fs/cgroup)" = cgroup2fs ]; then tr ' ' '\n' </sys/fs/cgroup/cgroup.controllers
  else awk '$3 == "cgroup" { print $4 }' /proc/mounts | tr ',' '\n'; fi
}
`;

const checkMemory = `${controllers}
controllers | grep -qx memory || fail 'The kernel runs without the memory cgroup.'
`;

/**
 * Edits the one line of cmdline.txt token by token, as firstboot/cmdline.ts does on the card. `$1` … are the tokens. The
 * firmware puts `cgroup_disable=memory` before the line, and the last word wins, so a switch that is followed by its
 * opposite is taken out.
 */
const addTokens = String.raw`
file=$(boot_file cmdline.txt)
line=$(tr -d '\r' <"$file" | sed -n '/[^[:space:]]/{p;q;}')
[ -n "$line" ] || fail 'cmdline.txt is empty: the card would not start.'
line=" $line "
without() { line=$(printf '%s.' "$line" | sed "s/ $1 / /g"); line=${'$'}{line%.}; }
without cgroup_disable=memory; without cgroup_disable=cpuset
for token in "$@"; do
  case "$line" in *" $token "*) ;; *) line="$line$token " ;; esac
done
line=${'$'}{line# }; line=${'$'}{line% }
printf '%s\n' "$line" | put "$file"
sync
`;

/** The memory controller, for kubelet. Both words are needed: kernels of late 2017 know the second only. */
export const memoryCgroupFix = (): Fix => ({
  code: 'memory-cgroup-off',
  text: 'Ask for the memory cgroup in cmdline.txt',
  check: () => fixScript(checkMemory),
  act: () => fixScript(addTokens, ['cgroup_enable=memory', 'cgroup_memory=1']),
  reboots: true,
});

const setKernel = String.raw`
file=$(boot_file config.txt)
grep -qE '^kernel=kernel8\.img' "$file" && exit 0
[ -f "$(dirname "$file")/kernel8.img" ] || fail 'There is no kernel8.img on the boot partition.'
{ tr -d '\r' <"$file" | sed 's/^kernel=/#&/'; printf '\n[all]\nkernel=kernel8.img\n'; } | put "$file"
sync
`;

/** Pages of 4 KiB on a Pi 5. */
export const pageSizeFix = (): Fix => ({
  code: 'page-size-16k',
  text: 'Start the kernel with pages of 4 KiB',
  check: () => fixScript(`[ "$(getconf PAGE_SIZE)" = 4096 ] || fail "The page size is $(getconf PAGE_SIZE)."`),
  act: () => fixScript(setKernel),
  reboots: true,
});
