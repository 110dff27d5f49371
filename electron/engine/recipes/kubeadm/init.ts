import { SlipwayError } from '../../../contract/errors.ts';
import type { Evidence } from '../../../contract/runbook.ts';
import type { Step, StepContext } from '../../runbook/step.ts';
import type { ClusterSpec } from '../cluster-spec.ts';
import { mustRun, rootScript } from '../node-script.ts';
import { minutes, recipeStep, seconds } from '../recipe-step.ts';
import { attemptScript } from './attempt-script.ts';
import { initDocuments } from './config/documents.ts';
import { renderDocuments } from './config/render.ts';
import type { JoinSecrets } from './config/settings.ts';
import { diagnose } from './diagnose.ts';
import { kubeadmFailure } from './failures.ts';
import { initMarker, initProbe, initState, readInitFacts, type InitState } from './init-state.ts';
import { initialKubeVip } from './kube-vip.ts';
import { runtimeFacts } from './runtime-facts.ts';

const initScript = attemptScript({
  command: 'init',
  marker: initMarker,
  proof: '/etc/kubernetes/admin.conf',
  meanwhile: 'The control plane was made meanwhile.',
  before: `if [ -n "$KUBE_VIP" ]; then
  mkdir -p /etc/kubernetes/manifests
  (umask 077; printf '%s' "$KUBE_VIP" > /etc/kubernetes/manifests/kube-vip.yaml)
fi
`,
});

/** The first control plane, by kubeadm. */
export const initStep = (spec: ClusterSpec, secrets: JoinSecrets, needs: readonly string[]): Step => {
  const { first } = spec;
  return recipeStep({
    id: `kubernetes/init@${first.name}`,
    title: `Control plane ${first.name}`,
    on: first.name,
    stage: 'kubernetes',
    needs,
    weight: 120,
    timeoutMs: minutes(25),
    retry: { attempts: 3, backoffMs: 5000 },
    does: `Makes the first control plane with kubeadm ${spec.version}; the API will be at ${spec.endpoint}:6443.`,
    check: async (context) => evidenceOf(await observe(context, spec), spec),
    act: async (context) => {
      const state = await observe(context, spec);
      switch (state) {
        case 'serving':
          return;
        case 'foreign':
          throw new SlipwayError(
            'kubernetes/stale-node',
            `${first.name} has a control plane that Slipway did not make for ${spec.name}.`,
          );
        case 'silent':
          return awaitReturn(context, spec);
        case 'absent':
        case 'half':
          await refuseSecondCluster(context, spec);
          return makeControlPlane(context, spec, secrets);
      }
    },
  });
};

const observe = async (context: StepContext, { first, name }: ClusterSpec, node = first.name): Promise<InitState> => {
  const { stdout } = await rootScript(context, node, { text: initProbe, timeoutMs: seconds(60) });
  return initState(readInitFacts(stdout), name);
};

/**
 * When the first control plane was taken out and others go on, an init would make a second cluster under the same name and
 * address. Others that cannot be asked are no hindrance. Errors: `kubernetes/stale-node`.
 */
async function refuseSecondCluster(context: StepContext, spec: ClusterSpec): Promise<void> {
  const { first, name } = spec;
  const others = spec.controlPlanes.filter((node) => node !== first);
  const states = await Promise.allSettled(others.map((node) => observe(context, spec, node.name)));
  const other = others.find((_, index) => {
    const state = states[index];
    return state?.status === 'fulfilled' && (state.value === 'serving' || state.value === 'silent');
  });
  if (other === undefined) return;
  throw new SlipwayError(
    'kubernetes/stale-node',
    `${other.name} carries ${name} already; ${first.name} would make a second cluster.`,
    { fix: `Name ${other.name} before ${first.name} in the plan: ${first.name} then joins it.` },
  );
}

function evidenceOf(state: InitState, { name, first, endpoint }: ClusterSpec): Evidence {
  const summaries: Readonly<Record<InitState, string>> = {
    serving: `The API of ${name} answers on ${first.name} (${endpoint}:6443).`,
    absent: `${first.name} has no control plane yet.`,
    half: `${first.name} has a control plane that was never finished.`,
    silent: `${first.name} has a control plane that does not answer.`,
    foreign: `${first.name} has a control plane of another cluster.`,
  };
  return { done: state === 'serving', summary: summaries[state] };
}

async function makeControlPlane(context: StepContext, spec: ClusterSpec, secrets: JoinSecrets): Promise<void> {
  const node = spec.first;
  const runtime = await runtimeFacts(context, spec, node.name);
  const config = renderDocuments(initDocuments({ spec, node, runtime, secrets }));
  const { code, tail } = await context.detached(node.name).run({
    unit: 'kubeadm-init',
    script: initScript,
    env: {
      CONFIG: config,
      CRI_SOCKET: `--cri-socket=${runtime.criSocket}`,
      KUBE_VIP: (await initialKubeVip(context, spec)) ?? '',
    },
    onStop: 'leave',
  });
  if (code !== 0) throw kubeadmFailure('kubernetes/init-failed', tail);
}

const awaitServing = `PATH=$PATH:/usr/local/bin
${diagnose}
export KUBECONFIG=/etc/kubernetes/admin.conf
systemctl start kubelet || true
for _ in $(seq 90); do
  [ "$(kubectl --request-timeout=5s get --raw=/readyz 2>/dev/null)" = ok ] && exit 0
  sleep 2
done
diagnose >&2
exit 1`;

/** A control plane that was whole once comes back by itself after a restart; it is never made anew over its data. */
async function awaitReturn(context: StepContext, { first }: ClusterSpec): Promise<void> {
  await mustRun(context, first.name, { text: awaitServing, timeoutMs: minutes(5), code: 'kubernetes/api-down' });
}
