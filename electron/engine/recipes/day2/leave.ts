import type { Step, StepContext } from '../../runbook/step.ts';
import type { ClusterSpec, NodeSpec } from '../cluster-spec.ts';
import { containerShell } from '../kubeadm/containers.ts';
import { kubectl } from '../kubeadm/kubectl.ts';
import { clusterMembers } from '../kubeadm/nodes.ts';
import { mustRun } from '../node-script.ts';
import { minutes, recipeStep } from '../recipe-step.ts';

const isMember = async (context: StepContext, spec: ClusterSpec, { name }: NodeSpec): Promise<boolean> =>
  (await clusterMembers(context, spec)).some((member) => member.name === name);

/** Shell, on a living control plane: takes the etcd member of \`$1\` (its name) out. Forgotten, the next control plane's join hangs on it. */
const removeMember = `${containerShell}pki=/etc/kubernetes/pki/etcd
flags="--endpoints https://127.0.0.1:2379 --cacert $pki/ca.crt --cert $pki/server.crt --key $pki/server.key"
etcd=$(running etcd)
member=$(inside "$etcd" etcdctl $flags member list | awk -F', ' -v name="$1" '$3 == name {print $1}')
[ -z "$member" ] || inside "$etcd" etcdctl $flags member remove "$member"`;

interface LeaveParts {
  /** As seen from a control plane that stays. */
  readonly spec: ClusterSpec;
  readonly node: NodeSpec;
}

/** A node leaves a cluster that goes on: its pods move, its etcd member goes, and the cluster forgets it. */
export const leaveStep = ({ spec, node }: LeaveParts): Step =>
  recipeStep({
    id: `reset/leave@${node.name}`,
    title: `${node.name} leaves the cluster`,
    on: 'cluster',
    stage: 'reset',
    weight: 60,
    timeoutMs: minutes(12),
    does:
      node.role === 'worker'
        ? 'Moves its pods elsewhere and takes it out of the cluster.'
        : 'Moves its pods elsewhere, takes its member out of etcd and the node out of the cluster.',
    check: async (context) => {
      const there = await isMember(context, spec, node);
      return { done: !there, summary: there ? `${node.name} is in the cluster.` : `${node.name} is not in the cluster.` };
    },
    act: async (context) => {
      const drain = [
        'drain',
        node.name,
        '--ignore-daemonsets',
        '--force',
        '--timeout=300s',
        '--request-timeout=0',
        drained(spec),
      ];
      // A node that does not answer cannot be drained: its pods are moved when the cluster forgets it.
      await kubectl(context, spec, { args: drain, timeoutMs: minutes(6) }).catch((thrown: unknown) => {
        context.note(`Not drained: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
      });
      if (node.role === 'control-plane') await mustRun(context, spec.first.name, { text: removeMember, args: [node.name] });
      await kubectl(context, spec, { args: ['delete', 'node', node.name, '--ignore-not-found'] });
    },
  });

/** The flag had another name up to 1.19. */
const drained = ({ minor }: ClusterSpec): string => (minor >= 20 ? '--delete-emptydir-data' : '--delete-local-data');
