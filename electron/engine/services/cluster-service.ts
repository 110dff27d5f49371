import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { KubeconfigState, KubectlState } from '../../contract/cluster.ts';
import type { LocalClusterService } from '../../contract/cluster-service.ts';
import { SlipwayError, systemErrorCode } from '../../contract/errors.ts';
import type { ResolvedPlan } from '../../contract/plan.ts';
import { readCredentials, type Credentials } from '../cluster/kubeconfig/credentials.ts';
import type { KubeconfigEntry } from '../cluster/kubeconfig/entry.ts';
import { renderKubeconfig } from '../cluster/kubeconfig/render.ts';
import { createClusterView, portOf, type ClusterView } from '../cluster/view.ts';
import type { CatalogueRoom } from './catalogue-service.ts';
import { kubernetesChoices } from './cluster/choices.ts';
import { doorOf } from './cluster/door.ts';
import { createKubectlStore } from './cluster/kubectl-store.ts';
import { createTunnels } from './cluster/tunnels.ts';
import { userKubeconfig } from './cluster/user-kubeconfig.ts';
import type { ShellSource } from './exec-service.ts';
import type { Log } from './log.ts';
import type { ProjectRoom } from './project-service.ts';

interface ClusterOptions {
  readonly dataDir: string;
  readonly projects: ProjectRoom;
  readonly catalogue: CatalogueRoom;
  readonly fleet: ShellSource;
  readonly log: Log;
}

export interface ClusterRoom {
  readonly service: LocalClusterService;
  /** Closes the tunnels. */
  close: () => Promise<void>;
}

export function createClusterService({ dataDir, projects, catalogue, fleet, log }: ClusterOptions): ClusterRoom {
  const user = userKubeconfig();
  const kubectl = createKubectlStore(join(dataDir, 'kubectl'), process.env);
  const views = createViews({ projects, fleet, log });
  const tunnels = createTunnels(join(dataDir, 'tunnels'), async (dir) => {
    const plan = await projects.soundPlan(dir);
    const credentials = await credentialsOf(dir);
    const forward = await doorOf(fleet, dir).forward(controlPlanesOf(plan)[0] ?? '', portOf(credentials));
    return { context: plan.name, credentials, forward };
  });
  /** By project folder, as the view saw it last. */
  const versions = new Map<string, string>();

  const entryOf = async (dir: string, context?: string): Promise<KubeconfigEntry> => {
    const { name } = await projects.soundPlan(dir);
    return { context: context ?? name, project: resolve(dir), credentials: await credentialsOf(dir) };
  };
  const stateOf = async (dir: string): Promise<KubeconfigState> => ({
    ...(await user.state(await entryOf(dir))),
    own: ownPath(dir),
  });
  const versionOf = async (dir: string): Promise<string> =>
    versions.get(resolve(dir)) ?? plannedVersion(await projects.soundPlan(dir));

  const service: LocalClusterService = {
    choices: async ({ dir }) => {
      const { plan } = await projects.service.open({ dir });
      if (plan === undefined) throw new SlipwayError('plan/has-errors', dir);
      return kubernetesChoices(plan, await catalogue.knowledge());
    },
    exists: async ({ dir }) => (await ownText(dir)) !== undefined,
    async *watch({ dir }, signal) {
      const view = await views.of(dir);
      for await (const snapshot of view.watch(signal)) {
        if (snapshot.version !== '') versions.set(resolve(dir), snapshot.version);
        yield snapshot;
      }
    },
    kubeconfig: ({ dir }) => stateOf(dir),
    merge: async ({ dir, context, use = false }) =>
      user.merge(await entryOf(dir, context ?? (await stateOf(dir)).context), { use }),
    unmerge: ({ dir }) => user.unmerge(resolve(dir)),
    kubectl: async ({ dir }) => kubectl.find(await versionOf(dir)),
    fetchKubectl: async ({ dir }): Promise<KubectlState> =>
      kubectl.fetch(await versionOf(dir), (await projects.soundPlan(dir)).mirrors),
    tunnel: ({ dir }) => Promise.resolve(tunnels.current(dir)),
    openTunnel: ({ dir }) => tunnels.open(dir),
    closeTunnel: ({ dir }) => tunnels.close(dir),
    kubeconfigText: async ({ dir }) => {
      const { name } = await projects.soundPlan(dir);
      return renderKubeconfig({ context: name, credentials: await credentialsOf(dir) });
    },
  };
  return { service, close: tunnels.closeAll };
}

const ownPath = (dir: string): string => join(resolve(dir), 'kubeconfig');

/** The project's kubeconfig, which the last step of `up` puts there; undefined while there is no cluster. */
const ownText = (dir: string): Promise<string | undefined> =>
  readFile(ownPath(dir), 'utf8').catch((thrown: unknown) => {
    if (systemErrorCode(thrown) === 'ENOENT') return undefined;
    throw new SlipwayError('cluster/bad-kubeconfig', systemErrorCode(thrown) ?? '', { cause: thrown });
  });

async function credentialsOf(dir: string): Promise<Credentials> {
  const text = await ownText(dir);
  if (text === undefined) throw new SlipwayError('cluster/no-kubeconfig', ownPath(dir));
  return readCredentials(text);
}

const plannedVersion = ({ kubernetes: { version } }: ResolvedPlan): string =>
  version === 'auto' ? '' : `v${version.replace(/^v/, '')}`;

const controlPlanesOf = ({ nodes }: ResolvedPlan): readonly string[] =>
  nodes.filter(({ role }) => role === 'control-plane').map(({ name }) => name);

/** One view for each project and set of credentials: a cluster that is made anew gets a new one. */
function createViews({ projects, fleet, log }: Pick<ClusterOptions, 'projects' | 'fleet' | 'log'>): {
  of(dir: string): Promise<ClusterView>;
} {
  const views = new Map<string, { readonly authority: string; readonly view: ClusterView }>();
  return {
    of: async (dir) => {
      const plan = await projects.soundPlan(dir);
      const credentials = await credentialsOf(dir);
      const key = resolve(dir);
      const known = views.get(key);
      if (known?.authority === credentials.authority) return known.view;
      const view = createClusterView({
        ...{ dir, credentials, controlPlanes: controlPlanesOf(plan), door: doorOf(fleet, dir) },
        now: () => new Date(),
        pause: (milliseconds, signal) => delay(milliseconds, undefined, { signal }),
        onFault: (thrown) => log.error(thrown, 'cluster view'),
      });
      views.set(key, { authority: credentials.authority, view });
      return view;
    },
  };
}
