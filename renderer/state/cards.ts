import type { BatchSnapshot, CardPhase, CardState, CardStatus } from '../../electron/contract/card.ts';
import type { CardRecord } from '../../electron/contract/services.ts';

/** One row per node: a later session's word on a node replaces an earlier one's, at its old place. */
export function mergeBatches(batches: readonly BatchSnapshot[]): readonly CardStatus[] {
  const byNode = new Map<string, CardStatus>();
  for (const card of batches.flatMap(({ cards }) => cards)) byNode.set(card.node, card);
  return [...byNode.values()];
}

/** The session whose word on this node counts. */
export const batchOf = (batches: readonly BatchSnapshot[], node: string): BatchSnapshot | undefined =>
  batches.findLast(({ cards }) => cards.some((card) => card.node === node));

/** What is left of a session that the engine does not know (any more): its end, or nothing when it was still being written. */
export const rememberedOf = (known: BatchSnapshot | null | undefined): BatchSnapshot | null =>
  known?.finished === true ? known : null;

export const isSettled = ({ state }: CardStatus): boolean => state.kind !== 'waiting' && state.kind !== 'running';

/** Shares of the whole that the phases take, as measured: writing and reading back are nearly all of it. */
const spans: Readonly<Record<CardPhase, readonly [number, number]>> = {
  preparing: [0, 0.01],
  probing: [0.01, 0.03],
  writing: [0.03, 0.56],
  verifying: [0.56, 0.97],
  personalising: [0.97, 0.985],
  rereading: [0.985, 1],
};

/** How far a card is, 0 to 1, over all of its phases; it never goes back when a phase begins. */
export function cardFraction(state: CardState): number {
  switch (state.kind) {
    case 'waiting':
      return 0;
    case 'running': {
      const [from, to] = spans[state.phase];
      const { done, total } = state.progress;
      return from + (to - from) * (total === undefined || total === 0 ? 0 : Math.min(1, done / total));
    }
    case 'done':
      return 1;
    case 'failed':
    case 'cancelled':
      return spans[state.phase][0];
  }
}

/** How far the session is, 0 to 1: cards that ended count as whole, however they ended. */
export function overallFraction(cards: readonly CardStatus[]): number {
  if (cards.length === 0) return 0;
  const parts = cards.map((card) => (isSettled(card) ? 1 : cardFraction(card.state)));
  return parts.reduce((sum, part) => sum + part, 0) / cards.length;
}

/** What is to be said aloud: each quarter once, and each card that failed. */
export interface Heard {
  readonly quarter: number;
  readonly failed: readonly string[];
}

export const nothingHeard: Heard = { quarter: -1, failed: [] };

/** Compares what was said with what is; `news` is undefined when there is nothing to say. */
export function nextHeard(
  heard: Heard,
  cards: readonly CardStatus[],
): { readonly heard: Heard; readonly news: News | undefined } {
  const quarter = Math.floor(overallFraction(cards) * 4);
  const failed = cards.filter(({ state }) => state.kind === 'failed').map(({ node }) => node);
  const fresh = failed.filter((node) => !heard.failed.includes(node));
  const next: Heard = { quarter: Math.max(quarter, heard.quarter), failed };
  const passed = quarter > heard.quarter;
  return { heard: next, news: passed || fresh.length > 0 ? { percent: next.quarter * 25, failed: fresh } : undefined };
}

export interface News {
  readonly percent: number;
  readonly failed: readonly string[];
}

/** The newest record of each node. History comes last session first. */
export function latestRecords(history: readonly CardRecord[]): ReadonlyMap<string, CardRecord> {
  const latest = new Map<string, CardRecord>();
  for (const record of history) if (!latest.has(record.node)) latest.set(record.node, record);
  return latest;
}
