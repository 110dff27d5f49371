import type { ElectronApi } from './electron-api.ts';

/** True for the first Slipway of this user. A second one ends, and the first comes to the front: two must not write one card. */
export function claimInstance(app: ElectronApi['app'], onSecond: () => void): boolean {
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return false;
  }
  app.on('second-instance', onSecond);
  return true;
}
