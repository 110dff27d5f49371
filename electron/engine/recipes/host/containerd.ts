import type { Evidence } from '../../../contract/runbook.ts';
import type { Step, StepContext } from '../../runbook/step.ts';
import type { ClusterSpec, NodeSpec } from '../cluster-spec.ts';
import { fileSums, filesInput, listMissing, putFiles } from '../node-files.ts';
import { mustRun, runCheck } from '../node-script.ts';
import { minutes, recipeStep, seconds } from '../recipe-step.ts';
import { installPackages } from './apt.ts';
import { containerdFiles } from './containerd-config.ts';

/** 0 when it is not installed. */
async function majorVersion(context: StepContext, node: string): Promise<number> {
  const said = await mustRun(context, node, { text: 'containerd --version 2>/dev/null || true' });
  return Number(/\bv?(\d+)\.\d+\.\d+/.exec(said)?.[1] ?? 0);
}

const check = `${listMissing}
[ -z "$missing" ] || todo "Missing or different:$missing"
version=$(ctr version 2>&1 | sed -n '/^Server/,$ s/^ *Version: *//p') || true
[ -n "$version" ] || todo 'containerd does not answer.'
systemctl -q is-enabled containerd || todo 'containerd is not started at boot.'
containerd config dump 2>/dev/null | grep -q 'SystemdCgroup = true' || todo 'The cgroups of pods are not those of systemd.'
ok "containerd $version runs, with the cgroups of systemd."`;

const apply = `${putFiles}systemctl -q enable containerd
systemctl restart containerd`;

/** containerd from the distribution, configured for Kubernetes. A configuration that is there is kept once as config.toml.before-slipway. */
export const containerdStep = (spec: ClusterSpec, node: NodeSpec, needs: readonly string[]): Step =>
  recipeStep({
    id: `host/containerd@${node.name}`,
    title: 'containerd',
    on: node.name,
    stage: 'host',
    needs,
    weight: 60,
    timeoutMs: minutes(20),
    does: 'Installs containerd and configures it: cgroups of systemd, place of the network plugins, registry.',
    check: async (context): Promise<Evidence> => {
      const major = await majorVersion(context, node.name);
      if (major === 0) return { done: false, summary: 'containerd is not installed.' };
      return runCheck(context, node.name, { text: check, stdin: fileSums(containerdFiles(spec, major)) });
    },
    act: async (context) => {
      if ((await majorVersion(context, node.name)) === 0) await installPackages(context, node.name, ['containerd']);
      const files = containerdFiles(spec, await majorVersion(context, node.name));
      const keep =
        'old=/etc/containerd/config.toml\n[ ! -e $old ] || [ -e $old.before-slipway ] || cp $old $old.before-slipway\n';
      await mustRun(context, node.name, {
        text: keep + apply,
        stdin: filesInput(files),
        timeoutMs: seconds(120),
        code: 'kubernetes/node-setting',
      });
    },
  });
