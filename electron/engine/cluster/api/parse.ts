import { z } from 'zod';
import type { ClusterCondition, ClusterEvent, ClusterMember } from '../../../contract/cluster.ts';
import { plainText } from '../../../contract/plain-text.ts';

/** What is shown of a text that anybody in the cluster could have written: plain, and no longer than a page wants it. */
const words = (limit: number) =>
  z
    .string()
    .catch('')
    .transform((text) => plainText(text.slice(0, limit * 4)).slice(0, limit));
const name = words(253);
const phrase = words(100);

/** The library gives dates as such in lists, and as text in watches. */
const time = z
  .union([z.date(), z.string()])
  .nullish()
  .transform((value) => {
    const date = new Date(value ?? '');
    return Number.isNaN(date.getTime()) ? '' : date.toISOString();
  });

const list = <T>(item: z.ZodType<T>) =>
  z
    .array(z.unknown())
    .nullish()
    .transform((items) => (items ?? []).slice(0, 200).flatMap((each) => item.safeParse(each).data ?? []));

const conditionSchema = z.object({
  type: phrase,
  status: z.enum(['True', 'False', 'Unknown']).catch('Unknown'),
  reason: phrase.optional().default(''),
  message: words(500).optional().default(''),
  lastTransitionTime: time,
});

const keys = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((labels) => Object.keys(labels ?? {}));

const nodeSchema = z.object({
  metadata: z.object({ name, labels: keys }),
  spec: z.object({ unschedulable: z.boolean().optional() }).optional(),
  status: z.object({
    conditions: list(conditionSchema),
    addresses: list(z.object({ type: z.string(), address: phrase })),
    nodeInfo: z.object({
      kubeletVersion: phrase,
      containerRuntimeVersion: phrase,
      osImage: phrase,
      kernelVersion: phrase,
      architecture: phrase,
    }),
  }),
});

/** What a node says of itself; who runs on it is counted elsewhere. */
export type NodeObject = Omit<ClusterMember, 'pods' | 'podsReady'>;

/** A node, or undefined for what is none. */
export function parseNode(object: unknown): NodeObject | undefined {
  const { data } = nodeSchema.safeParse(object);
  if (data === undefined) return undefined;
  const { metadata, spec, status } = data;
  const conditions = status.conditions.map(conditionOf);
  return {
    name: metadata.name,
    controlPlane: metadata.labels.some((key) => /^node-role\.kubernetes\.io\/(control-plane|master)$/.test(key)),
    ready: readiness(conditions),
    cordoned: spec?.unschedulable === true,
    kubelet: status.nodeInfo.kubeletVersion,
    runtime: status.nodeInfo.containerRuntimeVersion,
    os: status.nodeInfo.osImage,
    kernel: status.nodeInfo.kernelVersion,
    architecture: status.nodeInfo.architecture,
    address: status.addresses.find(({ type }) => type === 'InternalIP')?.address ?? '',
    conditions,
  };
}

function conditionOf(condition: z.output<typeof conditionSchema>): ClusterCondition {
  const { type, status, reason, message, lastTransitionTime } = condition;
  return { type, status, reason, message, since: lastTransitionTime, healthy: status === (type === 'Ready' ? 'True' : 'False') };
}

function readiness(conditions: readonly ClusterCondition[]): ClusterMember['ready'] {
  const ready = conditions.find(({ type }) => type === 'Ready')?.status;
  return ready === 'True' ? 'ready' : ready === 'False' ? 'not-ready' : 'unknown';
}

/** Where a pod is and how it does; `node` is empty while it has no place. */
export interface PodObject {
  readonly uid: string;
  readonly node: string;
  readonly ended: boolean;
  readonly ready: boolean;
}

const podSchema = z.object({
  metadata: z.object({ uid: phrase }),
  spec: z.object({ nodeName: name.optional().default('') }),
  status: z.object({ phase: z.string().optional(), conditions: list(conditionSchema) }),
});

export function parsePod(object: unknown): PodObject | undefined {
  const { data } = podSchema.safeParse(object);
  if (data === undefined) return undefined;
  const { phase, conditions } = data.status;
  return {
    uid: data.metadata.uid,
    node: data.spec.nodeName,
    ended: phase === 'Succeeded' || phase === 'Failed',
    ready: conditions.some(({ type, status }) => type === 'Ready' && status === 'True'),
  };
}

const count = z.number().int().nonnegative().nullish();
const eventSchema = z.object({
  metadata: z.object({ uid: phrase, creationTimestamp: time }),
  involvedObject: z.object({ kind: phrase, namespace: name.optional().default(''), name }),
  type: z.enum(['Normal', 'Warning']).catch('Normal'),
  reason: phrase.optional().default(''),
  message: words(1000).optional().default(''),
  count,
  series: z.object({ count, lastObservedTime: time }).nullish(),
  lastTimestamp: time,
  eventTime: time,
});

export function parseEvent(object: unknown): ClusterEvent | undefined {
  const { data } = eventSchema.safeParse(object);
  if (data === undefined) return undefined;
  const { metadata, involvedObject: about, series, lastTimestamp, eventTime } = data;
  const times = [series?.lastObservedTime, lastTimestamp, eventTime, metadata.creationTimestamp];
  return {
    id: metadata.uid,
    type: data.type,
    reason: data.reason,
    message: data.message,
    about: `${about.kind} ${about.namespace === '' ? '' : `${about.namespace}/`}${about.name}`,
    count: series?.count ?? data.count ?? 1,
    at: times.find((value) => value !== undefined && value !== '') ?? '',
  };
}
