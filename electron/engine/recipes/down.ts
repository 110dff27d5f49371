import { SlipwayError } from '../../contract/errors.ts';
import type { RunSpec, Step } from '../runbook/step.ts';
import { nodeOf, type ClusterSpec, type NodeSpec } from './cluster-spec.ts';
import { backupStep, type BackupStore } from './day2/backup.ts';
import { leaveStep } from './day2/leave.ts';
import { resetStep } from './day2/reset.ts';
import type { KubeconfigFile } from './kubeadm/kubeconfig.ts';
import { recipeStep } from './recipe-step.ts';

export interface DownParts {
  readonly spec: ClusterSpec;
  /** One node only; all of them where absent. */
  readonly node?: string;
  /** Absent: without a backup. */
  readonly backups?: BackupStore;
  readonly kubeconfig: KubeconfigFile;
  /** Absent: the user's own kubeconfig is left as it is. */
  readonly userKubeconfig?: UserEntry;
}

/** The cluster's entry in the kubeconfig of the user's own kubectl. */
export interface UserEntry {
  find(): Promise<{ readonly path: string; readonly context: string } | undefined>;
  /** Only what Slipway wrote for this project goes; a copy of the file is kept, and its path returned. */
  remove(): Promise<string | undefined>;
}

/** Takes the cluster down, or one node out of it. Errors: `plan/unknown-node`. */
export function downRun({ spec, node, backups, kubeconfig, userKubeconfig }: DownParts): RunSpec {
  const target = node === undefined ? undefined : nodeOf(spec, node);
  const whole = target === undefined || (target.role === 'control-plane' && spec.controlPlanes.length === 1);
  if (whole && target !== undefined && spec.nodes.length > 1)
    return { steps: lonely(spec, target, backups), lockNode: target.name };
  if (whole) {
    const forget = [
      forgetStep(spec, kubeconfig),
      ...(userKubeconfig === undefined ? [] : [forgetUserStep(spec, userKubeconfig)]),
    ];
    return { steps: [...wholeCluster(spec, backups), ...forget], lockNode: spec.first.name };
  }
  const seen = seenWithout(spec, target);
  const leave = leaveStep({ spec: seen, node: target });
  // A node that the cluster cannot be asked about is cleared all the same: it may be the remains of another one.
  return { steps: [leave, resetStep({ spec, node: target, needs: [], after: [leave.id] })], lockNode: seen.first.name };
}

/** The only control plane of a cluster: with it goes the cluster, though the workers still hold what they had. */
function lonely(spec: ClusterSpec, node: NodeSpec, backups: BackupStore | undefined): readonly Step[] {
  const backup = backups === undefined ? [] : [backupStep(spec, backups)];
  return [...backup, resetStep({ spec, node, needs: backup.map(({ id }) => id) })];
}

/** The cluster as seen from a control plane that stays. */
function seenWithout(spec: ClusterSpec, node: NodeSpec): ClusterSpec {
  const first = spec.controlPlanes.find(({ name }) => name !== node.name);
  if (first === undefined) throw new SlipwayError('kubernetes/unsupported', `${node.name} is the only control plane.`);
  return { ...spec, first };
}

/** Workers first, then the further control planes one by one, so that each can take its member out of etcd, the first last. */
function wholeCluster(spec: ClusterSpec, backups: BackupStore | undefined): readonly Step[] {
  const backup = backups === undefined ? [] : [backupStep(spec, backups)];
  const needs = backup.map(({ id }) => id);
  const workers = spec.workers.map((node) => resetStep({ spec, node, needs }));
  const controlPlanes: Step[] = [];
  for (const node of spec.controlPlanes.toReversed()) {
    const after = [...workers, ...controlPlanes].map(({ id }) => id);
    controlPlanes.push(resetStep({ spec, node, needs, after }));
  }
  return [...backup, ...workers, ...controlPlanes];
}

/** A kubeconfig of a cluster that is gone only misleads. */
const forgetStep = ({ first }: ClusterSpec, kubeconfig: KubeconfigFile): Step =>
  recipeStep({
    id: 'reset/kubeconfig',
    title: 'kubeconfig taken out of the project',
    on: 'cluster',
    stage: 'reset',
    needs: [`reset/node@${first.name}`],
    weight: 1,
    does: 'Removes the kubeconfig of the cluster that is gone.',
    check: async () => {
      const there = (await kubeconfig.read()) !== undefined;
      return {
        done: !there,
        summary: there ? 'The project has the kubeconfig of a cluster that is gone.' : 'The project has no kubeconfig.',
      };
    },
    act: () => kubeconfig.remove(),
  });

/** Optional: a file that another program has locked is no reason to call the cluster still there. */
const forgetUserStep = ({ first }: ClusterSpec, entry: UserEntry): Step =>
  recipeStep({
    id: 'reset/user-kubeconfig',
    title: 'Entry taken out of your own kubeconfig',
    on: 'cluster',
    stage: 'reset',
    needs: [`reset/node@${first.name}`],
    weight: 1,
    optional: true,
    does: "Takes this cluster's entry out of your own kubeconfig, if it was added there; a copy of the file is kept.",
    check: async () => {
      const found = await entry.find();
      return found === undefined
        ? { done: true, summary: 'Your own kubeconfig does not name this cluster.' }
        : { done: false, summary: `${found.path} has the context ${found.context} of this cluster.` };
    },
    act: async (context) => {
      const backup = await entry.remove();
      if (backup !== undefined) context.note(`The file as it was: ${backup}`);
    },
  });
