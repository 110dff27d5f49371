import { describe, expect, it } from 'vitest';
import { cardPhases } from '../../../electron/contract/card.ts';
import { failWhenStalled } from '../../../electron/writer/stall.ts';
import { createTracker, type Progress, type Tracker } from '../../../electron/writer/tracker.ts';

/** Work that does nothing but what the test does with its tracker, under a clock that the test turns. */
function stage() {
  const told: Progress[] = [];
  let tick = (): void => undefined;
  let isWatched = false;
  let inner: { readonly tracker: Tracker; readonly signal: AbortSignal } | undefined;
  let end = (): void => undefined;
  const controller = new AbortController();
  const outcome = failWhenStalled(
    (context) => {
      inner = context;
      return new Promise<string>((resolve) => {
        end = () => resolve('done');
      });
    },
    {
      tracker: createTracker(
        (progress) => told.push(progress),
        () => 0,
      ),
      signal: controller.signal,
      everySecond(callback) {
        tick = callback;
        isWatched = true;
        return () => {
          isWatched = false;
        };
      },
    },
  );
  outcome.catch(() => undefined);
  const pass = (seconds: number): void => {
    for (let second = 0; second < seconds; second += 1) tick();
  };
  if (inner === undefined) throw new Error('the work was not begun');
  return { outcome, told, pass, ...inner, cancel: () => controller.abort(), end: () => end(), isWatched: () => isWatched };
}

describe('work that stalls', () => {
  it.each(cardPhases)('while %s fails with card/stalled, its signal aborts, and it is not heard of again', async (phase) => {
    const { outcome, tracker, signal, told, pass, isWatched } = stage();
    tracker.enter(phase, 10);
    pass(120);
    await expect(outcome).rejects.toMatchObject({ code: 'card/stalled' });
    expect(signal.reason).toMatchObject({ code: 'card/stalled' });
    const heard = told.length;
    tracker.add(10);
    tracker.enter('rereading', 1);
    expect(told).toHaveLength(heard);
    expect(isWatched()).toBe(false);
  });

  it('is given a minute while writing, and less while the card is tested', async () => {
    const writing = stage();
    writing.tracker.enter('writing', 10);
    writing.pass(59);
    expect(writing.signal.aborted).toBe(false);
    const probing = stage();
    probing.tracker.enter('probing', 10);
    probing.pass(20);
    await expect(probing.outcome).rejects.toMatchObject({ code: 'card/stalled' });
    writing.end();
    expect(await writing.outcome).toBe('done');
  });

  it('does not, however slow, as long as something moves', async () => {
    const { outcome, tracker, pass, end, isWatched } = stage();
    tracker.enter('writing', 100);
    for (let step = 0; step < 5; step += 1) {
      pass(50);
      tracker.add(1);
    }
    end();
    expect(await outcome).toBe('done');
    expect(isWatched()).toBe(false);
  });

  it('hears of a cancel from outside', () => {
    const { signal, cancel } = stage();
    cancel();
    expect(signal.aborted).toBe(true);
  });
});
