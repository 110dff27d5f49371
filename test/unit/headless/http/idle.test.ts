import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchIdle } from '../../../../electron/headless/http/idle.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watch(isBusy: () => Promise<boolean> = () => Promise.resolve(false)) {
  const onIdle = vi.fn();
  return { onIdle, idle: watchIdle({ idleMs: 1000, isBusy, onIdle }) };
}

describe('watchIdle', () => {
  it('speaks once, when nobody ever came', async () => {
    const { onIdle } = watch();
    await vi.advanceTimersByTimeAsync(999);
    expect(onIdle).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(5000);
    expect(onIdle).toHaveBeenCalledOnce();
  });

  it('stays silent while a socket is open, and counts anew from the last goodbye', async () => {
    const { idle, onIdle } = watch();
    idle.connected(1);
    await vi.advanceTimersByTimeAsync(5000);
    idle.connected(0);
    await vi.advanceTimersByTimeAsync(999);
    expect(onIdle).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(onIdle).toHaveBeenCalledOnce();
  });

  it('asks again later while work goes on, or cannot tell', async () => {
    const answers = [() => Promise.resolve(true), () => Promise.reject(new Error('engine gone')), () => Promise.resolve(false)];
    const { onIdle } = watch(() => (answers.shift() ?? (() => Promise.resolve(false)))());
    await vi.advanceTimersByTimeAsync(2000);
    expect(onIdle).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1000);
    expect(onIdle).toHaveBeenCalledOnce();
  });

  it('is not idle when someone comes while it asks about work', async () => {
    let tell: (busy: boolean) => void = () => undefined;
    const { idle, onIdle } = watch(() => new Promise((resolve) => (tell = resolve)));
    await vi.advanceTimersByTimeAsync(1000);
    idle.connected(1);
    tell(false);
    await vi.advanceTimersByTimeAsync(5000);
    expect(onIdle).not.toHaveBeenCalled();
  });

  it('says nothing once stopped', async () => {
    const { idle, onIdle } = watch();
    idle.stop();
    await vi.advanceTimersByTimeAsync(5000);
    expect(onIdle).not.toHaveBeenCalled();
  });
});
