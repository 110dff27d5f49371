import { describe, expect, it } from 'vitest';
import type { RunSnapshot, StepProgress, StepState } from '../../../../electron/contract/runbook.ts';
import { membershipOf } from '../../../../renderer/state/membership.ts';
import { limitOf, matrixOf, runTurn, tallyOf } from '../../../../renderer/state/run.ts';

const evidence = { done: true, summary: 'So it is.' };
const done: StepState = { kind: 'done', changed: true, evidence };
const error = { code: 'run/step-failed', title: '', detail: '', fix: '' } as const;
const failed: StepState = { kind: 'failed', cause: 'a', remedy: 'b', error };

const step = (id: string, state: StepState, weight = 10): StepProgress => ({
  info: { id, title: id.split('@')[0] ?? '', on: id.split('@')[1] ?? 'cluster', needs: [], weight, timeoutMs: 1000 },
  state,
  attempts: 1,
  logBytes: 0,
});
const run = (steps: readonly StepProgress[], part: Partial<RunSnapshot> = {}): RunSnapshot => ({
  ...{ runId: 'r1', dir: '/lab', kind: 'up', revision: 1, startedAt: '', resumed: 0, stopping: false },
  ...{ steps, progress: { fraction: 0 } },
  ...part,
});

describe('the table of a run', () => {
  const steps = [
    step('host/docker@a', done),
    step('host/docker@b', { kind: 'acting' }),
    step('kubernetes/init@a', { kind: 'waiting' }),
    step('network/flannel', { kind: 'blocked', by: [] }),
  ];

  it('has one row for a step on all its nodes, and the cluster before the nodes', () => {
    const { columns, rows } = matrixOf(steps);
    expect(columns).toEqual(['cluster', 'a', 'b']);
    expect(rows.map(({ key, cells }) => [key, [...cells.keys()]])).toEqual([
      ['host/docker', ['a', 'b']],
      ['kubernetes/init', ['a']],
      ['network/flannel', ['cluster']],
    ]);
  });

  it('a row is not named after one of its nodes', () => {
    const named = step('kubernetes/join@pi1', done);
    const [row] = matrixOf([{ ...named, info: { ...named.info, title: 'pi1 joins as worker' } }]).rows;
    expect(row?.title).toBe('Joins as worker');
  });

  it('a row sums its nodes up', () => {
    const [docker] = matrixOf(steps).rows;
    expect(docker === undefined ? undefined : tallyOf(docker)).toEqual({ ok: 1, run: 1, bad: 0, warn: 0, idle: 0 });
  });
});

it('the end waits for the node under way that has most left to do', () => {
  const steps = [
    step('x@a', { kind: 'acting' }, 5),
    step('x@b', { kind: 'acting' }, 5),
    step('y@b', { kind: 'waiting' }, 60),
    step('y@c', { kind: 'waiting' }, 500),
  ];
  expect(limitOf(run(steps))?.info.on).toBe('b');
  expect(limitOf(run([]))).toBeUndefined();
});

describe('a node on its way into the cluster', () => {
  const way = (...states: readonly StepState[]): unknown => {
    const ids = ['host/docker@a', 'kubernetes/join@a', 'network/ready@a'];
    return membershipOf(run(states.map((state, index) => step(ids[index] ?? '', state)))).get('a');
  };
  const waiting: StepState = { kind: 'waiting' };

  it.each([
    ['nothing is said of it before its first step', [waiting, waiting, waiting], undefined],
    ['it is prepared', [{ kind: 'acting' }, waiting, waiting], { state: 'preparing-node', fraction: 0 }],
    ['it joins', [done, { kind: 'acting' }, waiting], { state: 'joining', fraction: 1 / 3 }],
    ['it has joined', [done, done, waiting], { state: 'joined', fraction: 2 / 3 }],
    ['it is a member', [done, done, done], { state: 'member', fraction: undefined }],
    ['it needs somebody', [done, failed, waiting], { state: 'needs-you', fraction: undefined }],
  ] as readonly [string, readonly StepState[], unknown][])('%s', (_, states, expected) => {
    expect(way(...states)).toEqual(expected);
  });

  it('runs of other kinds say nothing about it', () => {
    expect(membershipOf(run([step('smoke/deploy', done)], { kind: 'smoke' })).size).toBe(0);
    expect(membershipOf(null).size).toBe(0);
  });
});

it('news are what failed since, and the end; another run is no news of this one', () => {
  const before = run([step('x@a', { kind: 'acting' })]);
  const after = run([step('x@a', failed)], { ended: { outcome: 'failed', at: '' } });
  expect(runTurn(before, after)).toMatchObject({ failed: [{ info: { id: 'x@a' } }], ended: true });
  expect(runTurn(after, after)).toEqual({ failed: [], ended: false });
  expect(runTurn({ ...before, runId: 'r0' }, after)).toEqual({ failed: [], ended: false });
});
