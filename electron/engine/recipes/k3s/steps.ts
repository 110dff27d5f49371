import { setTimeout as delay } from 'node:timers/promises';
import { SlipwayError } from '../../../contract/errors.ts';
import type { Step, StepContext } from '../../runbook/step.ts';
import type { ClusterSpec, NodeSpec } from '../cluster-spec.ts';
import { clusterMembers } from '../kubeadm/nodes.ts';
import { fileSums, filesInput, listMissing, putFiles, type RecipeFile } from '../node-files.ts';
import { mustRun, runCheck } from '../node-script.ts';
import { minutes, recipeStep } from '../recipe-step.ts';
import { agentConfig, k3sUnit, registriesFile, serverConfig } from './config.ts';

const filesOf = (spec: ClusterSpec, node: NodeSpec, config: string): readonly RecipeFile[] => [
  { path: '/etc/rancher/k3s/config.yaml', mode: '0600', content: config },
  { path: '/etc/systemd/system/k3s.service', mode: '0644', content: k3sUnit(node.role) },
  ...registriesFile(spec),
];

const check = `${listMissing}
[ -z "$missing" ] || todo "Missing or different:$missing"
systemctl -q is-active k3s || todo 'k3s does not run.'
systemctl -q is-enabled k3s || todo 'k3s is not started at boot.'
[ "$1" = worker ] || [ "$(/usr/local/bin/k3s kubectl --request-timeout=10s get --raw=/readyz 2>/dev/null)" = ok ] || todo 'The API does not answer.'
ok "k3s runs as $1."`;

const lastError = `journalctl -u k3s -n 80 -o cat --no-pager | grep -E 'level=(fatal|error)' | tail -n 1 | cut -c1-400`;

/** A restart is how k3s takes a changed configuration; pods go on meanwhile (KillMode=process). */
const apply = `${putFiles}systemctl daemon-reload
systemctl -q enable k3s
systemctl restart k3s || true
for _ in $(seq 150); do
  if [ "$1" = worker ]; then systemctl -q is-active k3s && exit 0
  elif [ "$(/usr/local/bin/k3s kubectl --request-timeout=5s get --raw=/readyz 2>/dev/null)" = ok ]; then exit 0; fi
  sleep 2
done
(${lastError}) >&2
exit 1`;

interface Part {
  readonly id: string;
  readonly title: string;
  readonly does: string;
  readonly files: (context: StepContext) => Promise<readonly RecipeFile[]>;
  readonly code: 'kubernetes/init-failed' | 'kubernetes/join-failed';
  /** Whether the cluster lists the node: an agent registers some time after its service has started. */
  readonly isRegistered: (context: StepContext) => Promise<boolean>;
}

/** Errors: `kubernetes/join-failed` when the node has not registered within four minutes. */
async function awaitRegistered(context: StepContext, node: NodeSpec, isRegistered: Part['isRegistered']): Promise<void> {
  for (let tries = 0; tries < 120; tries += 1) {
    if (await isRegistered(context)) return;
    await delay(2000, undefined, { signal: context.signal });
  }
  const reason = await mustRun(context, node.name, { text: lastError });
  throw new SlipwayError(
    'kubernetes/join-failed',
    reason.trim() || `k3s runs on ${node.name}, and the cluster does not list it.`,
  );
}

const k3sStep = (node: NodeSpec, needs: readonly string[], { files, code, isRegistered, ...part }: Part): Step =>
  recipeStep({
    ...part,
    on: node.name,
    stage: 'kubernetes',
    needs,
    weight: 60,
    timeoutMs: minutes(15),
    retry: { attempts: 3, backoffMs: 5000 },
    check: async (context) => {
      const found = await runCheck(context, node.name, { text: check, args: [node.role], stdin: fileSums(await files(context)) });
      if (!found.done || (await isRegistered(context))) return found;
      return { done: false, summary: `k3s runs, and the cluster does not list ${node.name} yet.` };
    },
    act: async (context) => {
      const stdin = filesInput(await files(context));
      await mustRun(context, node.name, { text: apply, args: [node.role], stdin, timeoutMs: minutes(8), code });
      await awaitRegistered(context, node, isRegistered);
    },
  });

/** The k3s server. */
export const serverStep = (spec: ClusterSpec, needs: readonly string[]): Step =>
  k3sStep(spec.first, needs, {
    id: `kubernetes/init@${spec.first.name}`,
    title: `Control plane ${spec.first.name}`,
    does: `Starts the k3s server; the API will be at ${spec.endpoint}:6443.`,
    files: () => Promise.resolve(filesOf(spec, spec.first, serverConfig(spec))),
    code: 'kubernetes/init-failed',
    isRegistered: () => Promise.resolve(true),
  });

/** The token that the server made, with the hash of its CA: an agent that has it trusts no other server. */
const readToken = async (context: StepContext, { first }: ClusterSpec): Promise<string> =>
  (
    await mustRun(context, first.name, { text: 'cat /var/lib/rancher/k3s/server/node-token', code: 'kubernetes/api-down' })
  ).trim();

/** A k3s agent. */
export const agentStep = (spec: ClusterSpec, node: NodeSpec, needs: readonly string[]): Step =>
  k3sStep(node, needs, {
    id: `kubernetes/join@${node.name}`,
    title: `${node.name} joins as worker`,
    does: `Starts the k3s agent, which joins ${spec.endpoint}:6443.`,
    files: async (context) => filesOf(spec, node, agentConfig(spec, node, await readToken(context, spec))),
    code: 'kubernetes/join-failed',
    isRegistered: async (context) => (await clusterMembers(context, spec)).some(({ name }) => name === node.name),
  });
