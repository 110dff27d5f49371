/* eslint-disable @typescript-eslint/require-await -- memory answers at once, through the promises of the real services. */
import type { FleetNode, FleetService, FleetSnapshot } from '../../electron/contract/fleet.ts';
import type { FakeProjects } from './fake-projects.ts';
import { liveValue, type LiveValue } from './live-value.ts';

export interface FakeFleet {
  readonly service: FleetService;
  /** The fleet of a project: every node planned, until a test sets another. */
  of(dir: string): LiveValue<FleetSnapshot>;
  /** What the page asked for, oldest first: `sweep`, `adopt pi1 SHA256:…`. */
  readonly asked: string[];
}

/** A fleet in memory, moved by the test. */
export function fakeFleet(projects: FakeProjects): FakeFleet {
  const fleets = new Map<string, LiveValue<FleetSnapshot>>();
  const asked: string[] = [];
  const of = (dir: string): LiveValue<FleetSnapshot> => {
    const fleet = fleets.get(dir) ?? liveValue(plannedFleet(projects, dir));
    fleets.set(dir, fleet);
    return fleet;
  };
  const ask = (dir: string, ...words: readonly string[]): FleetSnapshot => {
    asked.push(words.join(' '));
    return of(dir).get();
  };
  const service: FleetService = {
    watch: ({ dir }, signal) => of(dir).watch(signal),
    look: async ({ dir }) => ask(dir, 'look'),
    sweep: async ({ dir, subnets = [] }) => ask(dir, 'sweep', ...subnets),
    stopSweep: async ({ dir }) => ask(dir, 'stop-sweep'),
    addAddress: async ({ dir, address }) => ask(dir, 'address', address),
    adopt: async ({ dir, node, fingerprint }) => ask(dir, 'adopt', node, fingerprint),
    forget: async ({ dir, node }) => ask(dir, 'forget', node),
  };
  return { service, of, asked };
}

function plannedFleet(projects: FakeProjects, dir: string): FleetSnapshot {
  const { name, nodes } = projects.plan(dir);
  return { dir, cluster: name, revision: 1, nodes: nodes.map(plannedNode), foreign: [], sources: [] };
}

const plannedNode = ({ name, role, board, address }: ReturnType<FakeProjects['plan']>['nodes'][number]): FleetNode => ({
  node: name,
  role,
  board,
  ...(address === undefined ? {} : { plannedAddress: address.replace(/\/.*$/, '') }),
  state: { kind: 'planned' },
  since: '2026-11-21T12:00:00.000Z',
  addresses: [],
  sightings: [],
  says: { text: 'Its card is not written yet.', tries: [] },
});
