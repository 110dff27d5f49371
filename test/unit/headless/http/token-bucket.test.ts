import { describe, expect, it } from 'vitest';
import { createTokenBucket } from '../../../../electron/headless/http/token-bucket.ts';

describe('createTokenBucket', () => {
  it('lets a burst pass at once and then the rate', () => {
    const mayPass = createTokenBucket({ perSecond: 10, burst: 3 });
    expect([0, 0, 0, 0, 100, 100, 250].map(mayPass)).toEqual([true, true, true, false, true, false, true]);
  });

  it('never saves up more than a burst', () => {
    const mayPass = createTokenBucket({ perSecond: 10, burst: 2 });
    expect([0, 1e6, 1e6, 1e6].map(mayPass)).toEqual([true, true, true, false]);
  });
});
