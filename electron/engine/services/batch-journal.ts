import type { CardOrder, CardState, CardTarget } from '../../contract/card.ts';
import type { CardRecord } from '../../contract/services.ts';
import { appendJournal, type CardEvent, type JournalEvent } from '../project/journal.ts';
import type { Log } from './log.ts';

interface CardEnd {
  readonly node: string;
  readonly target: CardTarget;
  readonly state: CardState;
}

export interface BatchJournal {
  started: () => Promise<void>;
  ended: (end: CardEnd) => void;
  /** Resolves when every event is on disk. */
  settled: () => Promise<void>;
}

interface JournalOptions {
  readonly dir: string;
  /** Which image each node's card gets. */
  readonly imageIds: ReadonlyMap<string, string>;
  readonly orders: readonly CardOrder[];
  readonly log: Log;
}

/** Writes what happens to each card into the project's journal, one event after the other. */
export function createBatchJournal({ dir, imageIds, orders, log }: JournalOptions): BatchJournal {
  const imageOf = (node: string): string => imageIds.get(node) ?? '';
  const stamp = (node: string, target: CardTarget) => ({ at: new Date().toISOString(), node, target, imageId: imageOf(node) });
  let queue = Promise.resolve();
  return {
    started: async () => {
      for (const { node, target } of orders) await appendJournal(dir, { type: 'card-started', ...stamp(node, target) });
    },
    ended: ({ node, target, state }) => {
      const event = endEvent(state, stamp(node, target));
      log.info({ node, state: state.kind, error: state.kind === 'failed' ? state.error : undefined }, 'card ended');
      // A journal that cannot be written must not undo a good card; the log keeps the reason.
      if (event !== undefined)
        queue = queue.then(() => appendJournal(dir, event)).catch((thrown: unknown) => log.error(thrown, 'journal'));
    },
    settled: () => queue,
  };
}

function endEvent(state: CardState, stamp: Omit<CardEvent & { readonly type: 'card-started' }, 'type'>): CardEvent | undefined {
  switch (state.kind) {
    case 'done':
      return { type: 'card-done', ...stamp, report: state.report };
    case 'failed':
      return { type: 'card-failed', ...stamp, phase: state.phase, error: state.error };
    case 'cancelled':
      return { type: 'card-cancelled', ...stamp, phase: state.phase };
    case 'waiting':
    case 'running':
      return undefined;
  }
}

/** Each node's last event, newest first; a session that was killed shows its cards as unfinished. */
export function historyOf(events: readonly JournalEvent[]): readonly CardRecord[] {
  const last = new Map(events.flatMap((event) => (isOfCard(event) ? [[event.node, event] as const] : [])));
  return [...last.values()].map(recordOf).sort((a, b) => b.at.localeCompare(a.at));
}

const isOfCard = (event: JournalEvent): event is CardEvent => 'imageId' in event;

function recordOf(event: CardEvent): CardRecord {
  const { node, target, at, imageId } = event;
  return { node, target, at, imageId, state: stateOf(event) };
}

function stateOf(event: CardEvent): CardState {
  switch (event.type) {
    case 'card-started':
      return { kind: 'waiting' };
    case 'card-done':
      return { kind: 'done', report: event.report };
    case 'card-failed':
      return { kind: 'failed', phase: event.phase, error: event.error };
    case 'card-cancelled':
      return { kind: 'cancelled', phase: event.phase };
  }
}
