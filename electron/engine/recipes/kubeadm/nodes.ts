import { z } from 'zod';
import { SlipwayError } from '../../../contract/errors.ts';
import type { StepContext } from '../../runbook/step.ts';
import type { ClusterSpec } from '../cluster-spec.ts';
import { changeCount } from '../recipe-step.ts';
import { sharedReading, type Shared } from '../shared-work.ts';
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

interface Readings {
  readonly read: Shared<readonly ClusterMember[]>;
  last?: { readonly at: number; readonly changes: number; readonly members: readonly ClusterMember[] };
}

/** Every node has steps that ask for the same list; a Pi is busy with each for half a second. */
const readings = new WeakMap<ClusterSpec, Readings>();
const goodForMs = 1500;

/**
 * The nodes that are in the cluster: as asked now, or a moment ago when no recipe has changed anything since.
 * Errors: `kubernetes/api-down`.
 */
export async function clusterMembers(context: StepContext, spec: ClusterSpec): Promise<readonly ClusterMember[]> {
  const known: Readings = readings.get(spec) ?? { read: sharedReading() };
  readings.set(spec, known);
  const { last } = known;
  if (last?.changes === changeCount() && Math.abs(context.now().getTime() - last.at) < goodForMs) return last.members;
  return known.read(context, async (unhurriedContext) => {
    const [at, changes] = [context.now().getTime(), changeCount()];
    const members = readMembers(await kubectl(unhurriedContext, spec, { args: ['get', 'nodes', '-o', 'json'] }));
    known.last = { at, changes, members };
    return members;
  });
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
