import { errorFacts, SlipwayError } from '../../../contract/errors.ts';
import type { StationSlot } from '../../../contract/station.ts';
import { sizeText } from '../../../contract/size-text.ts';
import { doubtsAbout } from './doubts.ts';
import { inState, slotBoundTo, slotOf, stay, withSlot, type QueuedNode, type StationState, type Step } from './state.ts';

/** Binds a card to a node and has it read; a card that can never be this node's is refused at once. */
export function bind(state: StationState, slot: StationSlot, node: QueuedNode): Step {
  const reason = refusal(slot, node);
  if (reason !== undefined) return stay(inState(state, slot.id, { kind: 'refused', node: node.node, error: errorFacts(reason) }));
  const bound = withSlot(state, slot.id, { card: { kind: 'unread' }, state: { kind: 'checking', node: node.node } });
  return { state: bound, effects: [{ type: 'read-card', slot: slot.id, drive: slot.drive }] };
}

/** Why a card cannot be this node's. */
export function refusal({ drive }: Pick<StationSlot, 'drive'>, { node, rawBytes }: QueuedNode): SlipwayError | undefined {
  const { verdict, identity } = drive;
  if (verdict.decision === 'refused')
    return new SlipwayError('drive/refused', verdict.reasons.map(({ message }) => message).join(' '));
  if (identity.size >= rawBytes) return undefined;
  return new SlipwayError(
    'card/too-small',
    `It holds ${sizeText(identity.size)}; the image of ${node} needs ${sizeText(rawBytes)}.`,
  );
}

/** The card was read: it is written at once where the station may, else a person is asked. */
export function assess(state: StationState, id: string): Step {
  const slot = slotOf(state, id);
  if (slot?.state.kind !== 'checking') return stay(state);
  const doubts = doubtsAbout(state, slot);
  const asking = inState(state, id, { kind: 'asking', node: slot.state.node, doubts });
  return state.auto && mayWriteUnasked(slot, doubts) ? startWriting(asking, [{ id }]) : stay(asking);
}

const mayWriteUnasked = ({ drive }: StationSlot, doubts: readonly unknown[]): boolean =>
  drive.verdict.decision === 'allowed' && doubts.length === 0;

/** Starts what waits for a word and needs none any more. */
export function startClear(state: StationState): Step {
  const clear = state.slots.filter((slot) => slot.state.kind === 'asking' && mayWriteUnasked(slot, slot.state.doubts));
  return startWriting(
    state,
    clear.map(({ id }) => ({ id })),
  );
}

interface Confirmed {
  readonly id: string;
  readonly typed?: string;
}

/** Orders cards written that were asked about; no other way leads to an order. */
export function startWriting(state: StationState, confirmed: readonly Confirmed[]): Step {
  const orders = confirmed.flatMap(({ id, typed }) => {
    const slot = slotOf(state, id);
    if (slot?.state.kind !== 'asking' || !slot.present || slotBoundTo(state, slot.state.node)?.id !== id) return [];
    const { node } = slot.state;
    return [{ slot: id, node, drive: slot.drive, ...(typed === undefined ? {} : { confirmation: typed }) }];
  });
  if (orders.length === 0) return stay(state);
  const started = orders.reduce((now, { slot, node }) => inState(now, slot, { kind: 'starting', node }), state);
  return { state: started, effects: [{ type: 'start-write', orders }] };
}
