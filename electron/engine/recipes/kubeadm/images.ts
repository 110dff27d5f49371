import { SlipwayError } from '../../../contract/errors.ts';
import type { Step } from '../../runbook/step.ts';
import type { ClusterSpec, NodeSpec } from '../cluster-spec.ts';
import { runCheck } from '../node-script.ts';
import { minutes, recipeStep } from '../recipe-step.ts';

/** Shell: `images` becomes what this node runs: all of a control plane's, or kube-proxy and pause. */
const listImages = `PATH=$PATH:/usr/local/bin
list=$(kubeadm config images list --kubernetes-version "$1" --image-repository "$2" 2>/dev/null)
[ "$3" = control-plane ] && images=$list || images=$(printf '%s\\n' "$list" | grep -E '/(kube-proxy|pause):')
runtime=$4
have() {
  if [ "$runtime" = docker ]; then docker image inspect "$1" >/dev/null 2>&1
  else ctr -n k8s.io images ls -q "name==$1" 2>/dev/null | grep -q .; fi
}
`;

const check = `[ ! -e /etc/kubernetes/kubelet.conf ] || ok 'The node is in a cluster: its kubelet fetches what it needs.'
${listImages}
missing=''
for image in $images; do have "$image" || missing="$missing $image"; done
[ -n "$images" ] || todo 'kubeadm names no images.'
[ -z "$missing" ] || todo "To be pulled:$missing"
printf '%s\\n' $images
ok 'All images are on the node.'`;

const pull = `set -u
${listImages}
for image in $images; do
  have "$image" && continue
  echo "pulling $image"
  for try in 1 2 3; do
    if [ "$runtime" = docker ]; then docker pull -q "$image" && break
    else ctr -n k8s.io images pull --hosts-dir /etc/containerd/certs.d "$image" >/dev/null && break; fi
    [ $try -lt 3 ] || { echo "$image cannot be pulled"; exit 7; }
    sleep 3
  done
done`;

/**
 * The images that the node will run, before it needs them: a pull is the longest part of an init or join on a card, and
 * outside of them it can take its time and fail in plain words.
 */
export const imagesStep = (spec: ClusterSpec, node: NodeSpec, needs: readonly string[]): Step => {
  const repository = spec.registry?.repository ?? 'registry.k8s.io';
  const args = [spec.version, repository, node.role, spec.track === 'kubeadm-docker' ? 'docker' : 'containerd'];
  return recipeStep({
    id: `kubernetes/images@${node.name}`,
    title: 'Container images',
    on: node.name,
    stage: 'kubernetes',
    needs,
    weight: node.role === 'worker' ? 30 : 90,
    timeoutMs: minutes(40),
    retry: { attempts: 2, backoffMs: 5000 },
    does: `Pulls the images of a ${node.role} from ${repository}.`,
    check: (context) => runCheck(context, node.name, { text: check, args }),
    act: async (context) => {
      const { code, tail } = await context.detached(node.name).run({ unit: 'kubernetes-images', script: pull, args });
      if (code !== 0) throw new SlipwayError('kubernetes/image-pull', tail.trimEnd().split('\n').slice(-2).join(' '));
    },
  });
};
