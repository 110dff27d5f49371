import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { SlipwayError } from '../../../../electron/contract/errors.ts';
import { unlessAborted } from '../../../../electron/contract/unless-aborted.ts';
import type { Step } from '../../../../electron/engine/runbook/step.ts';
import { done, notDone, runOf, statesOf, step } from '../../../fakes/fake-steps.ts';

const never = (): Promise<never> => new Promise(() => undefined);
const fails = (error: Error) => (): Promise<never> => Promise.reject(error);
const said = (detail: string): SlipwayError => new SlipwayError('run/step-failed', detail);

async function toItsEnd(steps: readonly Step[]): Promise<ReturnType<typeof runOf>> {
  const bench = runOf(steps);
  await bench.clock.runUntil(bench.run.ended());
  return bench;
}

describe('a run', () => {
  it('checks, acts and checks again, in the order of needs', async () => {
    const { run, events } = await toItsEnd([step('a'), step('b', { needs: ['a'] })]);
    expect(events.map((event) => ('step' in event ? `${event.type} ${event.step}` : event.type))).toEqual([
      ...['step-started a', 'step-acting a', 'step-proving a', 'step-done a'],
      ...['step-started b', 'step-acting b', 'step-proving b', 'step-done b'],
      'run-ended',
    ]);
    expect(run.snapshot()).toMatchObject({ ended: { outcome: 'done' }, progress: { fraction: 1 } });
  });

  it('does not act where a check says that it is done, and says that nothing changed', async () => {
    const { run } = await toItsEnd([step('a', { check: () => Promise.resolve(done('There.')), act: fails(new Error('no')) })]);
    expect(run.snapshot().steps[0]?.state).toEqual({
      kind: 'done',
      evidence: { done: true, summary: 'There.' },
      changed: false,
    });
  });

  it('lets one step listen on many nodes at once without a warning, and listens to no attempt that has ended', async () => {
    const signals: AbortSignal[] = [];
    const warnings: Error[] = [];
    const warn = (warning: Error): void => void warnings.push(warning);
    process.on('warning', warn);
    const asksAll = step('a', {
      act: async ({ signal }) => {
        signals.push(signal);
        await Promise.all(Array.from({ length: 48 }, () => unlessAborted(signal, Promise.resolve())));
      },
    });
    await toItsEnd([asksAll]);
    // Node tells of a warning in the next turn.
    await new Promise(setImmediate);
    process.off('warning', warn);
    expect(signals.flatMap((signal) => getEventListeners(signal, 'abort'))).toEqual([]);
    expect([signals.length, warnings]).toEqual([1, []]);
  });

  it('is over at once when there are no steps', async () => {
    const { run } = await toItsEnd([]);
    expect(run.snapshot().ended?.outcome).toBe('done');
  });

  it('fails a step whose act changes nothing, with what the check found', async () => {
    const { run } = await toItsEnd([
      step('a', { check: () => Promise.resolve(notDone('Still off.')), act: () => Promise.resolve() }),
    ]);
    expect(run.snapshot().steps[0]?.state).toMatchObject({
      kind: 'failed',
      error: { code: 'run/check-failed' },
      cause: 'Still off.',
      evidence: { summary: 'Still off.' },
    });
  });

  it('keeps a failure local: what does not need the step goes on, what needs it names it', async () => {
    const { run } = await toItsEnd([
      step('a', { act: fails(said('No room.')) }),
      step('b', { needs: ['a'] }),
      step('c', { needs: ['b'] }),
      step('d', { on: 'pi2' }),
    ]);
    expect(statesOf(run)).toEqual({ a: 'failed', b: 'blocked', c: 'blocked', d: 'done' });
    expect(run.snapshot().steps[2]?.state).toEqual({ kind: 'blocked', by: ['a'] });
    expect(run.snapshot().ended?.outcome).toBe('failed');
  });

  it('goes on without a step that is optional', async () => {
    const { run } = await toItsEnd([step('a', { optional: true, act: fails(said('Not today.')) }), step('b', { needs: ['a'] })]);
    expect(statesOf(run)).toEqual({ a: 'failed', b: 'done' });
    expect(run.snapshot().ended?.outcome).toBe('done');
  });

  it('runs what comes after a step however that one ended', async () => {
    const { run } = await toItsEnd([
      step('a', { act: fails(said('Gone.')) }),
      step('b', { needs: ['a'] }),
      step('c', { after: ['a', 'b'] }),
    ]);
    expect(statesOf(run)).toEqual({ a: 'failed', b: 'blocked', c: 'done' });
  });

  it('tries again after a pause that doubles, and succeeds in the end', async () => {
    const times: number[] = [];
    const bench = runOf([
      step('a', {
        retry: { attempts: 3, backoffMs: 1000 },
        check: () => Promise.resolve(times.length === 3 ? done() : notDone()),
        act: (context) => {
          times.push(context.now().getTime());
          return times.length < 3 ? Promise.reject(said('Busy.')) : Promise.resolve();
        },
      }),
    ]);
    await bench.clock.runUntil(bench.run.ended());
    expect(times.map((time) => time - (times[0] ?? 0))).toEqual([0, 1000, 3000]);
    expect(bench.run.snapshot().steps[0]).toMatchObject({ state: { kind: 'done', changed: true }, attempts: 3 });
  });

  it('does not try again what bad input or safety refused', async () => {
    const refused = new SlipwayError('ssh/wrong-host-key', 'pi1');
    const { run } = await toItsEnd([step('a', { retry: { attempts: 5, backoffMs: 1 }, check: fails(refused) })]);
    expect(run.snapshot().steps[0]).toMatchObject({ state: { kind: 'failed' }, attempts: 1 });
  });

  it('gives up an attempt that takes too long, even one that does not listen', async () => {
    const { run } = await toItsEnd([step('a', { act: never, timeoutMs: 5000, retry: { attempts: 3, backoffMs: 1 } })]);
    expect(run.snapshot().steps[0]).toMatchObject({
      state: { kind: 'failed', error: { code: 'run/timeout' } },
      attempts: 1,
    });
  });

  it('takes a failed step up again when a person retries it, and what it held up', async () => {
    let isBroken = true;
    const act = (): Promise<void> => (isBroken ? Promise.reject(said('Broken.')) : Promise.resolve());
    const check = (): Promise<ReturnType<typeof done>> => Promise.resolve(isBroken ? notDone() : done());
    const bench = await toItsEnd([step('a', { act, check }), step('b', { needs: ['a'] })]);
    isBroken = false;
    bench.run.act({ type: 'retry', step: 'a' });
    expect(bench.run.snapshot().ended).toBeUndefined();
    await bench.clock.runUntil(bench.run.ended());
    expect(statesOf(bench.run)).toEqual({ a: 'done', b: 'done' });
  });

  it('goes on without a failed step when a person skips it', async () => {
    const bench = await toItsEnd([step('a', { act: fails(said('Broken.')) }), step('b', { needs: ['a'] })]);
    bench.run.act({ type: 'skip', step: 'a' });
    await bench.clock.runUntil(bench.run.ended());
    expect(statesOf(bench.run)).toEqual({ a: 'skipped', b: 'done' });
    expect(bench.run.snapshot().ended?.outcome).toBe('done');
  });

  it('refuses what cannot be done to a step now, and to one that it does not have', async () => {
    const bench = runOf([step('a', { act: never })]);
    await bench.clock.pass(10);
    expect(() => bench.run.act({ type: 'skip', step: 'a' })).toThrow(expect.objectContaining({ code: 'run/not-now' }));
    expect(() => bench.run.act({ type: 'retry', step: 'a' })).toThrow(expect.objectContaining({ code: 'run/not-now' }));
    expect(() => bench.run.act({ type: 'skip', step: 'b' })).toThrow(expect.objectContaining({ code: 'run/unknown-step' }));
    await bench.clock.runUntil(bench.run.close());
  });

  it('stops in every state a step can be in', async () => {
    const flapping = step('retrying', { on: 'pi3', retry: { attempts: 9, backoffMs: 60_000 }, act: fails(said('Busy.')) });
    const bench = runOf([
      step('done'),
      step('acting', { on: 'pi1', needs: ['done'], act: ({ signal }) => untilAborted(signal) }),
      step('checking', { on: 'pi2', check: ({ signal }) => untilAborted(signal) }),
      flapping,
      step('waiting', { needs: ['acting'] }),
      step('failed', { on: 'pi4', act: fails(said('Broken.')) }),
      step('blocked', { on: 'pi4', needs: ['failed'] }),
    ]);
    await bench.clock.pass(100);
    bench.run.act({ type: 'stop' });
    await bench.clock.runUntil(bench.run.ended());
    expect(statesOf(bench.run)).toEqual({
      ...{ done: 'done', acting: 'cancelled', checking: 'cancelled', retrying: 'cancelled' },
      ...{ waiting: 'cancelled', failed: 'failed', blocked: 'cancelled' },
    });
    expect(bench.run.snapshot()).toMatchObject({ ended: { outcome: 'stopped' }, stopping: true });
  });

  it('is left in the middle when it is closed: its journal has no end', async () => {
    const bench = runOf([step('a', { act: ({ signal }) => untilAborted(signal) })]);
    await bench.clock.pass(10);
    await bench.clock.runUntil(bench.run.close());
    expect(bench.events.at(-1)).toMatchObject({ type: 'step-acting' });
  });

  it('writes what checks found and why an attempt ended into the log of the step, redacted', async () => {
    const check = (): Promise<ReturnType<typeof done>> =>
      Promise.resolve({
        done: false,
        summary: 'No node.',
        said: [{ command: 'join --token abcdef.0123456789abcdef', output: 'no' }],
      });
    const { logs } = await toItsEnd([step('a', { check, act: fails(said('Bearer abcdefghijklmnop was refused.')) })]);
    expect(logs.get('a')).toContain('$ join --token ••••••');
    expect(logs.get('a')).toContain('Bearer •••••• was refused.');
  });
});

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));
}
