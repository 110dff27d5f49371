import type { CardState, CardStatus } from '../../electron/contract/card.ts';
import type { ClusterNode } from '../../electron/contract/plan.ts';
import type { CardRecord } from '../../electron/contract/services.ts';
import { cardFraction, latestRecords } from './cards.ts';

/** The states of a node by name (design §8), as far as its card goes. */
export type NodeState =
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
}

/** What the rack picture shows: what is happening now counts more than what the journal says happened once. */
export function rackModel({ nodes, history, live }: RackInput): readonly RackNode[] {
  const records = latestRecords(history);
  const running = new Map(live.map((card) => [card.node, card]));
  return nodes.map((node) => {
    const status = running.get(node.name)?.state ?? records.get(node.name)?.state;
    const state = status === undefined ? 'planned' : nodeState(status);
    return {
      name: node.name,
      role: node.role,
      board: node.board,
      address: node.address,
      state,
      tone: toneOf(state),
      fraction: status?.kind === 'running' ? cardFraction(status) : undefined,
    };
  });
}

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

export function toneOf(state: NodeState): Tone {
  switch (state) {
    case 'planned':
    case 'waiting':
      return 'idle';
    case 'preparing':
    case 'probing':
    case 'writing':
    case 'verifying':
    case 'personalising':
    case 'rereading':
      return 'run';
    case 'card-written':
      return 'ok';
    case 'failed':
      return 'bad';
    case 'cancelled':
      return 'warn';
  }
}

export const writtenCount = (rack: readonly RackNode[]): number => rack.filter(({ state }) => state === 'card-written').length;
