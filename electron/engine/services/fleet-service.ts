import type { FleetNode, FleetNodeState, FleetSnapshot } from '../../contract/fleet.ts';
import type { FleetService } from '../../contract/fleet.ts';
import type { ClusterNode } from '../../contract/plan.ts';
import { readJournal } from '../project/journal.ts';
import type { ProjectRoom } from './project-service.ts';

interface FleetOptions {
  readonly projects: ProjectRoom;
}

export interface FleetRoom {
  readonly service: FleetService;
}

/** What the plan and the journal say of each node. */
export function createFleetService({ projects }: FleetOptions): FleetRoom {
  const look = async (dir: string): Promise<FleetSnapshot> => {
    const plan = await projects.soundPlan(dir);
    const events = await readJournal(dir);
    const written = new Map(events.flatMap((event) => (event.type === 'card-done' ? [[event.node, event.at] as const] : [])));
    const nodes = plan.nodes.map((node) => nodeOf(node, written.get(node.name)));
    return { dir, cluster: plan.name, revision: 1, nodes, foreign: [], sources: [] };
  };
  const service: FleetService = {
    watch: async function* ({ dir }) {
      yield await look(dir);
    },
    look: ({ dir }) => look(dir),
    sweep: ({ dir }) => look(dir),
    stopSweep: ({ dir }) => look(dir),
    addAddress: ({ dir }) => look(dir),
    adopt: ({ dir }) => look(dir),
    forget: ({ dir }) => look(dir),
  };
  return { service };
}

function nodeOf({ name, role, board, address }: ClusterNode, written: string | undefined): FleetNode {
  const state: FleetNodeState = written === undefined ? { kind: 'planned' } : { kind: 'card-written', at: written };
  const plannedAddress = address?.split('/')[0];
  return {
    node: name,
    role,
    board,
    ...(plannedAddress === undefined ? {} : { plannedAddress }),
    state,
    since: written ?? new Date(0).toISOString(),
    addresses: [],
    sightings: [],
    says: { text: written === undefined ? 'Its card is not written yet.' : 'Its card is written.', tries: [] },
  };
}
