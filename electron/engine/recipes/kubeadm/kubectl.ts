import { SlipwayError } from '../../../contract/errors.ts';
import type { ScriptResult, StepContext } from '../../runbook/step.ts';
import type { ClusterSpec } from '../cluster-spec.ts';
import { lastWords, rootScript } from '../node-script.ts';

interface KubectlCall {
  readonly args: readonly string[];
  readonly stdin?: string;
  readonly timeoutMs?: number;
}

const asAdmin: Readonly<Record<ClusterSpec['track'], string>> = {
  kubeadm: 'KUBECONFIG=/etc/kubernetes/admin.conf exec kubectl "$@"',
  'kubeadm-docker': 'KUBECONFIG=/etc/kubernetes/admin.conf exec kubectl "$@"',
  k3s: 'exec k3s kubectl "$@"',
};

/** Runs kubectl as the cluster's administrator on its first control plane; an exit code is a result. */
export const kubectlResult = (
  context: StepContext,
  spec: ClusterSpec,
  { args, stdin, timeoutMs }: KubectlCall,
): Promise<ScriptResult> =>
  rootScript(context, spec.first.name, {
    text: `PATH=$PATH:/usr/local/bin\n${asAdmin[spec.track]}`,
    args: ['--request-timeout=20s', ...args],
    ...(stdin === undefined ? {} : { stdin }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });

/** The same, for its stdout. Errors: `kubernetes/api-down` with its words. */
export async function kubectl(context: StepContext, spec: ClusterSpec, call: KubectlCall): Promise<string> {
  const result = await kubectlResult(context, spec, call);
  if (result.code !== 0) throw new SlipwayError('kubernetes/api-down', lastWords(result));
  return result.stdout;
}
