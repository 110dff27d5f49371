import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newsOf } from '../../../../electron/contract/run-news.ts';
import type { RunSnapshot, StepProgress, StepState } from '../../../../electron/contract/runbook.ts';
import { runAfter } from '../../../../renderer/state/run-news.ts';

const states: readonly StepState[] = [
  { kind: 'waiting' },
  { kind: 'checking' },
  { kind: 'acting' },
  { kind: 'done', changed: true, evidence: { done: true, summary: 'So it is.' } },
  { kind: 'blocked', by: ['a@pi1'] },
  { kind: 'blocked', by: ['a@pi1', 'b@pi2'] },
  { kind: 'cancelled' },
];

const step = (place: number, [state, logBytes]: readonly [number, number]): StepProgress => ({
  info: { id: `s@pi${place}`, title: 's', on: `pi${place}`, needs: [], weight: 1, timeoutMs: 1 },
  state: states[state] ?? { kind: 'waiting' },
  attempts: 1,
  logBytes,
});

const run = (revision: number, steps: readonly StepProgress[], runId = 'r1'): RunSnapshot => ({
  ...{ runId, dir: '/p', kind: 'up', revision, startedAt: '2026-11-24T22:10:00Z', resumed: 0, stopping: false },
  ...{ steps, progress: { fraction: revision / 100 } },
});

const moment = fc.array(fc.tuple(fc.nat(states.length - 1), fc.nat(3)), { minLength: 3, maxLength: 3 });

/** As it comes out of the wire: nothing is the same object any more. */
const overTheWire = <T>(value: T): T => structuredClone(value);

describe('what is told of a run', () => {
  it('adds up to the run as it is, whatever happened in it', () => {
    fc.assert(
      fc.property(fc.array(moment, { minLength: 1, maxLength: 12 }), (moments) => {
        let told: RunSnapshot | undefined;
        let heard: RunSnapshot | undefined;
        for (const [revision, steps] of moments.entries()) {
          const now = run(
            revision,
            steps.map((each, place) => step(place, each)),
          );
          heard = runAfter(heard, overTheWire(newsOf(told, now)));
          told = now;
          expect(heard).toEqual(now);
        }
      }),
    );
  });

  it('is the whole run first and when another run begins, and only what changed in between', () => {
    const before = run(1, [step(0, [0, 0]), step(1, [4, 0])]);
    const [first] = before.steps;
    if (first === undefined) throw new Error('no step');
    const now = run(2, [first, step(1, [4, 7])]);
    expect(newsOf(undefined, before).kind).toBe('whole');
    expect(newsOf(before, now)).toMatchObject({ kind: 'changes', run: { revision: 2 }, steps: [{ place: 1 }] });
    expect(newsOf(before, run(2, now.steps, 'r2')).kind).toBe('whole');
  });

  it('leaves steps that did not change the same objects', () => {
    const before = run(1, [step(0, [0, 0]), step(1, [1, 0])]);
    const after = runAfter(before, newsOf(before, run(2, [...before.steps.slice(0, 1), step(1, [2, 0])])));
    expect(after?.steps[0]).toBe(before.steps[0]);
    expect(after?.steps[1]?.state).toEqual({ kind: 'acting' });
  });

  it('is nothing when it is about a run that is not known', () => {
    const other = run(2, [], 'r2');
    expect(runAfter(undefined, newsOf(other, { ...other, revision: 3 }))).toBeUndefined();
  });
});
