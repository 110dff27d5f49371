import { expect, it } from 'vitest';
import { createTracker, type Progress } from '../../../electron/writer/tracker.ts';

it('tells each phase at once, progress at most five times a second, and the end of a phase always', () => {
  let clock = 0;
  const told: Progress[] = [];
  const tracker = createTracker(
    (progress) => told.push(progress),
    () => clock,
  );
  tracker.enter('writing', 1000);
  for (let step = 0; step < 100; step++) {
    clock += 10;
    tracker.add(10);
  }
  tracker.enter('verifying', 5);
  expect(told.map(({ phase, done }) => `${phase} ${done}`)).toEqual([
    'writing 0',
    'writing 200',
    'writing 400',
    'writing 600',
    'writing 800',
    'writing 1000',
    'verifying 0',
  ]);
  expect(tracker.phase()).toBe('verifying');
});
