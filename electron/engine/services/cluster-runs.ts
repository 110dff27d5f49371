import { resolve } from 'node:path';
import { SlipwayError } from '../../contract/errors.ts';
import type { OutlookService } from '../../contract/outlook.ts';
import type { ResolvedPlan } from '../../contract/plan.ts';
import { nodeFacts } from '../plan/node-facts.ts';
import { chooseTrack, type TrackChoice } from '../plan/track.ts';
import { openBackup } from '../project/backups.ts';
import { privateFile } from '../project/private-file.ts';
import { clusterSpec, type ClusterSpec } from '../recipes/cluster-spec.ts';
import { smokeRun } from '../recipes/day2/smoke.ts';
import { downRun, type UserEntry } from '../recipes/down.ts';
import { makeJoinSecrets } from '../recipes/kubeadm/token.ts';
import { upRun } from '../recipes/up.ts';
import { infoOf, type RunSpec } from '../runbook/step.ts';
import type { CatalogueRoom } from './catalogue-service.ts';
import { userKubeconfig } from './cluster/user-kubeconfig.ts';
import type { FleetRoom } from './fleet-service.ts';
import { createManifestSource } from './manifest-source.ts';
import type { ProjectRoom } from './project-service.ts';
import type { RunProvider } from './run-service.ts';

interface ClusterRunOptions {
  readonly dataDir: string;
  readonly projects: ProjectRoom;
  readonly catalogue: CatalogueRoom;
  readonly fleet: Pick<FleetRoom, 'target'>;
}

export interface ClusterRuns {
  /** `up`, `smoke` and `down`. */
  readonly providers: ReadonlyMap<string, RunProvider>;
  readonly outlook: OutlookService;
  /** The control plane that keeps the lock: the first. Errors: `plan/has-errors`, `kubernetes/*`. */
  readonly lockNode: (dir: string) => Promise<string>;
}

/** What a project's plan comes to. */
interface Decided {
  readonly plan: ResolvedPlan;
  readonly choice: TrackChoice;
  readonly spec: ClusterSpec;
}

/** The runs that make a cluster out of a plan's nodes and take it down again. */
export function createClusterRuns(options: ClusterRunOptions): ClusterRuns {
  const { catalogue, dataDir } = options;
  const up = async (dir: string, { plan, spec }: Decided): Promise<RunSpec> => {
    const { components } = await catalogue.knowledge();
    return upRun({
      spec,
      secrets: makeJoinSecrets(),
      kubeconfig: privateFile(dir, 'kubeconfig'),
      manifests: createManifestSource({ dataDir, components, mirrors: plan.mirrors }),
    });
  };
  const providers = new Map<string, RunProvider>([
    ['up', async ({ dir }) => up(dir, await decide(options, dir))],
    ['smoke', async ({ dir }) => smokeRun((await decide(options, dir)).spec)],
    ['down', async ({ dir, parameters }) => down(dir, (await decide(options, dir)).spec, parameters)],
  ]);
  const outlook: OutlookService = {
    steps: async ({ dir }) => {
      const decided = await decide(options, dir);
      const { spec, choice } = decided;
      const { steps } = await up(dir, decided);
      const { reason } = (await catalogue.knowledge()).compat.tracks[choice.track];
      return {
        track: spec.track,
        version: spec.version,
        ...(choice.chosenBy === 'slipway' ? { reason } : {}),
        endpoint: `${spec.endpoint}:6443`,
        network: spec.kubernetes.cni,
        steps: steps.map(infoOf),
      };
    },
  };
  return { providers, outlook, lockNode: async (dir) => (await decide(options, dir)).spec.first.name };
}

async function decide({ projects, catalogue, fleet }: ClusterRunOptions, dir: string): Promise<Decided> {
  const plan = await projects.soundPlan(dir);
  const knowledge = await catalogue.knowledge();
  const nodes = nodeFacts(plan.nodes, knowledge);
  const choice = chooseTrack({ kubernetes: plan.kubernetes, nodes, compat: knowledge.compat });
  const found = new Map<string, string>();
  for (const { name, address } of plan.nodes) {
    const [at] = address === undefined ? (await fleet.target(dir, name)).addresses : [];
    if (at !== undefined) found.set(name, at);
  }
  return { plan, choice, spec: clusterSpec({ plan, choice, found }) };
}

/**
 * `node`: the one to clear; `confirm`: the name of the cluster, or of that node, typed by a person; `backup: no` goes without
 * one, `user-kubeconfig: keep` leaves the user's own as it is. Errors: `kubernetes/not-confirmed`, `plan/unknown-node`.
 */
function down(dir: string, spec: ClusterSpec, parameters: Readonly<Record<string, string>>): RunSpec {
  const { node, confirm, backup, 'user-kubeconfig': own } = parameters;
  const name = node ?? spec.name;
  if (confirm !== name)
    throw new SlipwayError('kubernetes/not-confirmed', `Its name is ${name}.`, {
      fix: `Confirm with \`--yes-destroy ${name}\`.`,
    });
  return downRun({
    spec,
    kubeconfig: privateFile(dir, 'kubeconfig'),
    ...(node === undefined ? {} : { node }),
    ...(backup === 'no' ? {} : { backups: openBackup(dir, new Date()) }),
    ...(own === 'keep' ? {} : { userKubeconfig: userEntry(resolve(dir)) }),
  });
}

function userEntry(project: string): UserEntry {
  const user = userKubeconfig();
  return { find: () => user.find(project), remove: async () => (await user.unmerge(project)).backup };
}
