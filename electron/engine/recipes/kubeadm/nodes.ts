import { z } from 'zod';
import { SlipwayError } from '../../../contract/errors.ts';
import type { StepContext } from '../../runbook/step.ts';
import type { ClusterSpec } from '../cluster-spec.ts';
import { changeCount } from '../recipe-step.ts';
import { kubectl } from './kubectl.ts';

const taintSchema = z.object({ key: z.string(), effect: z.string() });
const nodeSchema = z.object({
  metadata: z.object({ name: z.string(), labels: z.record(z.string(), z.string()).default({}) }),
  spec: z.object({ podCIDR: z.string().optional(), taints: z.array(taintSchema).default([]) }),
  status: z.object({
    conditions: z.array(z.object({ type: z.string(), status: z.string(), message: z.string().default('') })).default([]),
    nodeInfo: z.object({ machineID: z.string(), kubeletVersion: z.string() }),
  }),
});
const listSchema = z.object({ items: z.array(nodeSchema) });

/** A node as the cluster knows it. */
export interface ClusterMember {
  readonly name: string;
  readonly machineId: string;
  readonly version: string;
  readonly ready: boolean;
  /** What the kubelet says of why it is not ready. */
  readonly reason: string;
  readonly podCidr?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly z.output<typeof taintSchema>[];
}

interface Reading {
  readonly at: number;
  readonly changes: number;
  readonly members: Promise<readonly ClusterMember[]>;
}

/** Every node has three steps that ask for the same list; a Pi takes half a second to answer. */
const readings = new WeakMap<ClusterSpec, Reading>();
const goodForMs = 1500;

/**
 * The nodes that are in the cluster: as asked now, or a moment ago when no recipe has changed anything since.
 * Errors: `kubernetes/api-down`.
 */
export function clusterMembers(context: StepContext, spec: ClusterSpec): Promise<readonly ClusterMember[]> {
  const [at, changes] = [context.now().getTime(), changeCount()];
  const last = readings.get(spec);
  if (last !== undefined && last.changes === changes && Math.abs(at - last.at) < goodForMs) return last.members;
  const members = kubectl(context, spec, { args: ['get', 'nodes', '-o', 'json'] }).then(readMembers);
  readings.set(spec, { at, changes, members });
  members.catch(() => readings.delete(spec));
  return members;
}

/** Reads `kubectl get nodes -o json`. Errors: `kubernetes/api-down` for anything else. */
export function readMembers(json: string): readonly ClusterMember[] {
  try {
    return listSchema.parse(JSON.parse(json)).items.map(memberOf);
  } catch (error) {
    throw new SlipwayError('kubernetes/api-down', 'Its list of nodes cannot be read.', { cause: error });
  }
}

function memberOf({ metadata, spec, status }: z.output<typeof nodeSchema>): ClusterMember {
  const ready = status.conditions.find(({ type }) => type === 'Ready');
  return {
    name: metadata.name,
    machineId: status.nodeInfo.machineID,
    version: status.nodeInfo.kubeletVersion,
    ready: ready?.status === 'True',
    reason: ready?.message ?? 'The kubelet has not reported yet.',
    ...(spec.podCIDR === undefined ? {} : { podCidr: spec.podCIDR }),
    labels: metadata.labels,
    taints: spec.taints,
  };
}
