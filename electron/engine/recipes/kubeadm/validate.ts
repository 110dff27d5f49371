import { SlipwayError } from '../../../contract/errors.ts';
import type { Evidence } from '../../../contract/runbook.ts';
import type { Step, StepContext } from '../../runbook/step.ts';
import type { ClusterSpec, NodeSpec } from '../cluster-spec.ts';
import { lastWords, mustRun, rootScript } from '../node-script.ts';
import { minutes, recipeStep } from '../recipe-step.ts';
import { initDocuments, joinDocuments } from './config/documents.ts';
import { renderDocuments } from './config/render.ts';
import type { JoinSecrets } from './config/settings.ts';
import { kubeadmFailure } from './failures.ts';
import { hashOfCa } from './join-state.ts';
import { runtimeFacts } from './runtime-facts.ts';

/** `kubeadm config validate` came with 1.26. */
export const canValidate = ({ track, minor }: ClusterSpec): boolean => track !== 'k3s' && minor >= 26;

/**
 * The configuration comes on stdin, as a token is in it, and what a dry run says is kept to itself: it prints secrets. A dry run
 * only where nothing is: it makes the checks of an init, and what is left of an earlier try is for the init to judge.
 * Exit codes: 3 refused by validation, 4 by the dry run.
 */
const validate = `PATH=$PATH:/usr/local/bin
if [ -e /etc/kubernetes/kubelet.conf ]; then
  echo 'in-cluster'
  exit 0
fi
file=$(mktemp)
trap 'rm -rf "$file" "$file.said" /etc/kubernetes/tmp' EXIT
cat > "$file"
kubeadm config validate --config "$file" >"$file.said" 2>&1 || { cat "$file.said"; exit 3; }
cat "$file.said"
[ "$1" = init ] && [ ! -e /var/lib/etcd/member ] && [ ! -e /var/lib/slipway/kubeadm-init.yaml ] || exit 0
for manifest in /etc/kubernetes/manifests/*.yaml; do [ ! -e "$manifest" ] || exit 0; done
kubeadm init --dry-run --config "$file" >"$file.said" 2>&1 || { grep -v '^[[:space:]]*token' "$file.said" | tail -n 40; exit 4; }
echo 'dry-run'`;

interface ValidateParts {
  readonly spec: ClusterSpec;
  readonly node: NodeSpec;
  readonly secrets: JoinSecrets;
  readonly needs: readonly string[];
}

/** What kubeadm itself says of the configuration that the node will be given, before anything is changed by it. */
export const validateStep = (parts: ValidateParts): Step =>
  recipeStep({
    id: `kubernetes/config@${parts.node.name}`,
    title: 'Configuration of kubeadm',
    on: parts.node.name,
    stage: 'kubernetes',
    needs: parts.needs,
    weight: 2,
    timeoutMs: minutes(5),
    does: 'Lets kubeadm check its configuration; on the first control plane also a dry run of the init.',
    check: (context) => validated(context, parts),
  });

async function validated(context: StepContext, parts: ValidateParts): Promise<Evidence> {
  const { node, spec } = parts;
  const role = node.name === spec.first.name ? 'init' : 'join';
  const script = { text: validate, args: [role], stdin: await configOf(context, parts), timeoutMs: minutes(4) };
  const result = await rootScript(context, node.name, script);
  if (result.code === 4) throw kubeadmFailure('kubernetes/init-failed', result.stdout);
  if (result.code !== 0) throw new SlipwayError('kubernetes/config-refused', lastWords(result));
  return evidenceOf(result.stdout.trim());
}

/** `in-cluster`, or what `config validate` said (its last word is ok), with `dry-run` in a line of its own after one. */
function evidenceOf(output: string): Evidence {
  if (output === 'in-cluster')
    return { done: true, summary: 'The node is in a cluster: its configuration was taken when it came.' };
  const lines = output.split('\n');
  const isDry = lines.at(-1) === 'dry-run';
  const said = (isDry ? lines.slice(0, -1) : lines).join('\n');
  return {
    done: true,
    summary: isDry ? 'kubeadm accepts its configuration, and a dry run passed.' : 'kubeadm accepts its configuration.',
    said: [{ command: 'kubeadm config validate', output: said }],
  };
}

async function configOf(context: StepContext, { spec, node, secrets }: ValidateParts): Promise<string> {
  const runtime = await runtimeFacts(context, spec, node.name);
  if (node.name === spec.first.name) return renderDocuments(initDocuments({ spec, node, runtime, secrets }));
  const ca = await mustRun(context, spec.first.name, { text: 'cat /etc/kubernetes/pki/ca.crt', code: 'kubernetes/api-down' });
  return renderDocuments(joinDocuments({ spec, node, runtime, secrets, caCertHash: hashOfCa(ca) }));
}
