import type { Evidence } from '../../../contract/runbook.ts';
import type { Step, StepContext } from '../../runbook/step.ts';
import type { ClusterSpec, NodeSpec } from '../cluster-spec.ts';
import { fileSums, filesInput, listMissing, putFiles, type RecipeFile } from '../node-files.ts';
import { mustRun, runCheck } from '../node-script.ts';
import { recipeStep, seconds } from '../recipe-step.ts';
import { withPlainRegistry } from './docker-config.ts';

const path = '/etc/docker/daemon.json';

const isUp = `${listMissing}
[ -z "$missing" ] || todo "Missing or different:$missing"
command -v docker >/dev/null || todo 'Docker is not installed.'
said=$(docker info --format '{{.ServerVersion}} {{json .RegistryConfig.IndexConfigs}}' 2>&1) || todo "Docker does not run: $said"
systemctl -q is-enabled docker || todo 'Docker is not started at boot.'
[ -z "$1" ] || printf '%s' "$said" | grep -qF "\\"$1\\"" || todo "Docker does not know the registry $1."
ok "Docker \${said%% *} runs."`;

const restart = `systemctl -q enable docker
systemctl reset-failed docker 2>/dev/null || true
systemctl restart docker`;

/** Docker reads these at every pull (docs.docker.com, "Verify repository client with certificates"); the system's own at its start only. */
export const registryCertificates = ({ registry, authority }: ClusterSpec): readonly RecipeFile[] =>
  registry === undefined || registry.plain || authority === undefined
    ? []
    : [{ path: `/etc/docker/certs.d/${registry.host}/ca.crt`, mode: '0644', content: authority }];

/**
 * Docker as the runtime of HypriotOS: running, started at boot, and on speaking terms with the plan's registry. Its cgroup driver
 * is left alone; the kubelet is told which one it is.
 */
export const dockerStep = (spec: ClusterSpec, node: NodeSpec, needs: readonly string[]): Step => {
  const { registry } = spec;
  const certificates = registryCertificates(spec);
  const plainHost = registry?.plain === true ? registry.host : undefined;
  const wantedConfig = async (context: StepContext): Promise<string | undefined> =>
    plainHost === undefined
      ? undefined
      : withPlainRegistry(await mustRun(context, node.name, { text: `cat ${path} 2>/dev/null || true` }), plainHost);
  return recipeStep({
    id: `host/docker@${node.name}`,
    title: 'Docker',
    on: node.name,
    stage: 'host',
    needs,
    weight: 6,
    does: plainHost === undefined ? 'Starts Docker, now and at boot.' : `Lets Docker use the registry ${plainHost}.`,
    check: async (context): Promise<Evidence> => {
      if ((await wantedConfig(context)) !== undefined)
        return { done: false, summary: `${path} does not name ${plainHost ?? ''}.` };
      return runCheck(context, node.name, { text: isUp, args: [plainHost ?? ''], stdin: fileSums(certificates) });
    },
    act: async (context) => {
      const content = await wantedConfig(context);
      const files = [...(content === undefined ? [] : [{ path, mode: '0644', content }]), ...certificates];
      await mustRun(context, node.name, {
        text: `${putFiles}${restart}`,
        stdin: filesInput(files),
        timeoutMs: seconds(120),
        code: 'kubernetes/node-setting',
      });
    },
  });
};
