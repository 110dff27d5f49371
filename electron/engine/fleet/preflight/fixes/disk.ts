import { fixScript, type Fix } from './fix.ts';

const places = String.raw`
device=$(readlink -f "$(findmnt -n -o SOURCE /)")
block=$(readlink -f "/sys/class/block/$(basename "$device")")
[ -f "$block/partition" ] || fail 'The root file system is not on a partition.'
number=$(cat "$block/partition"); disk=/dev/$(basename "$(dirname "$block")")
unused() { echo $(( ($(cat "$block/../size") - $(cat "$block/start") - $(cat "$block/size")) / 2048 )); }
`;

/** A last MiB or so stays unused for the sake of alignment. */
const check = `${places}
[ "$(unused)" -le 64 ] || fail "$(unused) MiB of the card are not used."
filled=$(( $(stat -fc '%b * %S' /) / 1048576 )); size=$(( $(cat "$block/size") / 2048 ))
[ $((filled * 100)) -ge $((size * 80)) ] || fail "The file system fills $filled of $size MiB of its partition."
`;

const act = `${places}
if [ "$(unused)" -gt 64 ]; then
  last=$(for other in "$block"/../*/partition; do echo "$(cat "$(dirname "$other")/start") $(cat "$other")"; done | sort -n | tail -n 1)
  [ "\${last#* }" = "$number" ] || fail 'Another partition lies behind the root partition.'
  if have growpart; then growpart "$disk" "$number"
  elif have sfdisk; then echo ',+' | sfdisk --no-reread --force -q -N "$number" "$disk"
  else fail 'Neither growpart nor sfdisk is there.'; fi
  if have partx; then partx -u "$disk" || true; fi
fi
case "$(findmnt -n -o FSTYPE /)" in
  ext*) resize2fs "$device" >/dev/null 2>&1 || fail 'resize2fs could not grow the file system.' ;;
  btrfs) btrfs filesystem resize max / ;;
  xfs) xfs_growfs / ;;
  *) fail 'Its kind of file system cannot be grown in use.' ;;
esac
`;

/** Online: partition first, then the file system on it. */
export const rootSizeFix = (): Fix => ({
  code: 'root-not-expanded',
  text: 'Grow the root file system to the end of the card',
  check: () => fixScript(check),
  act: () => fixScript(act),
  reboots: false,
});
