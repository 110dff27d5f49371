import { describe, expect, it } from 'vitest';
import { guardClosing } from '../../../electron/main/close-guard.ts';
import { fakeElectron, type FakeWindow } from '../../fakes/electron.ts';

function guarded(boxes: number[] = []) {
  const electron = fakeElectron();
  electron.answers.boxes.push(...boxes);
  const real = new electron.api.BrowserWindow({});
  const guard = guardClosing(electron.api, real);
  return { electron, guard, window: real as unknown as FakeWindow };
}

describe('guardClosing', () => {
  it('lets an idle window close without a question', () => {
    const { electron, window } = guarded();
    window.close();
    expect([window.destroyed, electron.boxes.length]).toEqual([true, 0]);
  });

  it('asks while cards are written, with "Keep writing" as the safe answer', async () => {
    const { electron, guard, window } = guarded([0]);
    guard.setBusy({ busy: true });
    window.close();
    await expect.poll(() => electron.boxes.length).toBe(1);
    expect(electron.boxes[0]).toMatchObject({ buttons: ['Keep writing', 'Stop and close'], defaultId: 0, cancelId: 0 });
    expect(window.destroyed).toBe(false);
  });

  it('closes when the user says so, and lets the machine sleep again', async () => {
    const { electron, guard, window } = guarded([1]);
    guard.setBusy({ busy: true, progress: 0.5 });
    expect(electron.awake.size).toBe(1);
    window.close();
    await expect.poll(() => window.destroyed).toBe(true);
    expect(electron.awake.size).toBe(0);
  });

  it('asks once, however often the user clicks', async () => {
    const { electron, guard, window } = guarded([0, 0]);
    guard.setBusy({ busy: true });
    window.close();
    window.close();
    await expect.poll(() => electron.boxes.length).toBe(1);
    // Once the question is answered, the next click asks again.
    await expect
      .poll(() => {
        window.close();
        return electron.boxes.length;
      })
      .toBe(2);
  });

  it('asks no more once the cards are done', () => {
    const { electron, guard, window } = guarded();
    guard.setBusy({ busy: true });
    guard.setBusy({ busy: false });
    window.close();
    expect([window.destroyed, electron.boxes.length]).toEqual([true, 0]);
  });

  it('holds one wake lock for as long as it is busy', () => {
    const { electron, guard } = guarded();
    const held = [{ busy: true }, { busy: true, progress: 0.3 }, { busy: false }, { busy: false }, { busy: true }].map(
      (state) => {
        guard.setBusy(state);
        return electron.awake.size;
      },
    );
    expect(held).toEqual([1, 1, 0, 0, 1]);
  });

  it('shows progress in the task bar: a fraction, a busy bar, or none', () => {
    const { guard, window } = guarded();
    const bars = [{ busy: true, progress: 0.25 }, { busy: true }, { busy: false }].map((state) => {
      guard.setBusy(state);
      return window.progress;
    });
    expect(bars).toEqual([0.25, 2, -1]);
  });
});
