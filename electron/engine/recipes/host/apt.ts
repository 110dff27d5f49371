import { SlipwayError } from '../../../contract/errors.ts';
import type { Step, StepContext } from '../../runbook/step.ts';
import type { NodeSpec } from '../cluster-spec.ts';
import { runCheck } from '../node-script.ts';
import { minutes, recipeStep } from '../recipe-step.ts';

/** Waits for unattended upgrades, which hold the lock in the first minutes of a new card; asks nothing. */
export const aptGet = `export DEBIAN_FRONTEND=noninteractive
apt_get() { apt-get -q -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 -o Dpkg::Options::=--force-confold "$@"; }
`;

const install = `set -eu
${aptGet}
apt_get update
apt_get install -y --no-install-recommends "$@"`;

/** Installs packages of the distribution. Errors: `kubernetes/packages` with apt's own words. */
export async function installPackages(context: StepContext, node: string, packages: readonly string[]): Promise<void> {
  const { code, tail } = await context.detached(node).run({ unit: 'packages', script: install, args: packages });
  if (code !== 0) throw aptError(tail);
}

/** apt's errors begin with `E:`. */
export function aptError(output: string): SlipwayError {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const errors = lines.filter((line) => line.startsWith('E:'));
  return new SlipwayError('kubernetes/packages', (errors.length > 0 ? errors : lines).slice(-2).join(' ').slice(0, 400));
}

/** Programs that kubeadm's checks ask for, and the packages they are in. */
const tools: Readonly<Record<string, string>> = {
  curl: 'curl',
  iptables: 'iptables',
  conntrack: 'conntrack',
  socat: 'socat',
  ethtool: 'ethtool',
  ebtables: 'ebtables',
};

const check = `missing=''
for program in "$@"; do
  [ -x "$(PATH=$PATH:/usr/sbin:/sbin command -v "$program")" ] || missing="$missing $program"
done
[ -z "$missing" ] || todo "Not installed:$missing"
for plugin in bridge host-local loopback portmap; do
  [ -x /opt/cni/bin/$plugin ] || todo "The network plugin $plugin is not installed."
done
ok 'The programs that Kubernetes calls are installed.'`;

const act = `set -eu
${aptGet}
apt_get update
apt_get install -y --no-install-recommends "$@"
mkdir -p /opt/cni/bin
for plugin in /usr/lib/cni/*; do
  [ -e "/opt/cni/bin/\${plugin##*/}" ] || cp "$plugin" /opt/cni/bin/
done`;

/** For Kubernetes as plain programs: what its Debian packages would have brought along. */
export const toolsStep = (node: NodeSpec, needs: readonly string[]): Step =>
  recipeStep({
    id: `host/tools@${node.name}`,
    title: 'Programs that Kubernetes calls',
    on: node.name,
    stage: 'host',
    needs,
    weight: 20,
    timeoutMs: minutes(20),
    does: 'Installs conntrack, socat, ethtool and the standard network plugins, where they are missing.',
    check: (context) => runCheck(context, node.name, { text: check, args: Object.keys(tools) }),
    act: async (context) => {
      const args = [...Object.values(tools), 'containernetworking-plugins'];
      const { code, tail } = await context.detached(node.name).run({ unit: 'packages', script: act, args });
      if (code !== 0) throw aptError(tail);
    },
  });
