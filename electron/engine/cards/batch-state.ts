import type { BatchSnapshot, CardPhase, CardState, CardTarget } from '../../contract/card.ts';
import type { ErrorFacts } from '../../contract/errors.ts';
import type { ByteProgress } from '../../contract/image.ts';
import type { FromWriter } from '../../contract/writer-protocol.ts';
import { addSample, progressOf, type RateSample } from './rate.ts';

/** One card of a batch; `id` is its name in the writer's session. */
export interface BatchCard {
  readonly id: string;
  readonly node: string;
  readonly target: CardTarget;
  /** Whether its image is there from the start, or still comes while the card is written. */
  readonly image: 'whole' | 'growing';
  readonly state: CardState;
  /** Of the present phase. */
  readonly samples: readonly RateSample[];
}

export interface BatchState {
  readonly batchId: string;
  readonly revision: number;
  readonly cards: readonly BatchCard[];
}

/** What happens to a batch: the writer's words about a card, or the end of the writer itself. */
export type BatchEvent =
  | Exclude<FromWriter, { type: 'ready' }>
  /** Every card among `ids` that has not ended has failed with this. */
  | { readonly type: 'writer-ended' | 'image-failed'; readonly ids: readonly string[]; readonly error: ErrorFacts };

/** The next state; the same object when nothing changed. `at` in milliseconds. Pure. */
export function reduceBatch(state: BatchState, event: BatchEvent, at: number): BatchState {
  const cards = state.cards.map((card) => (concerns(event, card) && !hasEnded(card) ? nextCard(card, event, at) : card));
  const changed = cards.some((card, index) => card !== state.cards[index]);
  return changed ? { ...state, revision: state.revision + 1, cards } : state;
}

const concerns = (event: BatchEvent, { id }: BatchCard): boolean => ('ids' in event ? event.ids.includes(id) : event.id === id);

export const hasEnded = ({ state }: Pick<BatchCard, 'state'>): boolean => state.kind !== 'waiting' && state.kind !== 'running';

function nextCard(card: BatchCard, event: BatchEvent, at: number): BatchCard {
  switch (event.type) {
    case 'progress':
      return running(card, event, at);
    case 'done':
      return ended(card, { kind: 'done', report: event.report });
    case 'failed':
      return ended(card, { kind: 'failed', phase: event.phase, error: event.error });
    case 'cancelled':
      return ended(card, { kind: 'cancelled', phase: event.phase });
    case 'writer-ended':
    case 'image-failed':
      return ended(card, { kind: 'failed', phase: phaseOf(card), error: event.error });
  }
}

const ended = (card: BatchCard, state: CardState): BatchCard => ({ ...card, state, samples: [] });

const phaseOf = ({ state }: BatchCard): CardPhase => (state.kind === 'running' ? state.phase : 'preparing');

type ProgressEvent = Extract<BatchEvent, { type: 'progress' }>;

function running(card: BatchCard, { phase, done, total }: ProgressEvent, at: number): BatchCard {
  const samePhase = card.state.kind === 'running' && card.state.phase === phase;
  const samples = addSample(samePhase ? card.samples : [], { at, done });
  const progress: ByteProgress = { ...progressOf(samples, { done, total }), ...limit(card, phase) };
  return { ...card, samples, state: { kind: 'running', phase, progress } };
}

/**
 * Reading the stored image is cached and fast; while bytes move, the card or the disk with the card file sets the pace.
 * An image that still comes may be the slower one, which only its own progress tells.
 */
function limit({ target, image }: BatchCard, phase: CardPhase): Pick<ByteProgress, 'limitedBy'> {
  if (phase !== 'verifying' && (phase !== 'writing' || image === 'growing')) return {};
  return { limitedBy: target.kind === 'drive' ? 'card' : 'disk' };
}

export const snapshotOf = ({ batchId, revision, cards }: BatchState): BatchSnapshot => ({
  batchId,
  revision,
  finished: cards.every(hasEnded),
  cards: cards.map(({ node, target, state }) => ({ node, target, state })),
});
