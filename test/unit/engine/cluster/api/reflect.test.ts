import { describe, expect, it } from 'vitest';
import { reflect, type Source } from '../../../../../electron/engine/cluster/api/reflect.ts';

describe('following one kind of objects', () => {
  it('begins no watch when whoever looked has left during the list', async () => {
    const leaving = new AbortController();
    let watches = 0;
    const source: Source = {
      list: () => {
        leaving.abort();
        return Promise.resolve({ items: [], resourceVersion: '1' });
      },
      // eslint-disable-next-line @typescript-eslint/require-await -- a watch that has nothing to say
      async *watch() {
        watches += 1;
      },
    };
    const sink = { replace: () => undefined, change: () => undefined };
    await reflect(source, sink, { signal: leaving.signal, pause: () => Promise.resolve() });
    expect(watches).toBe(0);
  });
});
