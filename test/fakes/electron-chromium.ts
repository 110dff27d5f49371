import { readFileSync } from 'node:fs';
import type { MessagePort } from 'node:worker_threads';
import type { BrowserContext, Page } from '@playwright/test';
import { shellChannels } from '../../electron/contract/shell.ts';
import { fakeIpcRenderer } from './electron-page.ts';
import type { FakeElectron, FakeWindow } from './electron.ts';

/** Chromium knows no `app:` scheme without Electron; the page gets a secure origin of its own that only routes answer. */
const standInUrl = 'https://slipway.test/';

/** What the page's half of the bridge offers to this process. */
interface PageBridge {
  deliver(channel: string, portId: number | undefined): void;
  toPort(id: number, data: string): void;
  closePort(id: number): void;
}

/**
 * Shows a window of the stand-in in a real Chromium: main's protocol handler answers the page's requests, the built preload
 * runs before the page's scripts, IPC and ports cross over bindings.
 */
export async function showInChromium(
  electron: FakeElectron,
  window: FakeWindow,
  options: { context: BrowserContext; preload: string },
): Promise<Page> {
  const page = await options.context.newPage();
  await page.route('**/*', async (route) => {
    const url = route.request().url();
    if (!url.startsWith(standInUrl)) return route.abort();
    const answer = await electron.fetchPage(url.replace(standInUrl, 'app://slipway/'));
    return route.fulfill({
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: Buffer.from(await answer.arrayBuffer()),
    });
  });
  await bridgeIpc(page, electron, window);
  await page.addInitScript({ content: preloadInPage(readFileSync(options.preload, 'utf8')) });
  await page.goto(standInUrl);
  return page;
}

async function bridgeIpc(page: Page, electron: FakeElectron, window: FakeWindow): Promise<void> {
  const ipc = fakeIpcRenderer(electron, window.webContents);
  const ports = new Map<number, MessagePort>();
  await page.exposeFunction('__send', (channel: string, args: unknown[]) => ipc.send(channel, ...args));
  await page.exposeFunction('__invoke', (channel: string, args: unknown[]) => ipc.invoke(channel, ...args));
  await page.exposeFunction('__fromPort', (id: number, data: unknown) => ports.get(id)?.postMessage(data));
  ipc.on(
    shellChannels.engineStopped,
    () => void tell(page, (bridge) => bridge.deliver('slipway:engine-stopped', undefined), undefined),
  );
  ipc.on(shellChannels.port, ({ ports: [port] }) => {
    if (port === undefined) return;
    const id = ports.size + 1;
    ports.set(id, port);
    void tell(page, (bridge, portId) => bridge.deliver('slipway:port', portId), id);
    port.on(
      'message',
      (data: string) => void tell(page, (bridge, message) => bridge.toPort(message.id, message.data), { id, data }),
    );
    port.on('close', () => void tell(page, (bridge, portId) => bridge.closePort(portId), id));
  });
}

/** Calls the page's half; a page that is gone has nothing to be told. */
async function tell<T>(page: Page, act: (bridge: PageBridge, value: T) => void, value: T): Promise<void> {
  const script = `(value) => (${act.toString()})(window.__bridge, value)`;
  await page.evaluate(`(${script})(${JSON.stringify(value)})`).catch(() => undefined);
}

/** The preload as Electron runs it: CommonJS with a `require` that knows only `electron`. The page sees what it exposes, nothing else of this. */
const preloadInPage = (preload: string): string => `(() => {
  const listeners = new Map();
  const ports = new Map();
  const { __send, __invoke, __fromPort } = window;
  const portOf = (id) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => void __fromPort(id, data);
    ports.set(id, port1);
    return port2;
  };
  Object.defineProperty(window, '__bridge', { enumerable: false, value: {
    deliver: (channel, id) => listeners.get(channel)?.({ ports: id === undefined ? [] : [portOf(id)] }),
    toPort: (id, data) => ports.get(id)?.postMessage(data),
    closePort: (id) => ports.get(id)?.close(),
  } });
  const require = (name) => {
    if (name !== 'electron') throw new Error('A sandboxed preload may not require ' + name);
    return {
      contextBridge: { exposeInMainWorld: (key, api) => Object.defineProperty(window, key, { value: Object.freeze({ ...api }) }) },
      ipcRenderer: {
        send: (channel, ...args) => void __send(channel, args),
        invoke: (channel, ...args) => __invoke(channel, args),
        on: (channel, listener) => void listeners.set(channel, listener),
      },
    };
  };
  ${preload}
})();`;
