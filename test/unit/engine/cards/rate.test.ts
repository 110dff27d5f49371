import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addSample, progressOf, type RateSample } from '../../../../electron/engine/cards/rate.ts';

const after = (samples: readonly RateSample[]): readonly RateSample[] =>
  samples.reduce<readonly RateSample[]>((kept, sample) => addSample(kept, sample), []);

describe('the rate of a card', () => {
  it('is that of the last five seconds, not since the start', () => {
    const fastThenSlow = Array.from({ length: 21 }, (_, second) => ({
      at: second * 1000,
      done: second <= 10 ? second * 100 : 1000 + (second - 10) * 10,
    }));
    expect(progressOf(after(fastThenSlow), { done: 1100, total: 1200 })).toEqual({
      done: 1100,
      total: 1200,
      bytesPerSecond: 10,
      secondsLeft: 10,
    });
  });

  it('is 0, with no time left told, before there are two moments', () => {
    expect(progressOf(after([{ at: 5, done: 0 }]), { done: 0, total: 10 })).toEqual({ done: 0, total: 10, bytesPerSecond: 0 });
  });

  it('never gives a negative rate or time left, and keeps few samples', () => {
    const steps = fc.array(fc.record({ ms: fc.nat(2000), bytes: fc.integer({ min: -50, max: 1000 }) }), { maxLength: 60 });
    fc.assert(
      fc.property(steps, fc.nat(20_000), (moves, total) => {
        let sample: RateSample = { at: 0, done: 0 };
        let samples: readonly RateSample[] = [];
        for (const { ms, bytes } of moves) {
          sample = { at: sample.at + ms, done: Math.max(0, sample.done + bytes) };
          samples = addSample(samples, sample);
          const progress = progressOf(samples, { done: sample.done, total });
          expect(progress.bytesPerSecond).toBeGreaterThanOrEqual(0);
          expect(progress.secondsLeft ?? 0).toBeGreaterThanOrEqual(0);
          expect(samples.filter(({ at }) => at < sample.at - 5000).length).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
