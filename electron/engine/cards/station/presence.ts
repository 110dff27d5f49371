import type { Drive, DriveIdentity } from '../../../contract/card.ts';
import type { StationSlot } from '../../../contract/station.ts';
import { bind, refusal } from './binding.ts';
import {
  boundNode,
  chain,
  inState,
  isInUse,
  nextNode,
  slotOf,
  stay,
  takesCards,
  withSlot,
  type StationState,
  type Step,
} from './state.ts';

/**
 * What the drives as they are now mean: cards that have gone part from their nodes, cards that appear are bound to the
 * next one. The first look is the baseline: what is in then is only ever used when somebody says so (design §6).
 */
export function seeDrives(state: StationState, drives: readonly Drive[]): Step {
  const cards = drives.filter(({ identity }) => identity.size > 0);
  const known = state.slots.reduce((now, slot) => updateSlot(now, slot, cards), state);
  const fresh = cards.filter((drive) => !known.slots.some((slot) => slot.present && isSameCard(slot.drive, drive)));
  const origin = state.seen ? 'appeared' : 'baseline';
  const started: Step = stay({ ...known, seen: true });
  return fresh.reduce((step, drive) => chain(step, (now) => addCard(now, drive, origin)), started);
}

/**
 * Two like readers are told apart by path and serial number, two like cards in one reader by the kernel's sequence number.
 * The kernel may learn serial number and model a moment after the drive itself: a fact that is new is no other card, a
 * fact that differs is.
 */
export function isSameCard(known: Drive, now: Drive): boolean {
  const [a, b] = [known.identity, now.identity];
  return a.path === b.path && a.size === b.size && lateFacts.every((fact) => a[fact] === undefined || a[fact] === b[fact]);
}

const lateFacts = ['serial', 'model', 'sequence'] as const satisfies readonly (keyof DriveIdentity)[];

/** A card that is written can be missing from one look: the kernel reads its new partition table. */
function updateSlot(state: StationState, slot: StationSlot, cards: readonly Drive[]): StationState {
  const drive = cards.find((card) => isSameCard(slot.drive, card));
  if (drive === undefined) return gone(state, slot);
  return refusedMeanwhile(withSlot(state, slot.id, { drive, present: true }), slot.id);
}

/** What is being written is awaited: the writer has the last word on it. */
function gone(state: StationState, { id, state: { kind } }: StationSlot): StationState {
  if (kind === 'starting' || kind === 'writing') return withSlot(state, id, { present: false });
  return { ...state, slots: state.slots.filter((slot) => slot.id !== id) };
}

/** A drive can come into use while somebody is asked about it. */
function refusedMeanwhile(state: StationState, id: string): StationState {
  const slot = slotOf(state, id);
  if (slot?.state.kind !== 'checking' && slot?.state.kind !== 'asking') return state;
  const { node } = slot.state;
  const queued = state.queue.find((candidate) => candidate.node === node);
  const error = queued === undefined ? undefined : refusal(slot, queued);
  return error === undefined ? state : inState(state, id, { kind: 'refused', node, error });
}

function addCard(state: StationState, drive: Drive, origin: StationSlot['origin']): Step {
  const id = `slot-${state.nextSlot}`;
  const slot: StationSlot = { id, drive, origin, present: true, card: { kind: 'unread' }, state: { kind: 'idle' } };
  const added = { ...state, nextSlot: state.nextSlot + 1, slots: [...state.slots, slot] };
  const isFree = origin === 'appeared' && takesCards(added) && !isInUse(added, slot);
  const node = isFree ? nextNode(added) : undefined;
  return node === undefined ? stay(added) : bind(added, slot, node);
}

/** Forgets a card that was pulled out while it was written, once the writer has said how that ended. */
export function forgetGone(state: StationState): StationState {
  return { ...state, slots: state.slots.filter((slot) => slot.present || boundNode(slot) !== undefined) };
}
