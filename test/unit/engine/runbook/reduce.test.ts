import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StepId } from '../../../../electron/contract/runbook.ts';
import { nextMove } from '../../../../electron/engine/runbook/moves.ts';
import { foldRun, reduceRun, startRun } from '../../../../electron/engine/runbook/reduce.ts';
import { isUnderWay, type RunEvent, type RunState } from '../../../../electron/engine/runbook/state.ts';
import type { Step } from '../../../../electron/engine/runbook/step.ts';
import { done, startEvent, step } from '../../../fakes/fake-steps.ts';

/** A graph without circles: each step may need those before it. */
const graphs = fc
  .array(
    fc.record({
      on: fc.constantFrom('pi1', 'pi2', 'pi3', 'cluster'),
      needs: fc.array(fc.nat(20), { maxLength: 3 }),
      after: fc.array(fc.nat(20), { maxLength: 2 }),
      optional: fc.boolean(),
      attempts: fc.integer({ min: 1, max: 3 }),
    }),
    { maxLength: 12 },
  )
  .map((shapes) => shapes.map((shape, place) => stepOf(place, shape)));

interface Shape {
  readonly on: string;
  readonly needs: readonly number[];
  readonly after: readonly number[];
  readonly optional: boolean;
  readonly attempts: number;
}

function stepOf(place: number, { on, needs, after, optional, attempts }: Shape): Step {
  const before = (numbers: readonly number[]): StepId[] => (place === 0 ? [] : numbers.map((number) => `s${number % place}`));
  const retry = { attempts, backoffMs: 100 };
  return step(`s${place}`, { on, needs: before(needs), after: before(after), optional, retry });
}

const failure = { error: { code: 'run/step-failed', title: 't', detail: '', fix: 'f' }, cause: 't', remedy: 'f' } as const;

type Choice = 'done' | 'failed' | 'lost' | 'stop';
const choices = fc.array(fc.tuple(fc.nat(), fc.constantFrom<Choice>('done', 'done', 'done', 'failed', 'lost', 'stop')), {
  minLength: 1,
  maxLength: 60,
});

/** How a run may go: what is started, and the chosen end for one of those under way, again and again. */
function played(
  steps: readonly Step[],
  ends: readonly (readonly [number, Choice])[],
  look: (state: RunState) => void,
): RunEvent[] {
  const events: RunEvent[] = [startEvent(steps)];
  let state = startRun(startEvent(steps));
  let time = Date.parse('2026-11-24T08:00:00Z');
  const happen = (event: RunEvent): void => {
    events.push(event);
    state = reduceRun(state, event);
    look(state);
  };
  const at = (): string => new Date(time).toISOString();
  for (let turn = 0; state.ended === undefined; turn += 1) {
    if (turn > 5000) throw new Error('It does not end.');
    const move = nextMove(state, time);
    if (move.kind === 'end') {
      happen({ type: 'run-ended', at: at(), outcome: move.outcome });
      break;
    }
    for (const id of move.start) happen({ type: 'step-started', at: at(), step: id });
    const running = state.steps.filter((one) => isUnderWay(one.state));
    const [pick, end] = ends[turn % ends.length] ?? [0, 'done'];
    const chosen = running[pick % Math.max(1, running.length)];
    if (chosen === undefined) time = move.wakeAt ?? time;
    else happen(eventFor(chosen.info.id, turn < 200 ? end : 'done', at()));
    time += 50;
  }
  return events;
}

function eventFor(id: StepId, end: Choice, at: string): RunEvent {
  switch (end) {
    case 'done':
      return { type: 'step-done', at, step: id, evidence: done() };
    case 'failed':
      return { type: 'step-failed', at, step: id, failure };
    case 'lost':
      return { type: 'step-failed', at, step: id, failure: { ...failure, error: { ...failure.error, code: 'run/act-lost' } } };
    case 'stop':
      return { type: 'stop', at };
  }
}

