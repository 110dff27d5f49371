import type { SourceMove } from '../retired-sources.ts';
import { fixScript, type Fix } from './fix.ts';

/** Arguments come in fours: file, old URL, suite, new URL or `-`. Compared as text, never as a pattern. */
const walk = String.raw`
active() { OLD=$2 SUITE=$3 awk '{ line = $0; sub(/^[ \t]+/, "", line) } line ~ /^(deb|URIs:|Suites:)/ && index(line, ENVIRON["OLD"]) && (line ~ /^URIs:/ || index(line, ENVIRON["SUITE"])) { found = 1 } END { exit !found }' "$1"; }
`;

const check = `${walk}
while [ $# -ge 4 ]; do
  if [ -f "$1" ] && active "$1" "$2" "$3"; then fail "$1 still asks $2 for $3."; fi
  shift 4
done
`;

const act = String.raw`${walk}
while [ $# -ge 4 ]; do
  if [ -f "$1" ] && active "$1" "$2" "$3"; then
    OLD=$2 SUITE=$3 NEW=$4 awk '
      { line = $0; sub(/^[ \t]+/, "", line); old = ENVIRON["OLD"]; at = index($0, old) }
      at && line ~ /^(deb|URIs:)/ && (line ~ /^URIs:/ || index(line, ENVIRON["SUITE"])) {
        if (ENVIRON["NEW"] == "-") { print "# closed, taken out by slipway: " $0; next }
        print substr($0, 1, at - 1) ENVIRON["NEW"] substr($0, at + length(old)); next
      }
      { print }' "$1" | put "$1"
  fi
  shift 4
done
printf 'Acquire::Check-Valid-Until "false";\n' | put /etc/apt/apt.conf.d/99slipway-archive
`;

/** Sources of closed releases moved to their archive, which no longer renews its signatures; what has none is commented out. */
export const sourcesFix = (moves: readonly SourceMove[]): Fix => {
  const args = moves.flatMap(({ source, to }) => [source.file, source.url, source.suite, to ?? '-']);
  return {
    code: 'apt-retired',
    text: 'Fetch packages from the archive of their releases',
    check: () => fixScript(check, args),
    act: () => fixScript(act, args),
    reboots: false,
  };
};
