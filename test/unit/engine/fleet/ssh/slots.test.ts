import { describe, expect, it } from 'vitest';
import { createSlots } from '../../../../../electron/engine/fleet/ssh/slots.ts';

describe('slots', () => {
  it('are given in the order in which they were asked for', async () => {
    const slots = createSlots(1);
    const first = await slots.take();
    const order: number[] = [];
    const waiting = [1, 2, 3].map(async (turn) => {
      const giveBack = await slots.take();
      order.push(turn);
      giveBack();
    });
    first();
    await Promise.all(waiting);
    expect(order).toEqual([1, 2, 3]);
  });

  it('are not lost when one who waits leaves', async () => {
    const slots = createSlots(1);
    const first = await slots.take();
    const leaving = new AbortController();
    const left = expect(slots.take(leaving.signal)).rejects.toMatchObject({ code: 'engine/cancelled' });
    const next = slots.take();
    leaving.abort();
    await left;
    first();
    (await next)();
  });

  it('given back twice count once', async () => {
    const slots = createSlots(1);
    const first = await slots.take();
    first();
    first();
    await slots.take();
    const leaving = new AbortController();
    const second = slots.take(leaving.signal);
    leaving.abort();
    await expect(second).rejects.toMatchObject({ code: 'engine/cancelled' });
  });
});
