import { describe, expect, it } from 'vitest';
import type { RunProgress } from '../../../../electron/contract/runbook.ts';
import { foldRun } from '../../../../electron/engine/runbook/reduce.ts';
import { snapshotOf } from '../../../../electron/engine/runbook/snapshot.ts';
import type { RunEvent } from '../../../../electron/engine/runbook/state.ts';
import type { Step } from '../../../../electron/engine/runbook/step.ts';
import { done, startEvent, step } from '../../../fakes/fake-steps.ts';

const start = Date.parse('2026-11-24T08:00:00Z');
const at = (seconds: number): string => new Date(start + seconds * 1000).toISOString();

/** A step that acted from one second to another. */
const acted = (id: string, from: number, to: number): RunEvent[] => [
  { type: 'step-started', at: at(from), step: id },
  { type: 'step-acting', at: at(from), step: id, evidence: done() },
  { type: 'step-done', at: at(to), step: id, evidence: done() },
];

function progress(steps: readonly Step[], events: readonly RunEvent[], seconds: number): RunProgress {
  const state = foldRun([startEvent(steps), ...events]);
  if (state === undefined) throw new Error('The start is missing.');
  return snapshotOf(state, { revision: 1, now: start + seconds * 1000, logBytes: () => 0 }).progress;
}

describe('the progress of a run', () => {
  const chain = [
    step('a', { weight: 10 }),
    step('b', { weight: 10, needs: ['a'] }),
    step('c', { weight: 20, needs: ['b'], on: 'pi2' }),
    step('d', { weight: 60, needs: ['b'], on: 'pi3' }),
  ];

  it('counts the weight of what is done or skipped', () => {
    expect(progress(chain, [], 0)).toEqual({ fraction: 0 });
    expect(progress(chain, [...acted('a', 0, 20), { type: 'skip', at: at(20), step: 'b' }], 20).fraction).toBe(0.2);
  });

  it('says nothing of the time left before two acts were measured', () => {
    expect(progress(chain, acted('a', 0, 20), 20)).toEqual({ fraction: 0.1 });
  });

  it('reckons the longest chain that is left at the measured pace', () => {
    expect(progress(chain, [...acted('a', 0, 20), ...acted('b', 20, 40)], 40).etaSeconds).toBe(120);
  });

  it('takes the time that a step has run off', () => {
    const events: RunEvent[] = [...acted('a', 0, 20), ...acted('b', 20, 40), { type: 'step-started', at: at(40), step: 'd' }];
    expect(progress(chain, events, 70).etaSeconds).toBe(90);
  });

  it('reckons with the queue on one node', () => {
    const queue = [...chain, ...['e', 'f', 'g'].map((id) => step(id, { weight: 30, on: 'pi4' }))];
    expect(progress(queue, [...acted('a', 0, 20), ...acted('b', 20, 40)], 40).etaSeconds).toBe(180);
  });

  it('does not wait for what is held up', () => {
    const failure = { error: { code: 'run/step-failed', title: 't', detail: '', fix: 'f' }, cause: 't', remedy: 'f' } as const;
    const steps = [...chain, step('z', { weight: 900, needs: ['c'] })];
    const events: RunEvent[] = [
      ...[...acted('a', 0, 20), ...acted('b', 20, 40)],
      { type: 'step-started', at: at(40), step: 'c' },
      { type: 'step-failed', at: at(40), step: 'c', failure },
    ];
    expect(progress(steps, events, 40).etaSeconds).toBe(120);
  });
});
