import { SlipwayError } from '../../../contract/errors.ts';
import type { StepContext } from '../../runbook/step.ts';
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

/** Runs kubectl as the cluster's administrator on its first control plane. Errors: `kubernetes/api-down` with its words. */
export async function kubectl(context: StepContext, spec: ClusterSpec, { args, stdin, timeoutMs }: KubectlCall): Promise<string> {
  const result = await rootScript(context, spec.first.name, {
    text: `PATH=$PATH:/usr/local/bin\n${asAdmin[spec.track]}`,
    args: ['--request-timeout=20s', ...args],
    ...(stdin === undefined ? {} : { stdin }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  if (result.code !== 0) throw new SlipwayError('kubernetes/api-down', lastWords(result));
  return result.stdout;
}
