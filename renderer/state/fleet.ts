import type { FleetNode, FleetNodeState, ForeignMachine, SightingKind } from '../../electron/contract/fleet.ts';

/** Where a node stands by name (design §8); `foreign`: a machine that is not ours has its name or its address. */
export type FleetStateName = Exclude<FleetNodeState['kind'], 'planned' | 'card-written'> | 'foreign';

/** Whether a node took our login. */
export const isUp = ({ state: { kind } }: FleetNode): boolean => kind === 'adopted' || kind === 'ready';

export const upCount = (nodes: readonly FleetNode[]): number => nodes.filter(isUp).length;

/** States in which somebody has to do something. */
export const needsYou = ({ state }: FleetNode): boolean => {
  switch (state.kind) {
    case 'lost':
    case 'wrong-host-key':
    case 'duplicate':
    case 'cloned':
      return true;
    case 'found':
      return state.login !== undefined;
    case 'planned':
    case 'card-written':
    case 'waiting-for-boot':
    case 'adopted':
    case 'ready':
      return false;
  }
};

/**
 * What the rack shows of a node that was looked for; undefined while only its card can be told of.
 * A machine in a node's place counts as long as the node itself is not there.
 */
export function fleetStateName({ node, state }: FleetNode, foreign: readonly ForeignMachine[]): FleetStateName | undefined {
  switch (state.kind) {
    case 'planned':
    case 'card-written':
      return foreign.some(({ claims }) => claims === node) ? 'foreign' : undefined;
    case 'waiting-for-boot':
      return foreign.some(({ claims }) => claims === node) ? 'foreign' : state.kind;
    case 'found':
    case 'adopted':
    case 'ready':
    case 'lost':
    case 'wrong-host-key':
    case 'duplicate':
    case 'cloned':
      return state.kind;
  }
}

/** The address to show for a node: where it is, or was, or should be. */
export function addressOf({ state, addresses, plannedAddress }: FleetNode): string | undefined {
  if (state.kind === 'lost') return state.lastAddress;
  return addresses[0] ?? plannedAddress;
}

/** In how many ways a node was noticed, each once, in the order of the newest. */
export const waysOf = ({ sightings }: FleetNode): readonly SightingKind[] => [...new Set(sightings.map(({ how }) => how))];
