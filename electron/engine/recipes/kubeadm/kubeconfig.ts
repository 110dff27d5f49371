import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { SlipwayError } from '../../../contract/errors.ts';
import type { Step, StepContext } from '../../runbook/step.ts';
import type { ClusterSpec } from '../cluster-spec.ts';
import { mustRun } from '../node-script.ts';
import { recipeStep } from '../recipe-step.ts';

const schema = z.object({
  clusters: z.array(z.object({ cluster: z.object({ 'certificate-authority-data': z.string() }) })).min(1),
  users: z.array(z.object({ user: z.record(z.string(), z.string()) })).min(1),
});

/**
 * The administrator's kubeconfig for use at the desktop: the API at its endpoint, and cluster, user and context named after
 * the cluster, so that it can be merged with others. Errors: `kubernetes/api-down` for what is no kubeconfig.
 */
export function desktopKubeconfig(text: string, { name, endpoint }: Pick<ClusterSpec, 'name' | 'endpoint'>): string {
  const { cluster, user } = readAdmin(text);
  const admin = `${name}-admin`;
  return stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name, cluster: { ...cluster, server: `https://${endpoint}:6443` } }],
      users: [{ name: admin, user }],
      contexts: [{ name, context: { cluster: name, user: admin } }],
      'current-context': name,
    },
    { lineWidth: 0 },
  );
}

function readAdmin(text: string): {
  readonly cluster: Readonly<Record<string, string>>;
  readonly user: Readonly<Record<string, string>>;
} {
  try {
    const { clusters, users } = schema.parse(parse(text));
    return { cluster: clusters[0]?.cluster ?? {}, user: users[0]?.user ?? {} };
  } catch (error) {
    throw new SlipwayError('kubernetes/api-down', 'Its kubeconfig cannot be read.', { cause: error });
  }
}

/** The project's `kubeconfig` (0600), without knowing where a project is. */
export interface KubeconfigFile {
  read(): Promise<string | undefined>;
  write(text: string): Promise<void>;
  remove(): Promise<void>;
}

const adminFile: Readonly<Record<ClusterSpec['track'], string>> = {
  kubeadm: '/etc/kubernetes/admin.conf',
  'kubeadm-docker': '/etc/kubernetes/admin.conf',
  k3s: '/etc/rancher/k3s/k3s.yaml',
};

/** Fetches the kubeconfig into the project. */
export const kubeconfigStep = (spec: ClusterSpec, file: KubeconfigFile, needs: readonly string[]): Step => {
  const wanted = async (context: StepContext): Promise<string> =>
    desktopKubeconfig(await mustRun(context, spec.first.name, { text: `cat ${adminFile[spec.track]}` }), spec);
  return recipeStep({
    id: 'finish/kubeconfig',
    title: 'kubeconfig in the project',
    on: 'cluster',
    stage: 'finish',
    needs,
    weight: 2,
    does: 'Fetches the kubeconfig of the administrator into the project, readable by you alone.',
    check: async (context) => {
      const same = (await file.read()) === (await wanted(context));
      return { done: same, summary: same ? 'The project has the current kubeconfig.' : 'The project has no current kubeconfig.' };
    },
    act: async (context) => file.write(await wanted(context)),
  });
};
