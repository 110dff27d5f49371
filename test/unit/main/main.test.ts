import { afterEach, expect, it, vi } from 'vitest';
import { fakeElectron } from '../../fakes/electron.ts';

afterEach(() => {
  vi.doUnmock('electron');
});

it('main says in a box why the app cannot start, and ends', async () => {
  const electron = fakeElectron();
  vi.doMock('electron', () => electron.api);
  // Beside the source there is no built page, so the start fails.
  await import('../../../electron/main/main.ts');
  await expect.poll(() => electron.app.exits).toEqual([1]);
  expect(electron.errorBoxes).toEqual([expect.stringMatching(/^Slipway cannot start: ENOENT/)]);
});
