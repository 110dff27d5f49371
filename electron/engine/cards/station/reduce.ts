import type { CardStatus } from '../../../contract/card.ts';
import type { ErrorFacts } from '../../../contract/errors.ts';
import type { StationRecord, StationSlot } from '../../../contract/station.ts';
import { actOn } from './acts.ts';
import { assess } from './binding.ts';
import { forgetGone, seeDrives } from './presence.ts';
import {
  inState,
  slotOf,
  stay,
  withNode,
  withSlot,
  type QueuedNode,
  type StationEvent,
  type StationState,
  type Step,
} from './state.ts';

/**
 * The card station as a pure machine: a card is bound to a node by putting it in, read, written when a person (or the
 * rule they chose) says so, and its node is done when the writer has read everything back (design §6, UX rule 5).
 * Errors, from acts only: see {@link actOn}.
 */
export function reduceStation(state: StationState, event: StationEvent): Step {
  if (state.closed) return stay(state);
  switch (event.type) {
    case 'drives':
      return seeDrives(state, event.drives);
    case 'card-read':
      return slotOf(state, event.slot)?.state.kind === 'checking'
        ? assess(withSlot(state, event.slot, { card: event.card }), event.slot)
        : stay(state);
    case 'write-started':
      return stay(event.slots.reduce((now, id) => started(now, id, event.batchId), state));
    case 'write-refused':
      return stay(forgetGone(event.slots.reduce((now, id) => refused(now, id, event.error), state)));
    case 'batch':
      return stay(forgetGone(event.cards.reduce((now, card) => told(now, card, event), state)));
    case 'act':
      return actOn(state, event.act);
    case 'closed':
      return stay({ ...state, closed: true });
  }
}

function started(state: StationState, id: string, batchId: string): StationState {
  const slot = slotOf(state, id);
  if (slot?.state.kind !== 'starting') return state;
  return inState(state, id, { kind: 'writing', node: slot.state.node, batchId, card: { kind: 'waiting' } });
}

/** The write session did not begin, or was lost: the node waits again and says why. */
function refused(state: StationState, id: string, error: ErrorFacts): StationState {
  const slot = slotOf(state, id);
  if (slot?.state.kind !== 'starting' && slot?.state.kind !== 'writing') return state;
  const { node } = slot.state;
  return withNode(inState(state, id, { kind: 'failed', node, error }), node, (queued) => ({ ...queued, trouble: error }));
}

type BatchNews = Extract<StationEvent, { type: 'batch' }>;

/** The writer's word on one card. */
function told(state: StationState, card: CardStatus, { batchId, at }: BatchNews): StationState {
  const slot = state.slots.find((candidate) => writes(candidate, batchId, card.node));
  if (slot === undefined) return state;
  const { node } = card;
  switch (card.state.kind) {
    case 'waiting':
    case 'running':
      return inState(state, slot.id, { kind: 'writing', node, batchId, card: card.state });
    case 'done': {
      const { seconds } = card.state.report;
      const done = withNode(inState(state, slot.id, { kind: 'done', node }), node, finished);
      return noted(done, { ...whose(slot, node), outcome: 'done', seconds, at });
    }
    case 'failed': {
      const { error } = card.state;
      const failed = inState(state, slot.id, { kind: 'failed', node, error });
      const troubled = withNode(failed, node, (queued) => ({ ...queued, trouble: error }));
      return noted(troubled, { ...whose(slot, node), outcome: 'failed', error, at });
    }
    case 'cancelled':
      return noted(inState(state, slot.id, { kind: 'cancelled', node }), { ...whose(slot, node), outcome: 'cancelled', at });
  }
}

const writes = ({ state }: StationSlot, batchId: string, node: string): boolean =>
  state.kind === 'writing' && state.batchId === batchId && state.node === node;

const whose = ({ drive }: StationSlot, node: string) => ({ node, title: drive.title, path: drive.identity.path });

const noted = (state: StationState, record: StationRecord): StationState => ({ ...state, history: [record, ...state.history] });

const finished = ({ trouble: _, ...node }: QueuedNode): QueuedNode => ({ ...node, outcome: 'done' });