describe('the scheduler', () => {
  it('never runs a step before what it needs is done or skipped, or optional and at its end', () => {
    fc.assert(
      fc.property(graphs, choices, (steps, ends) => {
        played(steps, ends, (state) => {
          for (const one of state.steps.filter((other) => isUnderWay(other.state)))
            for (const need of one.info.needs) {
              const needed = state.steps.find(({ info }) => info.id === need);
              const ended = needed !== undefined && !isUnderWay(needed.state);
              const good = needed?.state.kind === 'done' || needed?.state.kind === 'skipped';
              expect(good || (needed?.info.optional === true && ended)).toBe(true);
            }
        });
      }),
    );
  });

  it('never has two steps under way on one node', () => {
    fc.assert(
      fc.property(graphs, choices, (steps, ends) => {
        played(steps, ends, (state) => {
          const busy = state.steps.filter((one) => isUnderWay(one.state)).map(({ info }) => info.on);
          expect(new Set(busy).size).toBe(busy.length);
        });
      }),
    );
  });

  it('always ends, and then each step is at an end or held up by one that failed', () => {
    fc.assert(
      fc.property(graphs, choices, (steps, ends) => {
        const state = foldRun(played(steps, ends, () => undefined));
        expect(state?.ended).toBeDefined();
        expect(state?.steps.every((one) => !isUnderWay(one.state))).toBe(true);
        if (state?.ended?.outcome === 'done')
          expect(
            state.steps.every((one) => one.state.kind === 'done' || one.info.optional === true || one.info.needs.length > 0),
          ).toBe(true);
      }),
    );
  });

  it('is folded from its journal as it went, event by event, with any resumes and retries between', () => {
    fc.assert(
      fc.property(graphs, choices, fc.array(fc.tuple(fc.nat(), fc.boolean()), { maxLength: 3 }), (steps, ends, extras) => {
        const events = [...played(steps, ends, () => undefined)];
        const { steps: planned, limits, at } = startEvent(steps);
        for (const [place, resumes] of extras) {
          const retry = { type: 'retry', at, step: planned[place % planned.length]?.info.id ?? '' } as const;
          const extra = resumes ? ({ type: 'run-resumed', at, steps: planned, limits } as const) : retry;
          events.splice(1 + (place % events.length), 0, extra);
        }
        const oneByOne = events.slice(1).reduce(reduceRun, startRun(startEvent(steps)));
        expect(foldRun(events)).toEqual(oneByOne);
      }),
    );
  });

  it('is done in the end when it is resumed from its journal cut at any place and nothing fails any more', () => {
    fc.assert(
      fc.property(graphs, choices, fc.nat(), (steps, ends, cut) => {
        const events = played(steps, ends, () => undefined);
        const before = foldRun(events.slice(0, 1 + (cut % events.length)));
        if (before === undefined) throw new Error('The start is missing.');
        const { steps: planned, limits, at } = startEvent(steps);
        let state = reduceRun(before, { type: 'run-resumed', at, steps: planned, limits });
        for (let turn = 0; turn < 200; turn += 1) {
          const move = nextMove(state, Date.parse(at));
          if (move.kind === 'end') {
            expect(move.outcome).toBe('done');
            return;
          }
          for (const id of move.start) {
            state = reduceRun(state, { type: 'step-started', at, step: id });
            state = reduceRun(state, { type: 'step-done', at, step: id, evidence: done() });
          }
        }
        throw new Error('It does not end.');
      }),
    );
  });

  it('gives a lane as many places as it is wide, and one where nobody said', () => {
    const join = (id: string): Step => step(id, { on: id, lanes: ['join'] });
    const steps = ['a', 'b', 'c'].map(join);
    const started = (lanes: Readonly<Record<string, number>>) => nextMove(startRun(startEvent(steps, { lanes })), 0);
    expect(started({})).toMatchObject({ start: ['a'] });
    expect(started({ join: 2 })).toMatchObject({ start: ['a', 'b'] });
  });

  it('starts no more at once than the run may have', () => {
    const steps = ['a', 'b', 'c'].map((id) => step(id, { on: id }));
    expect(nextMove(startRun(startEvent(steps, { overall: 2 })), 0)).toMatchObject({ start: ['a', 'b'] });
  });

  it('loses an act three times before it is a failure', () => {
    let state = startRun(startEvent([step('a')]));
    const lost = { ...failure, error: { ...failure.error, code: 'run/act-lost' } } as const;
    const kinds: string[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      const at = '2026-11-24T08:00:00.000Z';
      state = reduceRun(state, { type: 'step-started', at, step: 'a' });
      state = reduceRun(state, { type: 'step-failed', at, step: 'a', failure: lost });
      kinds.push(state.steps[0]?.state.kind ?? '');
    }
    expect(kinds).toEqual(['waiting', 'waiting', 'waiting', 'failed']);
  });

  it('keeps what may go on on a node through the end of Slipway, and what a person skipped', () => {
    const steps = [step('a'), step('b', { on: 'pi2' })];
    const act = { node: 'pi1', unit: 'work' };
    const at = '2026-11-24T08:00:00.000Z';
    const happened: RunEvent[] = [
      startEvent(steps),
      { type: 'step-started', at, step: 'a' },
      { type: 'step-acting', at, step: 'a', evidence: done() },
      { type: 'step-detached', at, step: 'a', act },
      { type: 'skip', at, step: 'b' },
      { type: 'run-resumed', at, steps: startEvent(steps).steps, limits: startEvent(steps).limits },
    ];
    const state = foldRun(happened);
    expect(state?.steps.map((one) => [one.state.kind, one.left])).toEqual([
      ['waiting', act],
      ['skipped', undefined],
    ]);
    expect(state?.resumed).toBe(1);
  });
});

describe('a graph of steps', () => {
  it.each([
    ['a need that is no step', [step('a', { needs: ['b'] })], 'b, which is no step'],
    ['a name twice', [step('a'), step('a')], 'two steps a'],
    ['a circle', [step('a', { needs: ['b'] }), step('b', { after: ['a'] })], 'wait for each other: a, b'],
    ['a step that needs itself', [step('a', { needs: ['a'] })], 'wait for each other: a'],
    ['a name that is none', [step('../a')], '../a is no name'],
  ])('is refused with %s', (_, steps, detail) => {
    expect(() => startRun(startEvent(steps))).toThrow(detail);
  });
});
