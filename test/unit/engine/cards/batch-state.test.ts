import { describe, expect, it } from 'vitest';
import type { CardReport } from '../../../../electron/contract/card.ts';
import { SlipwayError, errorFacts } from '../../../../electron/contract/errors.ts';
import { reduceBatch, snapshotOf, type BatchEvent, type BatchState } from '../../../../electron/engine/cards/batch-state.ts';

const report: CardReport = { bytesWritten: 1, bytesVerified: 1, ranges: 1, files: [], seconds: 1, readBack: 'direct' };
const died = errorFacts(new SlipwayError('writer/died'));
const removed = errorFacts(new SlipwayError('card/removed'));

const fresh: BatchState = {
  batchId: 'b',
  revision: 0,
  cards: [
    { id: '1', node: 'pi1', target: { kind: 'file', path: '/1.img' }, image: 'whole', state: { kind: 'waiting' }, samples: [] },
    {
      id: '2',
      node: 'pi2',
      target: { kind: 'drive', drive: { path: '/dev/sdb', size: 1 } },
      image: 'whole',
      state: { kind: 'waiting' },
      samples: [],
    },
  ],
};

const after = (...events: readonly BatchEvent[]): BatchState =>
  events.reduce((state, event, index) => reduceBatch(state, event, index * 1000), fresh);
const writing = (id: string, done: number): BatchEvent => ({ type: 'progress', id, phase: 'writing', done, total: 100 });
const states = (state: BatchState): readonly unknown[] => snapshotOf(state).cards.map((card) => card.state);

describe('the state of a batch', () => {
  it('has each card’s phase, rate, time left and limit', () => {
    expect(states(after(writing('1', 0), writing('2', 0), writing('1', 40)))).toEqual([
      {
        kind: 'running',
        phase: 'writing',
        progress: { done: 40, total: 100, bytesPerSecond: 20, secondsLeft: 3, limitedBy: 'disk' },
      },
      { kind: 'running', phase: 'writing', progress: { done: 0, total: 100, bytesPerSecond: 0, limitedBy: 'card' } },
    ]);
  });

  it('does not blame a card that waits for its image, while it is written', () => {
    const growing: BatchState = { ...fresh, cards: fresh.cards.map((card) => ({ ...card, image: 'growing' })) };
    const progressIn = (phase: 'writing' | 'verifying'): unknown =>
      states(reduceBatch(growing, { type: 'progress', id: '2', phase, done: 0, total: 100 }, 0))[1];
    expect(progressIn('writing')).not.toHaveProperty('progress.limitedBy');
    expect(progressIn('verifying')).toMatchObject({ progress: { limitedBy: 'card' } });
  });

  it('starts the rate anew with each phase', () => {
    const verifying: BatchEvent = { type: 'progress', id: '1', phase: 'verifying', done: 0, total: 100 };
    expect(states(after(writing('1', 0), writing('1', 90), verifying))[0]).toMatchObject({
      phase: 'verifying',
      progress: { bytesPerSecond: 0 },
    });
  });

  it.each<[BatchEvent, object]>([
    [
      { type: 'done', id: '1', report },
      { kind: 'done', report },
    ],
    [
      { type: 'failed', id: '1', phase: 'writing', error: removed },
      { kind: 'failed', phase: 'writing', error: removed },
    ],
    [
      { type: 'cancelled', id: '1', phase: 'verifying' },
      { kind: 'cancelled', phase: 'verifying' },
    ],
  ])('ends a card once: after $type nothing changes it', (event, expected) => {
    const ended = after(event);
    expect(states(ended)[0]).toEqual(expected);
    for (const late of [writing('1', 50), event, { type: 'writer-ended', ids: ['1'], error: died } as const])
      expect(reduceBatch(ended, late, 9000)).toBe(ended);
  });

  it('fails every open card of a writer that died, in the phase it was in, and no other', () => {
    const state = after(
      writing('1', 10),
      { type: 'done', id: '2', report },
      { type: 'writer-ended', ids: ['1', '2'], error: died },
    );
    expect(states(state)).toEqual([
      { kind: 'failed', phase: 'writing', error: died },
      { kind: 'done', report },
    ]);
  });

  it('is finished when every card has ended, and has a newer revision after each change', () => {
    const half = after({ type: 'done', id: '1', report });
    const whole = reduceBatch(half, { type: 'failed', id: '2', phase: 'preparing', error: removed }, 0);
    expect([fresh, half, whole].map(snapshotOf).map(({ finished, revision }) => [revision, finished])).toEqual([
      [0, false],
      [1, false],
      [2, true],
    ]);
  });

  it('does not change for a card that it does not have', () => {
    expect(after(writing('9', 1))).toBe(fresh);
  });
});
