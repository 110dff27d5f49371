import type { Step } from '../../runbook/step.ts';
import type { ClusterSpec, NodeSpec } from '../cluster-spec.ts';
import { runCheck } from '../node-script.ts';
import { minutes, recipeStep } from '../recipe-step.ts';
import { aptError, aptGet } from './apt.ts';
import { downloadFailure } from './downloads.ts';

const check = `v=\${1#v}
for package in kubeadm kubelet kubectl; do
  have=$(dpkg-query -W -f '\${Version}' $package 2>/dev/null) || todo "$package is not installed."
  case $have in "$v"-*) ;; *) todo "$package is $have, not $v." ;; esac
done
held=$(apt-mark showhold)
for package in kubeadm kubelet kubectl; do
  printf '%s\\n' "$held" | grep -qx $package || todo "$package would be upgraded with the system."
done
systemctl -q is-enabled kubelet || todo 'The kubelet is not started at boot.'
ok "kubeadm, kubelet and kubectl are $v, and held at it."`;

/**
 * The key stays in its ASCII form, which apt reads since 1.4: gpg is not on every image. The packages are built for 64 bits
 * only (kubernetes/release pkg/obs), and dpkg knows what the userland is.
 */
const install = `set -eu
${aptGet}
case $(dpkg --print-architecture) in
  arm64 | amd64) ;;
  *) echo "E: there are no Kubernetes packages for $(dpkg --print-architecture)"; exit 4 ;;
esac
v=\${1#v} repository=$2
mkdir -p /etc/apt/keyrings
curl -fsSL --retry 4 --connect-timeout 15 -o /etc/apt/keyrings/kubernetes.asc.new "\${repository}Release.key" || { echo "cannot download \${repository}Release.key"; exit 5; }
mv -f /etc/apt/keyrings/kubernetes.asc.new /etc/apt/keyrings/kubernetes.asc
printf 'deb [signed-by=/etc/apt/keyrings/kubernetes.asc] %s /\\n' "$repository" > /etc/apt/sources.list.d/kubernetes.list
apt_get update
apt-mark unhold kubeadm kubelet kubectl >/dev/null 2>&1 || true
apt_get install -y --allow-downgrades "kubeadm=$v-*" "kubelet=$v-*" "kubectl=$v-*"
apt-mark hold kubeadm kubelet kubectl
systemctl -q enable kubelet`;

/** kubeadm, kubelet and kubectl from the community's repository of their minor, held at their version. */
export const packagesStep = (spec: ClusterSpec, node: NodeSpec, needs: readonly string[]): Step => {
  const repository = `${spec.downloads.packages}core:/stable:/v1.${spec.minor}/deb/`;
  return recipeStep({
    id: `host/kubernetes@${node.name}`,
    title: `Kubernetes ${spec.version} packages`,
    on: node.name,
    stage: 'host',
    needs,
    weight: 60,
    timeoutMs: minutes(20),
    does: `Installs kubeadm, kubelet and kubectl ${spec.version} from ${repository} and holds them there.`,
    check: (context) => runCheck(context, node.name, { text: check, args: [spec.version] }),
    act: async (context) => {
      const args = [spec.version, repository];
      const { code, tail } = await context.detached(node.name).run({ unit: 'packages', script: install, args });
      if (code !== 0) throw code === 5 ? downloadFailure(code, tail) : aptError(tail);
    },
  });
};
