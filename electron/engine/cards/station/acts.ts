import { SlipwayError } from '../../../contract/errors.ts';
import type { SlotState, StationAct, StationSlot } from '../../../contract/station.ts';
import { bind, refusal, startClear, startWriting } from './binding.ts';
import {
  boundNode,
  inState,
  isInUse,
  nextNode,
  slotBoundTo,
  slotOf,
  stay,
  takesCards,
  withNode,
  type QueuedNode,
  type StationState,
  type Step,
} from './state.ts';

/**
 * What a person's act does. Pure.
 * Errors: `station/not-now`, `plan/unknown-node`, `drive/refused`, `drive/needs-confirmation`, `card/too-small`.
 */
export function actOn(state: StationState, act: StationAct): Step {
  switch (act.type) {
    case 'use':
      return use(state, slotNamed(state, act.slot));
    case 'confirm':
      return confirm(state, slotNamed(state, act.slot), act.typed);
    case 'confirm-all':
      return startClear(state);
    case 'undo':
      return stay(putAside(state, slotNamed(state, act.slot)));
    case 'skip':
      return stay(skip(state, nodeNamed(state, act.node)));
    case 'retry':
      return retry(state, nodeNamed(state, act.node));
    case 'cancel':
      return cancel(state, slotNamed(state, act.slot));
    case 'auto':
      return stay({ ...state, auto: act.on });
  }
}

const notNow = (detail: string): SlipwayError => new SlipwayError('station/not-now', detail);

function slotNamed(state: StationState, id: string): StationSlot {
  const slot = slotOf(state, id);
  if (slot === undefined) throw notNow('This card is not in its reader any more.');
  return slot;
}

function nodeNamed(state: StationState, name: string): QueuedNode {
  const node = state.queue.find((candidate) => candidate.node === name);
  if (node === undefined) throw new SlipwayError('plan/unknown-node', name);
  return node;
}

function use(state: StationState, slot: StationSlot): Step {
  if (boundNode(slot) !== undefined) throw notNow(`This card is bound to ${boundNode(slot) ?? ''} already.`);
  if (!takesCards(state)) throw notNow('Another card is under way: this station takes one at a time.');
  const node = nextNode(state);
  if (node === undefined) throw notNow('No node waits for a card.');
  return bindOrThrow(state, slot, node);
}

/** A person who means a card hears at once why it cannot be. */
function bindOrThrow(state: StationState, slot: StationSlot, node: QueuedNode): Step {
  if (isInUse(state, slot)) throw notNow('The card that was in this reader before is still being written.');
  const reason = refusal(slot, node);
  if (reason !== undefined) throw reason;
  return bind(state, slot, node);
}

function confirm(state: StationState, slot: StationSlot, typed: string | undefined): Step {
  const { drive, id } = slot;
  if (slot.state.kind !== 'asking') throw notNow('There is no question about this card.');
  const { path } = drive.identity;
  if (drive.verdict.decision === 'needs-confirmation' && typed !== path && typed !== drive.title)
    throw new SlipwayError(
      'drive/needs-confirmation',
      `${path}: ${drive.verdict.reasons.map(({ message }) => message).join(' ')}`,
    );
  return startWriting(state, [{ id, ...(typed === undefined ? {} : { typed }) }]);
}

function putAside(state: StationState, slot: StationSlot): StationState {
  switch (slot.state.kind) {
    case 'checking':
    case 'asking':
    case 'refused':
      return inState(state, slot.id, { kind: 'idle' });
    case 'starting':
    case 'writing':
      throw notNow('This card is being written: cancel it instead.');
    case 'idle':
    case 'done':
    case 'failed':
    case 'cancelled':
      throw notNow('This card is bound to no node.');
  }
}

function skip(state: StationState, { node, outcome }: QueuedNode): StationState {
  if (outcome !== 'open') throw notNow(`${node} waits for no card.`);
  const slot = slotBoundTo(state, node);
  const freed = slot === undefined ? state : putAside(state, slot);
  return withNode(freed, node, (queued) => ({ ...queued, outcome: 'skipped' }));
}

function retry(state: StationState, { node, outcome }: QueuedNode): Step {
  if (slotBoundTo(state, node) !== undefined) throw notNow(`${node} has a card already.`);
  const open = withNode(state, node, (queued) => ({ ...queued, outcome: 'open' }));
  const slot = outcome === 'open' ? state.slots.find((candidate) => failedFor(candidate.state, node)) : undefined;
  if (slot === undefined) return stay(open);
  if (!takesCards(open)) throw notNow('Another card is under way: this station takes one at a time.');
  return bindOrThrow(open, slot, nodeNamed(open, node));
}

const failedFor = (state: SlotState, node: string): boolean =>
  (state.kind === 'failed' || state.kind === 'cancelled' || state.kind === 'refused') && state.node === node;

function cancel(state: StationState, { state: slot }: StationSlot): Step {
  if (slot.kind !== 'writing') throw notNow('This card is not being written.');
  return { state, effects: [{ type: 'cancel-write', batchId: slot.batchId, node: slot.node }] };
}
