import { describe, expect, it } from 'vitest';
import { createCrashCount } from '../../../electron/main/crash-count.ts';

describe('createCrashCount', () => {
  it('speaks up at the third crash within the window, and then counts anew', () => {
    const isLoop = createCrashCount({ limit: 3, windowMs: 100 });
    expect([0, 10, 20, 30, 40, 50].map(isLoop)).toEqual([false, false, true, false, false, true]);
  });

  it('forgives crashes that are far apart', () => {
    const isLoop = createCrashCount({ limit: 2, windowMs: 100 });
    expect([0, 100, 200, 299].map(isLoop)).toEqual([false, false, false, true]);
  });
});
