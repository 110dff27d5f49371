import { useEffect, useMemo } from 'react';
import type { FleetSnapshot } from '../../electron/contract/fleet.ts';
import type { ClusterNode } from '../../electron/contract/plan.ts';
import type { CardRecord } from '../../electron/contract/services.ts';
import { hasErrorFindings } from '../state/findings.ts';
import { allStored } from '../state/image-needs.ts';
import { useHistory, useProject } from '../state/queries.ts';
import { upCount } from '../state/fleet.ts';
import { membersOf } from '../state/cluster.ts';
import { rackModel, writtenCount, type RackNode } from '../state/rack-model.ts';
import { dirOf, type PageName, type Route } from '../state/route.ts';
import { membershipOf } from '../state/membership.ts';
import { stagesOf, type Stage } from '../state/stages.ts';
import { useCluster, useClusterExists, useClusterFeed } from '../state/use-cluster.ts';
import { useFleet, useFleetFeed } from '../state/use-fleet.ts';
import { useImageNeeds } from '../state/use-image-needs.ts';
import { useLiveCards } from '../state/use-live-cards.ts';
import { useRunFeed } from '../state/use-run.ts';
import { useEngine } from '../state/engine.ts';

export interface ProjectView {
  readonly dir: string;
  readonly name: string;
  readonly rack: readonly RackNode[];
  readonly stages: readonly Stage[];
}

const noHistory: readonly CardRecord[] = [];
const noNodes: readonly ClusterNode[] = [];

/** What sidebar and rack show of the project that the address names. */
export function useProjectView(route: Route): ProjectView | undefined {
  const { desk } = useEngine();
  const dir = dirOf(route);
  const { data: project } = useProject(dir);
  const { data: history = noHistory } = useHistory(dir);
  const plan = project?.plan;
  const needs = useImageNeeds(plan?.nodes);
  const live = useLiveCards();
  const fleet = useWatchedFleet(route, history);
  const { members, ...cluster } = useMembership(route);
  useEffect(() => desk.reset(), [desk, dir]);
  const nodes = plan?.nodes ?? noNodes;
  const rack = useMemo(() => rackModel({ nodes, history, live, fleet, members }), [nodes, history, live, fleet, members]);
  if (dir === undefined) return undefined;
  const stages = stagesOf({
    soundPlan: plan !== undefined && !hasErrorFindings(project?.findings ?? []),
    imagesReady: allStored(needs),
    nodes: rack.length,
    cardsWritten: writtenCount(rack),
    nodesUp: upCount(fleet?.nodes ?? []),
    ...cluster,
  });
  return { dir, name: plan?.name ?? folderName(dir), rack, stages };
}

/** Where nodes stand on their way into the cluster: by the run, and once there is a cluster, by what it says itself. */
function useMembership(route: Route) {
  const dir = dirOf(route);
  const run = useRunFeed(dir);
  const exists = useClusterExists(dir) === true;
  useClusterFeed(route.page === 'cluster' && exists ? dir : undefined);
  const cluster = useCluster(dir);
  const members = useMemo(
    () => new Map([...membershipOf(run), ...membersOf(exists ? cluster : undefined)]),
    [run, exists, cluster],
  );
  return {
    members,
    clusterExists: exists,
    clusterInWork: run?.kind === 'up' && run.ended?.outcome !== 'done',
  };
}

/** The fleet, watched on every stage once there is a card to boot from, and on the pages that are about booted nodes. */
function useWatchedFleet(route: Route, history: readonly CardRecord[]): FleetSnapshot | undefined {
  const dir = dirOf(route);
  const looks = fleetPages.has(route.page) || history.some(({ state }) => state.kind === 'done');
  useFleetFeed(looks ? dir : undefined);
  return useFleet(dir);
}

const fleetPages: ReadonlySet<PageName> = new Set<PageName>(['boot', 'node', 'burnin', 'kubernetes', 'cluster']);

const folderName = (dir: string): string => dir.split(/[\\/]/).filter(Boolean).at(-1) ?? dir;
