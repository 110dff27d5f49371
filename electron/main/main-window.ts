import type { BrowserWindow } from 'electron';
import { guardClosing, type CloseGuard } from './close-guard.ts';
import { crashLimit, createCrashCount } from './crash-count.ts';
import type { ElectronApi } from './electron-api.ts';
import { pageUrl } from './page-address.ts';
import { windowOptions } from './window-options.ts';

export interface MainWindow {
  readonly window: BrowserWindow;
  readonly closing: CloseGuard;
  readonly loaded: Promise<void>;
}

interface WindowOptions {
  readonly preload: string;
  now(): number;
  /** The page's process died again and again. */
  onCrash(): void;
}

/** Opens the one window on the page. */
export function openWindow(electron: ElectronApi, options: WindowOptions): MainWindow {
  const window = new electron.BrowserWindow(windowOptions(options.preload));
  const isCrashLoop = createCrashCount(crashLimit);
  window.once('ready-to-show', () => window.show());
  // The engine goes on when the page's process dies, so a fresh page finds its cards again.
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    if (isCrashLoop(options.now())) options.onCrash();
    else window.webContents.reload();
  });
  return { window, closing: guardClosing(electron, window), loaded: window.loadURL(pageUrl) };
}
