import { SlipwayError } from '../../../contract/errors.ts';
import type { Evidence } from '../../../contract/runbook.ts';
import type { Step, StepContext } from '../../runbook/step.ts';
import type { ClusterSpec, NodeSpec } from '../cluster-spec.ts';
import { mustRun, rootScript } from '../node-script.ts';
import { minutes, recipeStep, seconds } from '../recipe-step.ts';
import { attemptScript } from './attempt-script.ts';
import { initDocuments, joinDocuments } from './config/documents.ts';
import { renderDocuments } from './config/render.ts';
import type { JoinSecrets, RuntimeFacts } from './config/settings.ts';
import { diagnose } from './diagnose.ts';
import { kubeadmFailure } from './failures.ts';
import { hashOfCa, joinMarker, joinProbe, joinState, readJoinFacts, type JoinState } from './join-state.ts';
import { kubectl } from './kubectl.ts';
import { clusterMembers } from './nodes.ts';
import { runtimeFacts } from './runtime-facts.ts';
import { ensureToken, forgetToken } from './token.ts';

const joinScript = attemptScript({
  command: 'join',
  marker: joinMarker,
  proof: '/etc/kubernetes/kubelet.conf',
  meanwhile: 'The node joined meanwhile.',
});

interface JoinParts {
  readonly spec: ClusterSpec;
  readonly node: NodeSpec;
  readonly secrets: JoinSecrets;
  readonly needs: readonly string[];
}

/** A further node, by kubeadm: control planes one by one, because etcd takes one new member at a time; workers in parallel. */
export const joinStep = ({ spec, node, secrets, needs }: JoinParts): Step =>
  recipeStep({
    id: `kubernetes/join@${node.name}`,
    title: `${node.name} joins as ${node.role === 'worker' ? 'worker' : 'control plane'}`,
    on: node.name,
    stage: 'kubernetes',
    needs,
    weight: 60,
    timeoutMs: minutes(20),
    retry: { attempts: 3, backoffMs: 5000 },
    ...(node.role === 'worker' ? {} : { lanes: ['join-control-plane'] }),
    does: `Joins ${node.name} to ${spec.endpoint}:6443 with kubeadm.`,
    check: async (context) => evidenceOf((await observe(context, spec, node)).state, spec, node),
    act: async (context) => {
      const seen = await observe(context, spec, node);
      switch (seen.state) {
        case 'joined':
          return;
        case 'foreign':
          throw new SlipwayError('kubernetes/stale-node', `${node.name} belongs to another cluster.`);
        case 'taken':
          throw new SlipwayError('kubernetes/stale-node', `Another machine is in the cluster as ${node.name}.`, {
            fix: `Switch that machine off, or give this one another name.`,
          });
        case 'returning':
          return awaitReturn(context, node);
        case 'absent':
        case 'half':
          return join(context, { spec, node, secrets, seen });
      }
    },
  });

interface Seen {
  readonly state: JoinState;
  /** The cluster has a node of its name. */
  readonly isMember: boolean;
  readonly caCertHash: string;
}

async function observe(context: StepContext, spec: ClusterSpec, node: NodeSpec): Promise<Seen> {
  const [members, ca, probe] = await Promise.all([
    clusterMembers(context, spec),
    mustRun(context, spec.first.name, { text: 'cat /etc/kubernetes/pki/ca.crt', code: 'kubernetes/api-down' }),
    rootScript(context, node.name, { text: joinProbe }),
  ]);
  const caCertHash = hashOfCa(ca);
  const member = members.find(({ name }) => name === node.name);
  const state = joinState({ facts: readJoinFacts(probe.stdout), caCertHash, member });
  return { caCertHash, state, isMember: member !== undefined };
}

function evidenceOf(state: JoinState, spec: ClusterSpec, { name, role }: NodeSpec): Evidence {
  const summaries: Readonly<Record<JoinState, string>> = {
    joined: `${name} is in ${spec.name} as ${role}.`,
    absent: `${name} is not in the cluster yet.`,
    half: `${name} began to join and did not end.`,
    foreign: `${name} belongs to another cluster.`,
    taken: `Another machine is in the cluster as ${name}.`,
    returning: `${name} joined once, and the cluster does not see it.`,
  };
  return { done: state === 'joined', summary: summaries[state] };
}

interface JoinWork extends Omit<JoinParts, 'needs'> {
  readonly seen: Seen;
}

async function join(context: StepContext, { spec, node, secrets, seen }: JoinWork): Promise<void> {
  const runtime = await runtimeFacts(context, spec, node.name);
  // Forgotten, a stale object of the node's name would lend the new one its taints and addresses.
  if (seen.isMember) await kubectl(context, spec, { args: ['delete', 'node', node.name, '--ignore-not-found'] });
  await prepareCluster(context, { spec, node, secrets, runtime });
  const config = renderDocuments(joinDocuments({ spec, node, runtime, secrets, caCertHash: seen.caCertHash }));
  const { code, tail } = await context.detached(node.name).run({
    unit: 'kubeadm-join',
    script: joinScript,
    env: { CONFIG: config, CRI_SOCKET: `--cri-socket=${runtime.criSocket}` },
    onStop: 'leave',
  });
  if (code === 0) return;
  forgetToken(spec);
  throw kubeadmFailure('kubernetes/join-failed', tail);
}

interface Preparation extends Omit<JoinParts, 'needs'> {
  readonly runtime: RuntimeFacts;
}

/** The token of this run, and for a control plane the certificates under this run's key. */
async function prepareCluster(context: StepContext, { spec, node, secrets, runtime }: Preparation): Promise<void> {
  await ensureToken(context, spec, secrets.token);
  if (node.role === 'worker') return;
  const config = renderDocuments(initDocuments({ spec, node: spec.first, runtime, secrets }).slice(0, 2));
  await mustRun(context, spec.first.name, {
    text: uploadCerts,
    stdin: config,
    timeoutMs: seconds(120),
    code: 'kubernetes/join-failed',
  });
}

const uploadCerts = `PATH=$PATH:/usr/local/bin
file=$(mktemp)
trap 'rm -f "$file"' EXIT
cat > "$file"
kubeadm init phase upload-certs --upload-certs --config "$file" >/dev/null`;

const awaitNode = `PATH=$PATH:/usr/local/bin
${diagnose}
systemctl restart kubelet || true
for _ in $(seq 45); do
  kubectl --kubeconfig /etc/kubernetes/kubelet.conf --request-timeout=5s get node "$1" >/dev/null 2>&1 && exit 0
  sleep 2
done
diagnose >&2
exit 1`;

/** Its kubelet registers the node again by itself. */
async function awaitReturn(context: StepContext, { name }: NodeSpec): Promise<void> {
  const code = 'kubernetes/join-failed';
  await mustRun(context, name, { text: awaitNode, args: [name], timeoutMs: minutes(4), code });
}
