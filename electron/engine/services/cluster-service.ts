import { mkdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { KubeconfigState, KubectlState, TunnelState } from '../../contract/cluster.ts';
import type { LocalClusterService } from '../../contract/cluster-service.ts';
import { SlipwayError, systemErrorCode } from '../../contract/errors.ts';
import type { ResolvedPlan } from '../../contract/plan.ts';
import { readCredentials, type Credentials } from '../cluster/kubeconfig/credentials.ts';
import type { KubeconfigEntry } from '../cluster/kubeconfig/entry.ts';
import { renderKubeconfig } from '../cluster/kubeconfig/render.ts';
import { openUserKubeconfig } from '../cluster/kubeconfig/user-file.ts';
import { createClusterView, portOf, type ClusterView } from '../cluster/view.ts';
import { writeFileAtomically } from '../../files/atomic-write.ts';
import type { CatalogueRoom } from './catalogue-service.ts';
import { kubernetesChoices } from './cluster/choices.ts';
import { doorOf } from './cluster/door.ts';
import { kubeconfigDisk } from './cluster/kubeconfig-disk.ts';
import { createKubectlStore } from './cluster/kubectl-store.ts';
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

interface OpenTunnel {
  readonly state: TunnelState;
  close(): Promise<void>;
}

export function createClusterService({ dataDir, projects, catalogue, fleet, log }: ClusterOptions): ClusterRoom {
  const user = openUserKubeconfig({ disk: kubeconfigDisk, env: process.env, now: () => new Date() });
  const kubectl = createKubectlStore(join(dataDir, 'kubectl'), process.env);
  const views = createViews({ projects, fleet, log });
  const tunnels = createTunnels({ dataDir, projects, fleet });
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

interface Tunnels {
  current(dir: string): TunnelState | null;
  open(dir: string): Promise<TunnelState>;
  close(dir: string): Promise<void>;
  readonly closeAll: () => Promise<void>;
}

/** Tunnels for other programs, one for each project, with a kubeconfig that leads through it. */
function createTunnels({ dataDir, projects, fleet }: Pick<ClusterOptions, 'dataDir' | 'projects' | 'fleet'>): Tunnels {
  const tunnels = new Map<string, Promise<OpenTunnel>>();
  const states = new Map<string, TunnelState>();
  const openNew = async (dir: string): Promise<OpenTunnel> => {
    const plan = await projects.soundPlan(dir);
    const credentials = await credentialsOf(dir);
    const forward = await doorOf(fleet, dir).forward(controlPlanesOf(plan)[0] ?? '', portOf(credentials));
    const folder = join(dataDir, 'tunnels');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const kubeconfig = join(folder, `${plan.name}-${forward.port}.yaml`);
    await writeFileAtomically(kubeconfig, renderKubeconfig({ context: plan.name, credentials, through: forward }), {
      mode: 0o600,
    });
    const close = async (): Promise<void> => {
      await rm(kubeconfig, { force: true });
      await forward.close();
    };
    return { state: { server: `https://127.0.0.1:${forward.port}`, kubeconfig }, close };
  };
  const open = async (dir: string): Promise<TunnelState> => {
    const key = resolve(dir);
    const opening = tunnels.get(key) ?? openNew(dir);
    tunnels.set(key, opening);
    const { state } = await opening.catch((thrown: unknown) => {
      tunnels.delete(key);
      throw thrown;
    });
    states.set(key, state);
    return state;
  };
  const close = async (dir: string): Promise<void> => {
    const key = resolve(dir);
    const tunnel = tunnels.get(key);
    tunnels.delete(key);
    states.delete(key);
    await (await tunnel)?.close();
  };
  return {
    current: (dir) => states.get(resolve(dir)) ?? null,
    open,
    close,
    closeAll: async () => {
      await Promise.allSettled([...tunnels.keys()].map(close));
    },
  };
}
