import type { Step } from '../../runbook/step.ts';
import type { ClusterSpec, NodeSpec } from '../cluster-spec.ts';
import { downloadFailure, fetchFunction } from '../host/downloads.ts';
import { runCheck } from '../node-script.ts';
import { minutes, recipeStep } from '../recipe-step.ts';

/** `v1.36.4+k3s1`: the first build of a release, unless the plan names another. */
export const k3sRelease = ({ version }: ClusterSpec): string => (version.includes('+k3s') ? version : `${version}+k3s1`);

const check = `[ -x /usr/local/bin/k3s ] || todo 'k3s is not installed.'
have=$(/usr/local/bin/k3s --version 2>/dev/null | sed -n 's/^k3s version \\([^ ]*\\).*/\\1/p')
[ "$have" = "$1" ] || todo "k3s is \${have:-broken}, not $1."
ok "k3s is $have."`;

/** Kept only when its SHA-256 is the one that the release publishes for the architecture of the userland. */
const download = `set -eu
base=$1
case $(dpkg --print-architecture) in
  armhf) arch=arm file=k3s-armhf ;;
  arm64) arch=arm64 file=k3s-arm64 ;;
  amd64) arch=amd64 file=k3s ;;
  *) echo "no build for $(dpkg --print-architecture)"; exit 4 ;;
esac
${fetchFunction}
fetch "\${base}sha256sum-$arch.txt" $work/sums
wanted=$(awk -v file="$file" '$2 == file {print $1}' $work/sums)
[ -n "$wanted" ] || { echo "\${base}sha256sum-$arch.txt does not name $file"; exit 5; }
fetch "$base$file" $work/k3s
got=$(sha256_of $work/k3s)
[ "$got" = "$wanted" ] || { rm -rf $work; echo "$base$file has the SHA-256 $got, published is $wanted"; exit 6; }
put_program $work/k3s k3s
rm -rf $work`;

/** The one program that k3s is. */
export const k3sBinaryStep = (spec: ClusterSpec, node: NodeSpec, needs: readonly string[]): Step => {
  const release = k3sRelease(spec);
  const base = `${spec.downloads.releases}k3s-io/k3s/releases/download/${encodeURIComponent(release)}/`;
  return recipeStep({
    id: `host/k3s@${node.name}`,
    title: `k3s ${release}`,
    on: node.name,
    stage: 'host',
    needs,
    weight: 30,
    timeoutMs: minutes(20),
    retry: { attempts: 3, backoffMs: 3000 },
    does: `Downloads k3s ${release} from ${base} and checks its SHA-256.`,
    check: (context) => runCheck(context, node.name, { text: check, args: [release] }),
    act: async (context) => {
      const { code, tail } = await context.detached(node.name).run({ unit: 'k3s-program', script: download, args: [base] });
      if (code !== 0) throw downloadFailure(code, tail);
    },
  });
};
