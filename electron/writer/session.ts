import { resolve } from 'node:path';
import type { CardReport } from '../contract/card.ts';
import { errorFacts, SlipwayError } from '../contract/errors.ts';
import { withResolvers } from '../contract/with-resolvers.ts';
import {
  writerProtocolVersion,
  type ArrivedImage,
  type CardJob,
  type FromWriter,
  type ToWriter,
} from '../contract/writer-protocol.ts';
import { abandonAfter } from './abandon-after.ts';
import { createTracker, type Tracker } from './tracker.ts';

export interface SessionEdge {
  readonly messages: AsyncIterable<ToWriter>;
  readonly send: (message: FromWriter) => void;
  readonly runCard: (job: CardJob, context: CardContext) => Promise<CardReport>;
  /** Milliseconds. */
  readonly now: () => number;
}

export interface CardContext {
  readonly tracker: Tracker;
  readonly signal: AbortSignal;
  /** Resolves with what `arrived` said of this card; never rejects. */
  readonly arrived: Promise<ArrivedImage>;
}

/** A card that does not stop by itself within this time after a cancel is left to its fate: its reader hangs. */
const cancelGrace = 1500;

/**
 * One session: says `ready`, takes one `start`, runs its cards side by side, each stoppable by `cancel`; resolves when all
 * have ended. Errors: `writer/protocol` (unknown, early or second message) and `engine/cancelled` (the other side went
 * away); both stop every card first.
 */
export async function runSession(edge: SessionEdge): Promise<void> {
  edge.send({ type: 'ready', version: writerProtocolVersion });
  const messages = edge.messages[Symbol.asyncIterator]();
  const first = await messages.next();
  if (first.done === true) throw new SlipwayError('engine/cancelled', 'There was nothing to do.');
  if (first.value.type !== 'start') throw new SlipwayError('writer/protocol', 'The first message must be start.');
  const cards = startCards(first.value.cards, edge);
  const ended = Promise.all([...cards.values()].map(({ ended }) => ended));
  const stopped = obey(messages, cards);
  try {
    await Promise.race([ended, stopped]);
  } catch (thrown) {
    for (const { controller } of cards.values()) controller.abort();
    await ended;
    throw thrown;
  }
}

interface RunningCard {
  readonly controller: AbortController;
  /** Present while the card's image is still growing. */
  arrive: ((image: ArrivedImage) => void) | undefined;
  readonly ended: Promise<void>;
}

function startCards(jobs: readonly CardJob[], edge: SessionEdge): ReadonlyMap<string, RunningCard> {
  if (new Set(jobs.map(({ id }) => id)).size < jobs.length)
    throw new SlipwayError('writer/protocol', 'Two cards have the same id.');
  // Two jobs on one card file would each take the other's half-written file for a leftover.
  if (new Set(jobs.map(placeOf)).size < jobs.length) throw new SlipwayError('writer/protocol', 'Two cards have the same target.');
  return new Map(
    jobs.map((job) => {
      const controller = new AbortController();
      const { promise: arrived, resolve } = withResolvers<ArrivedImage>();
      const arrive = job.image !== undefined && 'outline' in job.image ? resolve : undefined;
      return [job.id, { controller, arrive, ended: runToEnd(job, { arrived, signal: controller.signal }, edge) }];
    }),
  );
}

const placeOf = ({ target }: CardJob): string => (target.kind === 'file' ? resolve(target.path) : target.drive.path);

/** Never rejects: whatever becomes of one card is said, and does not touch the others. */
async function runToEnd(job: CardJob, card: Omit<CardContext, 'tracker'>, { runCard, send, now }: SessionEdge): Promise<void> {
  const { id } = job;
  const { signal } = card;
  const tracker = createTracker((progress) => {
    if (!signal.aborted) send({ type: 'progress', id, ...progress });
  }, now);
  try {
    const report = await abandonAfter(runCard(job, { ...card, tracker }), signal, cancelGrace);
    send({ type: 'done', id, report });
  } catch (thrown) {
    const phase = tracker.phase();
    if (signal.aborted) send({ type: 'cancelled', id, phase });
    else send({ type: 'failed', id, phase, error: errorFacts(thrown) });
  }
}

/** Takes cancels and arrivals for ever; rejects when the other side says something else or is gone. */
async function obey(messages: AsyncIterator<ToWriter>, cards: ReadonlyMap<string, RunningCard>): Promise<never> {
  for (let next = await messages.next(); next.done !== true; next = await messages.next()) {
    const message = next.value;
    if (message.type === 'start') throw new SlipwayError('writer/protocol', 'start comes only once.');
    const card = cards.get(message.id);
    if (card === undefined)
      throw new SlipwayError('writer/protocol', `${message.type} names a card that is not in this session.`);
    if (message.type === 'cancel') card.controller.abort();
    else completeOnce(card, message);
  }
  throw new SlipwayError('engine/cancelled', 'The engine is gone.');
}

function completeOnce(card: RunningCard, { path, map, bootPartition, files }: ArrivedImage): void {
  if (card.arrive === undefined) throw new SlipwayError('writer/protocol', 'arrived came for an image that was whole.');
  card.arrive({ path, map, bootPartition, files });
  card.arrive = undefined;
}
