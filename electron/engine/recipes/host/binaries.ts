import type { Step } from '../../runbook/step.ts';
import type { ClusterSpec, NodeSpec } from '../cluster-spec.ts';
import { fileSums, filesInput, listMissing, putFiles, type RecipeFile } from '../node-files.ts';
import { mustRun, runCheck } from '../node-script.ts';
import { minutes, recipeStep } from '../recipe-step.ts';
import { downloadFailure, fetchFunction } from './downloads.ts';
import { kubeletUnits } from './kubelet-units.ts';

const check = `v=$1
${listMissing}
[ -z "$missing" ] || todo "Missing or different:$missing"
for program in kubeadm kubelet kubectl; do
  [ -x /usr/local/bin/$program ] || todo "$program is not installed."
done
have=$(/usr/local/bin/kubeadm version -o short 2>/dev/null) || have='a broken kubeadm'
[ "$have" = "$v" ] || todo "kubeadm is $have, not $v."
have=$(/usr/local/bin/kubelet --version 2>/dev/null | sed 's/Kubernetes //') || have='a broken kubelet'
[ "$have" = "$v" ] || todo "kubelet is $have, not $v."
systemctl -q is-enabled kubelet || todo 'The kubelet is not started at boot.'
ok "kubeadm, kubelet and kubectl are $v."`;

/**
 * Downloads the three programs for the node's own architecture and keeps them only when their SHA-256 is the published one.
 * dpkg knows the architecture of the userland; \`uname -m\` says aarch64 under a 32-bit one too (kubernetes#126609).
 */
const download = `set -eu
base=$1 v=$2
case $(dpkg --print-architecture) in
  armhf) arch=arm ;; arm64) arch=arm64 ;; amd64) arch=amd64 ;;
  *) echo "no build for $(dpkg --print-architecture)"; exit 4 ;;
esac
${fetchFunction}
for program in kubeadm kubelet kubectl; do
  url="\${base}release/$v/bin/linux/$arch/$program"
  fetch "$url.sha256" "$work/$program.sha256"
  wanted=$(tr -dc '0-9a-f' < "$work/$program.sha256" | head -c 64)
  [ "$(sha256_of "/usr/local/bin/$program")" != "$wanted" ] || continue
  fetch "$url" "$work/$program"
  got=$(sha256_of "$work/$program")
  [ "$got" = "$wanted" ] || { rm -f "$work/$program"; echo "$url has the SHA-256 $got, published is $wanted"; exit 6; }
  put_program "$work/$program" "$program"
  rm -f "$work/$program"
  echo "$program $v for $arch"
done
rm -rf $work`;

/** kubeadm, kubelet and kubectl as plain programs, for what no package repository carries: 32-bit ARM, and minors up to 1.23. */
export const binariesStep = (spec: ClusterSpec, node: NodeSpec, needs: readonly string[]): Step => {
  const files: readonly RecipeFile[] = kubeletUnits(spec);
  return recipeStep({
    id: `host/kubernetes@${node.name}`,
    title: `Kubernetes ${spec.version} programs`,
    on: node.name,
    stage: 'host',
    needs,
    weight: 40,
    timeoutMs: minutes(20),
    retry: { attempts: 3, backoffMs: 3000 },
    does: `Downloads kubeadm, kubelet and kubectl ${spec.version} from ${spec.downloads.binaries} and checks their SHA-256.`,
    check: (context) => runCheck(context, node.name, { text: check, args: [spec.version], stdin: fileSums(files) }),
    act: async (context) => {
      const args = [spec.downloads.binaries, spec.version];
      const { code, tail } = await context.detached(node.name).run({ unit: 'kubernetes-programs', script: download, args });
      if (code !== 0) throw downloadFailure(code, tail);
      const text = `${putFiles}systemctl daemon-reload\nsystemctl -q enable kubelet`;
      await mustRun(context, node.name, { text, stdin: filesInput(files), code: 'kubernetes/node-setting' });
    },
  });
};
