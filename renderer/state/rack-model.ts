import type { CardState, CardStatus } from '../../electron/contract/card.ts';
import type { ClusterNode } from '../../electron/contract/plan.ts';
import type { CardRecord } from '../../electron/contract/services.ts';
import type { FleetSnapshot } from '../../electron/contract/fleet.ts';
import { cardFraction, latestRecords } from './cards.ts';
import type { Membership, MemberState } from './membership.ts';
import { fleetStateName, type FleetStateName } from './fleet.ts';

/** The states of a node by name (design §8): those of its card, then those of the machine. */
export type NodeState =
  | FleetStateName
  | MemberState
  | 'planned'
  | 'waiting'
  | 'preparing'
  | 'probing'
  | 'writing'
  | 'verifying'
  | 'personalising'
  | 'rereading'
  | 'card-written'
  | 'failed'
  | 'cancelled';

export type Tone = 'idle' | 'run' | 'ok' | 'bad' | 'warn';

export interface RackNode {
  readonly name: string;
  readonly role: ClusterNode['role'];
  readonly board: string;
  readonly address: string | undefined;
  readonly state: NodeState;
  readonly tone: Tone;
  /** 0 to 1 while its card is being written, undefined otherwise. */
  readonly fraction: number | undefined;
}

export interface RackInput {
  readonly nodes: readonly ClusterNode[];
  readonly history: readonly CardRecord[];
  /** Cards of the running write session. */
  readonly live: readonly CardStatus[];
  /** Undefined while nobody looks for the nodes. */
  readonly fleet: FleetSnapshot | undefined;
  /** Where each node stands on its way into the cluster. */
  readonly members?: ReadonlyMap<string, Membership>;
}

/**
 * What the rack picture shows. A card in a reader counts more than the machine it was taken from, the machine more than
 * what the journal says of its card.
 */
export function rackModel({ nodes, history, live, fleet, members = new Map() }: RackInput): readonly RackNode[] {
  const records = latestRecords(history);
  const running = new Map(live.map((card) => [card.node, card]));
  const seen = new Map(fleet?.nodes.map((node) => [node.node, fleetStateName(node, fleet.foreign)]));
  return nodes.map((node) => {
    const status = running.get(node.name)?.state ?? records.get(node.name)?.state;
    const card = status === undefined ? 'planned' : nodeState(status);
    const member = members.get(node.name);
    const state = running.has(node.name) ? card : (member?.state ?? seen.get(node.name) ?? card);
    return {
      name: node.name,
      role: node.role,
      board: node.board,
      address: node.address,
      state,
      tone: toneOf(state),
      fraction: status?.kind === 'running' ? cardFraction(status) : member?.fraction,
    };
  });
}

/** Whether the rack shows the same of both. */
export const isSameNode = (one: RackNode, other: RackNode): boolean =>
  one.name === other.name &&
  one.state === other.state &&
  one.fraction === other.fraction &&
  one.address === other.address &&
  one.role === other.role &&
  one.board === other.board;

export function nodeState(state: CardState): NodeState {
  switch (state.kind) {
    case 'waiting':
      return 'waiting';
    case 'running':
      return state.phase;
    case 'done':
      return 'card-written';
    case 'failed':
      return 'failed';
    case 'cancelled':
      return 'cancelled';
  }
}

const tones: Readonly<Record<NodeState, Tone>> = {
  planned: 'idle',
  waiting: 'idle',
  preparing: 'run',
  probing: 'run',
  writing: 'run',
  verifying: 'run',
  personalising: 'run',
  rereading: 'run',
  'card-written': 'ok',
  failed: 'bad',
  cancelled: 'warn',
  'waiting-for-boot': 'idle',
  found: 'run',
  adopted: 'ok',
  ready: 'ok',
  lost: 'warn',
  'wrong-host-key': 'bad',
  duplicate: 'bad',
  cloned: 'bad',
  foreign: 'warn',
  'preparing-node': 'run',
  joining: 'run',
  joined: 'run',
  member: 'ok',
  'not-ready': 'bad',
  'needs-you': 'bad',
};

export const toneOf = (state: NodeState): Tone => tones[state];

/** States of a node whose card is written as far as anybody knows. */
const afterCard: ReadonlySet<NodeState> = new Set<NodeState>([
  'card-written',
  'waiting-for-boot',
  'found',
  'adopted',
  'ready',
  'lost',
  'duplicate',
  'preparing-node',
  'joining',
  'joined',
  'member',
  'not-ready',
  'needs-you',
]);

export const hasCard = ({ state }: RackNode): boolean => afterCard.has(state);

export const writtenCount = (rack: readonly RackNode[]): number => rack.filter(hasCard).length;

/** How many nodes are up, awaited, and in want of somebody; undefined while it is only about cards. */
export function fleetTally(
  rack: readonly RackNode[],
): { readonly up: number; readonly waiting: number; readonly trouble: number } | undefined {
  const count = (...states: readonly NodeState[]): number => rack.filter(({ state }) => states.includes(state)).length;
  const tally = {
    up: count('adopted', 'ready', 'preparing-node', 'joining', 'joined', 'member'),
    waiting: count('waiting-for-boot', 'found'),
    trouble: count('needs-you', 'not-ready', 'lost', 'wrong-host-key', 'duplicate', 'cloned', 'foreign'),
  };
  return tally.up + tally.waiting + tally.trouble === 0 ? undefined : tally;
}
