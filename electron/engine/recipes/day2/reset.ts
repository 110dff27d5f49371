import type { Step, StepContext } from '../../runbook/step.ts';
import { SlipwayError } from '../../../contract/errors.ts';
import type { ClusterSpec, NodeSpec } from '../cluster-spec.ts';
import { keptSources, restoreSources } from '../host/apt-sources.ts';
import { distrust, trustedFiles } from '../host/authority.ts';
import { resetScript } from '../kubeadm/reset-script.ts';
import { runtimeFacts } from '../kubeadm/runtime-facts.ts';
import { runCheck } from '../node-script.ts';
import { minutes, recipeStep } from '../recipe-step.ts';

/** Looks for everything that a reset takes away: files, mounts, links, firewall rules, processes. */
const check = `found() { left="$left $1"; printf '%s\\n' "$1"; }
left=''
for path in /etc/kubernetes/*.conf /etc/kubernetes/pki /etc/kubernetes/manifests/*.yaml /var/lib/etcd /var/lib/kubelet/config.yaml \\
  /var/lib/kubelet/pki /var/lib/cni /etc/cni/net.d/* /etc/slipway/routes /var/lib/slipway/kubeadm-*.yaml /etc/rancher /var/lib/rancher; do
  [ ! -e "$path" ] || found "$path"
done
for mount in $(awk '$2 ~ "^/var/lib/kubelet" {print $2}' /proc/mounts); do found "mount:$mount"; done
for link in cni0 flannel.1 vxlan.calico cilium_host kube-ipvs0 kube-bridge; do
  ip link show "$link" >/dev/null 2>&1 && found "link:$link"
done
if [ -x "$(command -v iptables-save)" ]; then
  rules=$(iptables-save 2>/dev/null | grep -cE 'KUBE-|CNI-|cali|FLANNEL|slipway') || true
  [ "\${rules:-0}" = 0 ] || found "rules:$rules"
fi
for program in kubelet kube-apiserver etcd kube-controller-manager kube-scheduler kube-proxy k3s; do
  pgrep -x "$program" >/dev/null 2>&1 && found "process:$program"
done
for path in ${keptSources} ${trustedFiles}; do [ ! -e "$path" ] || found "$path"; done
[ -z "$left" ] || todo "Left on the node:$left"
echo 'looked for: files, mounts, links, firewall rules, processes'
ok 'Nothing of Kubernetes is left on the node.'`;

const reset = `set -u
${resetScript}
${restoreSources}
restore_sources
PATH=$PATH:/usr/sbin
${distrust}
rm -f /var/lib/slipway/kubeadm-*.yaml
systemctl disable kubelet 2>/dev/null || true`;

interface ResetParts {
  readonly spec: ClusterSpec;
  readonly node: NodeSpec;
  readonly needs: readonly string[];
  readonly after?: readonly string[];
}

/** Takes Kubernetes off one node and proves that nothing of it is left. Its programs and the container runtime stay. */
export const resetStep = ({ spec, node, needs, after = [] }: ResetParts): Step =>
  recipeStep({
    id: `reset/node@${node.name}`,
    title: `${node.name} is cleared`,
    on: node.name,
    stage: 'reset',
    needs,
    after,
    weight: 30,
    timeoutMs: minutes(10),
    retry: { attempts: 3, backoffMs: 3000 },
    does: 'Stops Kubernetes, and removes its files, mounts, network links and firewall rules; the sources of packages are again as they were.',
    check: (context) => runCheck(context, node.name, { text: check }),
    act: async (context) => {
      const { code, tail } = await context.detached(node.name).run({
        unit: 'kubernetes-reset',
        script: reset,
        env: { CRI_SOCKET: await criSocket(context, spec, node.name) },
        onStop: 'leave',
      });
      if (code !== 0) throw new SlipwayError('kubernetes/remains', tail.trimEnd().split('\n').slice(-2).join(' '));
    },
  });

/** A runtime that does not answer is no reason to leave the node as it is. */
const criSocket = (context: StepContext, spec: ClusterSpec, node: string): Promise<string> =>
  runtimeFacts(context, spec, node).then(
    (facts) => `--cri-socket=${facts.criSocket}`,
    () => '',
  );
