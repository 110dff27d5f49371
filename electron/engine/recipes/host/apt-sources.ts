import type { Step } from '../../runbook/step.ts';
import type { NodeSpec } from '../cluster-spec.ts';
import { runCheck } from '../node-script.ts';
import { minutes, recipeStep } from '../recipe-step.ts';
import { aptError, aptGet } from './apt.ts';
import { sha256Function } from './downloads.ts';

/** Originals, and the sums of what was written in their places. */
export const keptSources = '/var/lib/slipway/apt-sources';

/** Archives of the systems that Slipway writes to cards: Debian, Raspberry Pi OS, Raspbian, Ubuntu. Others stay as they are. */
const hosts = '([a-z0-9-]+\\.)*(debian\\.org|raspbian\\.org|raspberrypi\\.(org|com)|ubuntu\\.com)';

/**
 * Shell: \`sources\` names the files that apt reads (sources.list(5)); \`mirrored FILE\` prints one with every archive of a
 * known host at \`$MIRROR\`. Comments stay, and so does what is at the mirror already.
 */
const mirroring = `sources() { for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do [ ! -f "$file" ] || printf '%s\\n' "$file"; done; }
mirrored() {
  awk '{
    out = ""; rest = $0
    if (rest ~ /^[ \\t]*#/ || index(rest, ENVIRON["MIRROR"]) > 0) { print; next }
    while (match(rest, /https?:\\/\\/${hosts}\\//)) {
      url = substr(rest, RSTART, RLENGTH); sub(/^https?:\\/\\//, "", url)
      out = out substr(rest, 1, RSTART - 1) ENVIRON["MIRROR"] url
      rest = substr(rest, RSTART + RLENGTH)
    }
    print out rest
  }' "$1"
}
`;

/** Shell: \`restore_sources\` puts the originals back; a file that somebody has changed since stays as it is. */
export const restoreSources = `${sha256Function}restore_sources() {
  [ -d ${keptSources} ] || return 0
  while read -r sum path; do
    if [ "$(sha256_of "$path")" = "$sum" ]; then cp -p "${keptSources}/files$path" "$path"
    else echo "$path was changed since; it stays as it is."; fi
  done < ${keptSources}/written
  rm -rf ${keptSources}
}
`;

const check = `MIRROR=$1; export MIRROR
${mirroring}${sha256Function}[ ! -e ${keptSources}/mirror ] || [ "$(cat ${keptSources}/mirror)" = "$MIRROR" ] || todo "The package sources name another mirror."
for file in $(sources); do
  [ "$(mirrored "$file" | sha256sum | cut -d' ' -f1)" = "$(sha256_of "$file")" ] || todo "$file does not name the mirror."
  grep -hE '^[^#]*https?://' "$file" || true
done
[ ! -e ${keptSources}/unread ] || todo 'The mirror has not been read yet.'
ok "Packages come from $MIRROR."`;

/** The mark \`unread\` stays until apt has read the mirror, so that one that does not answer is not taken for done. */
const rewrite = `set -eu
MIRROR=$1; export MIRROR
${aptGet}
${mirroring}
${restoreSources}
restore_sources
mkdir -p ${keptSources}/files
touch ${keptSources}/unread
: > ${keptSources}/written
for file in $(sources); do
  mirrored "$file" > ${keptSources}/new
  [ "$(sha256_of ${keptSources}/new)" != "$(sha256_of "$file")" ] || continue
  mkdir -p "${keptSources}/files\${file%/*}"
  cp -p "$file" "${keptSources}/files$file"
  echo "$(sha256_of ${keptSources}/new) $file" >> ${keptSources}/written
  cat ${keptSources}/new > "$file.slipway-new"
  chmod 644 "$file.slipway-new"
  mv -f "$file.slipway-new" "$file"
  echo "$file names the mirror now."
done
printf '%s\\n' "$MIRROR" > ${keptSources}/mirror
rm -f ${keptSources}/new
apt_get update -o APT::Update::Error-Mode=any
rm -f ${keptSources}/unread`;

/** The package sources of the node at the plan's mirror; the originals are kept, and `down` puts them back. */
export const aptSourcesStep = (mirror: string, node: NodeSpec, needs: readonly string[]): Step =>
  recipeStep({
    id: `host/apt-sources@${node.name}`,
    title: 'Package sources',
    on: node.name,
    stage: 'host',
    needs,
    weight: 10,
    timeoutMs: minutes(15),
    does: `Has apt fetch from ${mirror} instead of the archives on the internet; the originals are kept on the node.`,
    check: (context) => runCheck(context, node.name, { text: check, args: [mirror] }),
    act: async (context) => {
      const { code, tail } = await context.detached(node.name).run({ unit: 'apt-sources', script: rewrite, args: [mirror] });
      if (code !== 0) throw aptError(tail);
    },
  });
