import { describe, expect, it } from 'vitest';
import type { BatchSnapshot } from '../../../../electron/contract/card.ts';
import { createFeed } from '../../../../electron/engine/cards/feed.ts';

const never = new AbortController().signal;

function subject() {
  let current: BatchSnapshot = { batchId: 'b', revision: 0, finished: false, cards: [] };
  let clock = 0;
  const feed = createFeed(
    () => current,
    () => clock,
  );
  return {
    feed,
    advance: (ms: number) => void (clock += ms),
    change: (urgency: 'now' | 'soon', finished = false): void => {
      current = { ...current, revision: current.revision + 1, finished };
      feed.changed(urgency);
    },
  };
}

describe('a feed of snapshots', () => {
  it('tells the present state at once, also to who comes late', async () => {
    const { feed, change } = subject();
    change('now');
    expect((await feed.watch(never).next()).value).toMatchObject({ revision: 1 });
  });

  it('tells what is urgent at once, and skips what was overtaken', async () => {
    const { feed, change } = subject();
    const watcher = feed.watch(never);
    await watcher.next();
    change('now');
    change('soon');
    change('now');
    expect((await watcher.next()).value).toMatchObject({ revision: 3 });
  });

  it('holds progress back until its time has come, then tells the newest', async () => {
    const { feed, change, advance } = subject();
    const watcher = feed.watch(never);
    await watcher.next();
    const next = watcher.next();
    change('soon');
    let told = false;
    void next.then(() => (told = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(told).toBe(false);
    advance(200);
    change('soon');
    expect((await next).value).toMatchObject({ revision: 2 });
  });

  it('ends after the state that is finished, and tells that one to everybody', async () => {
    const { feed, change } = subject();
    const all = async (): Promise<number[]> => {
      const seen: number[] = [];
      for await (const { revision } of feed.watch(never)) seen.push(revision);
      return seen;
    };
    const watchers = [all(), all()];
    await new Promise((resolve) => setImmediate(resolve));
    change('now', true);
    expect(await Promise.all(watchers)).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });

  it('ends when its watcher is gone', async () => {
    const { feed } = subject();
    const controller = new AbortController();
    const watcher = feed.watch(controller.signal);
    await watcher.next();
    const next = watcher.next();
    controller.abort();
    expect(await next).toEqual({ value: undefined, done: true });
  });
});
