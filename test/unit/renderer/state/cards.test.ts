import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cardPhases,
  type BatchSnapshot,
  type CardPhase,
  type CardState,
  type CardStatus,
} from '../../../../electron/contract/card.ts';
import {
  batchOf,
  cardFraction,
  latestRecords,
  mergeBatches,
  nextHeard,
  nothingHeard,
  overallFraction,
  rememberedOf,
} from '../../../../renderer/state/cards.ts';

const running = (phase: CardPhase, done: number): CardState => ({
  kind: 'running',
  phase,
  progress: { done, total: 100, bytesPerSecond: 1 },
});
const error = { code: 'card/removed', title: 'Gone.', detail: '', fix: 'Insert it.' } as const;
const failed: CardState = { kind: 'failed', phase: 'writing', error };
const cancelled: CardState = { kind: 'cancelled', phase: 'writing' };
const card = (node: string, state: CardState): CardStatus => ({ node, target: { kind: 'file', path: `/${node}.img` }, state });
const batch = (batchId: string, ...cards: CardStatus[]): BatchSnapshot => ({ batchId, revision: 1, finished: false, cards });

describe('a write session that the engine does not know any more', () => {
  it('stays as it ended, and is gone when it had not ended: nobody writes its cards now', () => {
    const open = batch('1', card('pi1', running('writing', 50)));
    expect(rememberedOf(open)).toBeNull();
    expect(rememberedOf({ ...open, finished: true })).toEqual({ ...open, finished: true });
    expect([rememberedOf(null), rememberedOf(undefined)]).toEqual([null, null]);
  });
});

describe('cardFraction', () => {
  it('never goes back from one phase to the next', () => {
    const steps = cardPhases.flatMap((phase) => [0, 50, 100].map((done) => cardFraction(running(phase, done))));
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect([steps[0], steps.at(-1)]).toEqual([0, 1]);
  });

  it('stays between 0 and 1 whatever the writer reports', () => {
    fc.assert(
      fc.property(fc.constantFrom(...cardPhases), fc.nat(), fc.option(fc.nat(), { nil: undefined }), (phase, done, total) => {
        const progress = { done, bytesPerSecond: 0, ...(total === undefined ? {} : { total }) };
        const fraction = cardFraction({ kind: 'running', phase, progress });
        expect(fraction).toBeGreaterThanOrEqual(0);
        expect(fraction).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('sessions', () => {
  it('that write a node again replace its row at its old place', () => {
    const merged = mergeBatches([
      batch('1', card('a', failed), card('b', cancelled)),
      batch('2', card('a', running('writing', 1))),
    ]);
    expect(merged.map(({ node, state }) => [node, state.kind])).toEqual([
      ['a', 'running'],
      ['b', 'cancelled'],
    ]);
  });

  it('are found by node: the last one that has it', () => {
    const batches = [batch('1', card('a', failed)), batch('2', card('a', failed)), batch('3', card('b', failed))];
    expect(batchOf(batches, 'a')?.batchId).toBe('2');
    expect(batchOf(batches, 'z')).toBeUndefined();
  });

  it('count a card that ended as whole, however it ended', () => {
    expect(overallFraction([card('a', failed), card('b', { kind: 'waiting' })])).toBe(0.5);
    expect(overallFraction([])).toBe(0);
  });
});

describe('what is said aloud', () => {
  const at = (percent: number): readonly CardStatus[] =>
    Array.from({ length: 100 }, (_, index) => card(String(index), index < percent ? cancelled : { kind: 'waiting' }));

  it('is each quarter, once', () => {
    let heard = nothingHeard;
    const said = [0, 3, 24, 25, 26, 50, 49, 74, 75, 100].map((percent) => {
      const next = nextHeard(heard, at(percent));
      heard = next.heard;
      return next.news?.percent;
    });
    expect(said).toEqual([0, undefined, undefined, 25, undefined, 50, undefined, undefined, 75, 100]);
  });

  it('is a failure at once and only once', () => {
    const cards = [
      card('a', failed),
      card('b', running('writing', 10)),
      card('c', { kind: 'waiting' }),
      card('d', { kind: 'waiting' }),
    ];
    const first = nextHeard({ quarter: 1, failed: [] }, cards);
    expect(first.news).toEqual({ percent: 25, failed: ['a'] });
    expect(nextHeard(first.heard, cards).news).toBeUndefined();
  });
});

it('the newest record of a node is the one that counts', () => {
  const record = (node: string, state: CardState, at: string) => ({ ...card(node, state), at, imageId: 'x' });
  const latest = latestRecords([record('a', failed, '2'), record('a', cancelled, '1')]);
  expect(latest.get('a')?.at).toBe('2');
});
