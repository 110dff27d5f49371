import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { overlap } from '../../../electron/writer/overlap.ts';

const never = new AbortController().signal;
const buffers = (): readonly [Buffer, Buffer] => [Buffer.alloc(8), Buffer.alloc(8)];
const pieces = (lengths: readonly number[]): { readonly length: number; readonly id: number }[] =>
  lengths.map((length, id) => ({ length, id }));

describe('overlapping two stages', () => {
  it('drains every piece in order with the bytes it was filled with', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 40 }), async (lengths) => {
        const drained: string[] = [];
        await overlap({
          pieces: pieces(lengths),
          buffers: buffers(),
          signal: never,
          async fill({ id }, buffer) {
            await Promise.resolve();
            buffer.fill(id);
          },
          async drain({ id, length }, buffer) {
            await Promise.resolve();
            drained.push(`${id}:${buffer.equals(Buffer.alloc(length, id))}`);
          },
        });
        expect(drained).toEqual(lengths.map((_length, id) => `${id}:true`));
      }),
    );
  });

  it('fills the next piece while one is drained', async () => {
    const events: string[] = [];
    let secondFilled = (): void => undefined;
    const filled = new Promise<void>((resolve) => {
      secondFilled = resolve;
    });
    await overlap({
      pieces: pieces([1, 1]),
      buffers: buffers(),
      signal: never,
      fill({ id }) {
        events.push(`fill ${id}`);
        if (id === 1) secondFilled();
        return Promise.resolve();
      },
      async drain({ id }) {
        if (id === 0) await filled;
        events.push(`drained ${id}`);
      },
    });
    expect(events).toEqual(['fill 0', 'fill 1', 'drained 0', 'drained 1']);
  });

  it('leaves nothing in flight when a stage fails, and gives the first failure', async () => {
    let inFlight = 0;
    const slowly = async (): Promise<void> => {
      inFlight++;
      await new Promise((resolve) => setImmediate(resolve));
      inFlight--;
    };
    const failing = overlap({
      pieces: pieces([1, 1, 1]),
      buffers: buffers(),
      signal: never,
      async fill({ id }) {
        await slowly();
        if (id === 1) throw new Error('fill failed too');
      },
      drain: () => Promise.reject(new Error('drain failed')),
    });
    await expect(failing).rejects.toThrow('drain failed');
    expect(inFlight).toBe(0);
  });

  it('stops between two pieces when it is cancelled', async () => {
    const controller = new AbortController();
    const drained: number[] = [];
    const cancelled = overlap({
      pieces: pieces([1, 1, 1, 1]),
      buffers: buffers(),
      signal: controller.signal,
      fill: () => Promise.resolve(),
      drain({ id }) {
        drained.push(id);
        if (id === 1) controller.abort();
      },
    });
    await expect(cancelled).rejects.toThrow('aborted');
    expect(drained).toEqual([0, 1]);
  });
});
