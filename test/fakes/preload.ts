import type { MessagePort } from 'node:worker_threads';
import { vi } from 'vitest';
import type { ShellBridge } from '../../electron/contract/shell.ts';
import { fakeIpcRenderer, type FakeFrame } from './electron-page.ts';
import type { FakeElectron, FakeWindow } from './electron.ts';

/** The page's world after the real preload script ran in it. */
export interface PreloadedPage {
  /** What the preload exposed, by name. */
  readonly exposed: Readonly<Record<string, unknown>>;
  readonly slipway: ShellBridge;
  /** Message events of the window. */
  readonly messages: { readonly data: unknown; readonly targetOrigin: string; readonly ports: readonly MessagePort[] }[];
}

/** Runs `electron/preload/preload.ts` for the page of a window, as Electron does before the page's own scripts. */
export async function runPreload(electron: FakeElectron, window: FakeWindow, frame?: FakeFrame | null): Promise<PreloadedPage> {
  const exposed: Record<string, unknown> = {};
  const messages: PreloadedPage['messages'] = [];
  vi.resetModules();
  vi.doMock('electron', () => ({
    contextBridge: { exposeInMainWorld: (name: string, api: unknown) => void (exposed[name] = api) },
    ipcRenderer: fakeIpcRenderer(electron, window.webContents, frame),
  }));
  vi.stubGlobal('window', {
    postMessage: (data: unknown, targetOrigin: string, ports: readonly MessagePort[]) =>
      void messages.push({ data, targetOrigin, ports }),
  });
  await import('../../electron/preload/preload.ts');
  return { exposed, slipway: exposed['slipway'] as ShellBridge, messages };
}
