import { describe, expect, it } from 'vitest';
import { unlessAborted } from '../../../../electron/contract/unless-aborted.ts';
import { sharedReading } from '../../../../electron/engine/recipes/shared-work.ts';
import type { StepContext } from '../../../../electron/engine/runbook/step.ts';

const contextOf = (controller = new AbortController()): StepContext => ({
  signal: controller.signal,
  now: () => new Date(0),
  note: () => undefined,
  remote: () => {
    throw new Error('not asked');
  },
  detached: () => {
    throw new Error('not asked');
  },
});

/** Readings whose ends the test decides. */
function readings() {
  const open: ((value: number) => void)[] = [];
  const read = (): Promise<number> => new Promise((resolve) => open.push(resolve));
  return { read, begun: () => open.length, end: (index: number, value: number) => open[index]?.(value) };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a reading that many steps ask for', () => {
  it('is made once for all who ask before it begins', async () => {
    const [share, { read, begun, end }] = [sharedReading<number>(), readings()];
    const asked = [1, 2, 3].map(() => share(contextOf(), read));
    await turn();
    expect(begun()).toBe(1);
    end(0, 7);
    expect(await Promise.all(asked)).toEqual([7, 7, 7]);
  });

  it('is never one that began before it was asked for', async () => {
    const [share, { read, begun, end }] = [sharedReading<number>(), readings()];
    const first = share(contextOf(), read);
    await turn();
    const late = [share(contextOf(), read), share(contextOf(), read)];
    await turn();
    expect(begun()).toBe(1);
    end(0, 1);
    expect(await first).toBe(1);
    await turn();
    expect(begun()).toBe(2);
    end(1, 2);
    expect(await Promise.all(late)).toEqual([2, 2]);
  });

  it('fails for those who shared it, and is tried anew for the next', async () => {
    const share = sharedReading<number>();
    const failing = [1, 2].map(() => share(contextOf(), () => Promise.reject(new Error('down'))));
    expect(await Promise.allSettled(failing)).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
    expect(await share(contextOf(), () => Promise.resolve(3))).toBe(3);
  });

  it('goes on for the others when the step that asked first ends', async () => {
    const [share, { read, end }] = [sharedReading<number>(), readings()];
    const controller = new AbortController();
    const [first, second] = [share(contextOf(controller), read), share(contextOf(), read)];
    await turn();
    controller.abort(new Error('stopped'));
    await expect(first).rejects.toThrow('stopped');
    end(0, 5);
    expect(await second).toBe(5);
  });
});

it('does not wait for shared work in a step that has ended already', async () => {
  await expect(unlessAborted(AbortSignal.abort(new Error('over')), new Promise(() => undefined))).rejects.toThrow('over');
});
