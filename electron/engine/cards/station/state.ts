import type { CardStatus, Drive } from '../../../contract/card.ts';
import type { ErrorFacts } from '../../../contract/errors.ts';
import type {
  SlotState,
  StationAct,
  StationCard,
  StationMode,
  StationNode,
  StationPrompt,
  StationRecord,
  StationSlot,
  StationSnapshot,
} from '../../../contract/station.ts';

/** A node in the queue. Whether it is bound is not kept here: a slot says so, and only one can. */
export interface QueuedNode {
  readonly node: string;
  /** Bytes that its image needs. */
  readonly rawBytes: number;
  readonly outcome: 'open' | 'done' | 'skipped';
  readonly doneBefore: boolean;
  readonly trouble?: ErrorFacts;
}

export interface StationState {
  readonly dir: string;
  readonly cluster: string;
  readonly mode: StationMode;
  readonly auto: boolean;
  readonly closed: boolean;
  /** In the plan's order. */
  readonly queue: readonly QueuedNode[];
  readonly slots: readonly StationSlot[];
  /** Newest first. */
  readonly history: readonly StationRecord[];
  /** Number of the next slot: an id is never used twice, so that an answer about a card that was swapped meets nobody. */
  readonly nextSlot: number;
  /** Whether the drives were seen once: what was in then is the baseline. */
  readonly seen: boolean;
}

/** What happens to a station. */
export type StationEvent =
  | { readonly type: 'drives'; readonly drives: readonly Drive[] }
  | { readonly type: 'card-read'; readonly slot: string; readonly card: StationCard }
  | { readonly type: 'write-started'; readonly slots: readonly string[]; readonly batchId: string }
  | { readonly type: 'write-refused'; readonly slots: readonly string[]; readonly error: ErrorFacts }
  /** `at`: ISO 8601. */
  | { readonly type: 'batch'; readonly batchId: string; readonly cards: readonly CardStatus[]; readonly at: string }
  | { readonly type: 'act'; readonly act: StationAct }
  | { readonly type: 'closed' };

/** One card to write; `confirmation` is what a person typed. */
export interface SlotOrder {
  readonly slot: string;
  readonly node: string;
  readonly drive: Drive;
  readonly confirmation?: string;
}

/** What the station wants done. */
export type StationEffect =
  | { readonly type: 'read-card'; readonly slot: string; readonly drive: Drive }
  | { readonly type: 'start-write'; readonly orders: readonly SlotOrder[] }
  | { readonly type: 'cancel-write'; readonly batchId: string; readonly node: string };

export interface Step {
  readonly state: StationState;
  readonly effects: readonly StationEffect[];
}

export const stay = (state: StationState): Step => ({ state, effects: [] });

/** Does one thing after the other, keeping what each wants done. */
export function chain(step: Step, next: (state: StationState) => Step): Step {
  const { state, effects } = next(step.state);
  return { state, effects: [...step.effects, ...effects] };
}

/** The node of a slot that is on its way to becoming that node's card. */
export function boundNode({ state }: StationSlot): string | undefined {
  switch (state.kind) {
    case 'checking':
    case 'asking':
    case 'starting':
    case 'writing':
      return state.node;
    case 'idle':
    case 'refused':
    case 'done':
    case 'failed':
    case 'cancelled':
      return undefined;
  }
}

export const slotOf = (state: StationState, id: string): StationSlot | undefined => state.slots.find((slot) => slot.id === id);

export const slotBoundTo = (state: StationState, node: string): StationSlot | undefined =>
  state.slots.find((slot) => boundNode(slot) === node);

/** The first node that waits for a card. */
export const nextNode = (state: StationState): QueuedNode | undefined =>
  state.queue.find(({ node, outcome }) => outcome === 'open' && slotBoundTo(state, node) === undefined);

/** Whether a card may be bound now: in serial mode only when no other is under way. */
export const takesCards = ({ mode, slots }: StationState): boolean =>
  mode === 'parallel' || slots.every((slot) => boundNode(slot) === undefined);

/** Whether the writer still works on another card at this path: one that was just swapped for this. */
export const isInUse = ({ slots }: StationState, { id, drive }: StationSlot): boolean =>
  slots.some((slot) => slot.id !== id && slot.drive.identity.path === drive.identity.path && boundNode(slot) !== undefined);

export function withSlot(state: StationState, id: string, change: Partial<StationSlot>): StationState {
  return { ...state, slots: state.slots.map((slot) => (slot.id === id ? { ...slot, ...change } : slot)) };
}

export const inState = (state: StationState, id: string, to: SlotState): StationState => withSlot(state, id, { state: to });

export function withNode(state: StationState, name: string, change: (node: QueuedNode) => QueuedNode): StationState {
  return { ...state, queue: state.queue.map((node) => (node.node === name ? change(node) : node)) };
}

function promptOf(state: StationState): StationPrompt {
  if (state.queue.every(({ outcome }) => outcome !== 'open')) return { kind: 'finished' };
  const next = nextNode(state);
  return next === undefined || !takesCards(state) ? { kind: 'busy' } : { kind: 'insert', node: next.node };
}

function nodeOf(state: StationState, { outcome, ...node }: QueuedNode): StationNode {
  if (outcome !== 'open') return { ...node, state: outcome };
  return { ...node, state: slotBoundTo(state, node.node) === undefined ? 'waiting' : 'bound' };
}

/** What a page or a command shows. Pure. */
export function snapshotOf(state: StationState, revision: number): StationSnapshot {
  const { dir, cluster, mode, auto, closed, slots, history } = state;
  const nodes = state.queue.map((node) => nodeOf(state, node));
  return { dir, cluster, revision, mode, auto, closed, prompt: promptOf(state), nodes, slots, history };
}
