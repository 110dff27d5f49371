import type { BrowserWindowConstructorOptions, WebPreferences } from 'electron';

/** The page is a stranger: no Node, its own world, Chromium's sandbox (research/desktop.md §2, point 1). Held by a unit test. */
export const webPreferences = Object.freeze({
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  contextIsolation: true,
  sandbox: true,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  spellcheck: false,
} as const satisfies WebPreferences);

/** The one window. Shown once it has something to show; narrower than 400 px the page does not reflow any more. */
export function windowOptions(preload: string): BrowserWindowConstructorOptions {
  return {
    title: 'Slipway',
    width: 1280,
    height: 860,
    minWidth: 400,
    minHeight: 480,
    show: false,
    autoHideMenuBar: true,
    webPreferences: { ...webPreferences, preload },
  };
}
