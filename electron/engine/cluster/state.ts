import type { ClusterCertificate, ClusterEvent, ClusterLink, ClusterMember, ClusterSnapshot } from '../../contract/cluster.ts';
import type { Resource } from './api/connect.ts';
import { parseEvent, parseNode, parsePod, type NodeObject, type PodObject } from './api/parse.ts';
import type { Change } from './api/reflect.ts';

/** More than any cluster of Pis; what is beyond is not kept. */
const limits = { nodes: 1_024, pods: 50_000, events: 200 } as const;

/** What is known of a cluster. The maps are this state's own and are changed in place. */
export interface ClusterState {
  readonly nodes: Map<string, NodeObject>;
  readonly pods: Map<string, PodObject>;
  readonly events: Map<string, ClusterEvent>;
}

export const emptyState = (): ClusterState => ({ nodes: new Map(), pods: new Map(), events: new Map() });

/** Replaces all objects of one kind by what a list gave. */
export function replaceAll(state: ClusterState, resource: Resource, items: readonly unknown[]): void {
  state[resource].clear();
  for (const object of items) apply(state, resource, { type: 'ADDED', object, resourceVersion: undefined });
}

/** Applies one change of a watch; what cannot be understood changes nothing. */
export function apply(state: ClusterState, resource: Resource, { type, object }: Change): void {
  const gone = type === 'DELETED';
  switch (resource) {
    case 'nodes':
      keep(state.nodes, { value: parseNode(object), idOf: ({ name }) => name, gone, limit: limits.nodes });
      break;
    case 'pods':
      keep(state.pods, { value: parsePod(object), idOf: ({ uid }) => uid, gone, limit: limits.pods });
      break;
    case 'events':
      // The API server forgets events after an hour; they stay in this list until newer ones push them out.
      if (gone) return;
      keep(state.events, { value: parseEvent(object), idOf: ({ id }) => id, gone, limit: limits.events * 2 });
      if (state.events.size >= limits.events * 2) dropOldEvents(state);
  }
}

interface Kept<T> {
  readonly value: T | undefined;
  readonly idOf: (value: T) => string;
  readonly gone: boolean;
  readonly limit: number;
}

function keep<T>(map: Map<string, T>, { value, idOf, gone, limit }: Kept<T>): void {
  if (value === undefined) return;
  const id = idOf(value);
  if (gone) map.delete(id);
  else if (map.has(id) || map.size < limit) map.set(id, value);
}

function dropOldEvents(state: ClusterState): void {
  const kept = newest(state);
  state.events.clear();
  for (const event of kept) state.events.set(event.id, event);
}

const newest = ({ events }: ClusterState): readonly ClusterEvent[] =>
  [...events.values()].sort((left, right) => right.at.localeCompare(left.at)).slice(0, limits.events);

interface Circumstances {
  readonly dir: string;
  readonly revision: number;
  readonly link: ClusterLink;
  readonly version: string;
  readonly certificates: readonly ClusterCertificate[];
}

/** The state as a page shows it: control planes first, then by name. */
export function snapshotOf(state: ClusterState, circumstances: Circumstances): ClusterSnapshot {
  const pods = [...state.pods.values()].filter(({ ended }) => !ended);
  const places = new Map<string, { all: number; ready: number }>();
  for (const { node, ready } of pods) {
    const place = places.get(node) ?? { all: 0, ready: 0 };
    places.set(node, { all: place.all + 1, ready: place.ready + (ready ? 1 : 0) });
  }
  const members = [...state.nodes.values()].map((node): ClusterMember => {
    const place = places.get(node.name);
    return { ...node, pods: place?.all ?? 0, podsReady: place?.ready ?? 0 };
  });
  return {
    ...circumstances,
    certificates: [...circumstances.certificates].sort((left, right) => left.notAfter.localeCompare(right.notAfter)),
    members: members.sort(byRank),
    events: newest(state),
    podsPending: places.get('')?.all ?? 0,
  };
}

const byRank = (left: ClusterMember, right: ClusterMember): number =>
  Number(right.controlPlane) - Number(left.controlPlane) || left.name.localeCompare(right.name, 'en', { numeric: true });
