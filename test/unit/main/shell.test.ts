import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTRPCClient, createWSClient, wsLink } from '@trpc/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AppRouter } from '../../../electron/contract/router.ts';
import { startShell, type ShellOptions } from '../../../electron/main/shell.ts';
import { createPortSource, portSocketClass } from '../../../renderer/state/port-socket.ts';
import { fakeElectron, type FakeElectron, type FakeElectronOptions, type FakeWindow } from '../../fakes/electron.ts';
import { bridgeNames } from '../../fakes/shell-bridge.ts';
import { runPreload, type PreloadedPage } from '../../fakes/preload.ts';

let folder: string;
const cleanups: (() => unknown)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-shell-'));
  await mkdir(join(folder, 'page'));
  await writeFile(join(folder, 'page/index.html'), '<title>Slipway</title>');
});
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean();
  vi.unstubAllGlobals();
  await rm(folder, { recursive: true, force: true });
});

interface Started {
  readonly electron: FakeElectron;
  readonly window: FakeWindow;
}

async function start(options: Partial<ShellOptions> = {}, fakeOptions: FakeElectronOptions = {}): Promise<Started> {
  const electron = fakeElectron(fakeOptions);
  cleanups.push(() => electron.engines.map((engine) => engine.kill()));
  await startShell(electron.api, {
    paths: {
      preload: join(folder, 'preload.cjs'),
      pageDir: join(folder, 'page'),
      engineEntry: fileURLToPath(new URL('../../fakes/engine-entry.ts', import.meta.url)),
      home: '/home/',
      nodePath: '/runtime/node',
    },
    practice: false,
    packaged: true,
    platform: 'linux',
    env: { PATH: process.env['PATH'] },
    now: () => 0,
    ...options,
  });
  const [window] = electron.windows;
  if (window === undefined) throw new Error('The shell opened no window.');
  return { electron, window };
}

/** The page's own client, over the port that the real preload delivers; it asks for one when `ready` says so. */
function pageClient(page: PreloadedPage, ready: () => Promise<unknown> = () => Promise.resolve()) {
  const events = new EventTarget();
  const deliver = (): void => {
    for (const { data, ports } of page.messages.splice(0)) {
      const event = new MessageEvent('message', { data, ports: ports as never[], source: null });
      Object.defineProperty(event, 'source', { value: events });
      events.dispatchEvent(event);
    }
  };
  const shell = {
    requestPort: () =>
      void ready().then(() => {
        page.slipway.requestPort();
        deliver();
      }),
    onEngineStopped: (callback: () => void) => page.slipway.onEngineStopped(callback),
  };
  const client = createWSClient({
    url: 'ws://slipway/trpc',
    WebSocket: portSocketClass(createPortSource(shell, events)),
    retryDelayMs: () => 1,
  });
  cleanups.push(() => client.close());
  return createTRPCClient<AppRouter>({ links: [wsLink<AppRouter>({ client })] });
}

describe('startShell', () => {
  it('opens one sandboxed window on the page and shows it when it is ready', async () => {
    const { electron, window } = await start();
    expect(electron.windows).toHaveLength(1);
    expect(window.options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      preload: join(folder, 'preload.cjs'),
    });
    expect(window.webContents.mainFrame.url).toBe('app://slipway/');
    expect(window.calls).toEqual(['show']);
    expect((await electron.fetchPage('app://slipway/')).status).toBe(200);
  });

  it('prepares the sandbox and the scheme before Electron is ready', async () => {
    const { electron } = await start();
    expect(electron.app.calls).toEqual(['enableSandbox', 'whenReady']);
    expect(electron.schemes).toHaveLength(1);
  });

  it('guards the window and the session', async () => {
    const { electron, window } = await start();
    expect(window.webContents.windowOpenHandler?.({ url: 'https://github.com/' } as never)).toEqual({ action: 'deny' });
    expect(electron.opened).toEqual(['https://github.com/']);
    expect(electron.session.filter().cancels).toBe(true);
    expect(electron.session.handlers().setPermissionCheckHandler).toBeDefined();
  });

  it('ends at once when Slipway runs already', async () => {
    await expect(start({}, { firstInstance: false })).rejects.toThrow('no window');
  });

  it('comes to the front when it is started a second time', async () => {
    const { electron, window } = await start();
    window.minimized = true;
    electron.app.secondInstance();
    expect(window.calls).toEqual(['show', 'restore', 'focus']);
  });

  it('loads the page anew when its process died, but not for ever', async () => {
    const { electron, window } = await start();
    const die = () => window.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    for (let time = 0; time < 4; time += 1) die();
    expect([window.webContents.reloads, electron.errorBoxes.length]).toEqual([4, 0]);
    die();
    expect([window.webContents.reloads, electron.errorBoxes.length, electron.app.exits]).toEqual([4, 1, [1]]);
  });
});

describe('the page', () => {
  it('talks to the engine over a port, with its own client', async () => {
    const { electron, window } = await start({ practice: true });
    const api = pageClient(await runPreload(electron, window));
    expect(await api.app.facts.query()).toMatchObject({ shell: 'electron', practice: true });
    expect(JSON.parse(await api.app.diagnostics.query())).toEqual({
      argv: ['--home=/home/', '--practice'],
      node: '/runtime/node',
    });
    expect(electron.engines[0]?.forked.forkOptions).toMatchObject({
      serviceName: 'Slipway engine',
      allowLoadingUnsignedLibraries: false,
    });
  });

  it('gets a new engine when the old one crashed', async () => {
    const { electron, window } = await start();
    let ended: Promise<unknown> = Promise.resolve();
    const page = await runPreload(electron, window);
    const stops: string[] = [];
    page.slipway.onEngineStopped(() => stops.push('stopped'));
    const api = pageClient(page, () => ended);
    await api.app.facts.query();
    ended = once(electron.engines[0] ?? window, 'exit');
    await expect(api.projects.recent.query()).rejects.toThrow();
    expect(await api.app.facts.query()).toMatchObject({ shell: 'electron' });
    expect([electron.engines.length, stops]).toEqual([2, ['stopped']]);
  });

  it('finds exactly the named functions at window.slipway', async () => {
    const { electron, window } = await start();
    const { exposed } = await runPreload(electron, window);
    expect(Object.keys(exposed)).toEqual(['slipway']);
    expect(Object.keys(exposed['slipway'] ?? {}).sort()).toEqual([...bridgeNames].sort());
  });

  it('chooses folders and files with the dialogs of the system', async () => {
    const { electron, window } = await start();
    const { slipway } = await runPreload(electron, window);
    electron.answers.files.push('/cards', undefined, '/x.img.xz');
    expect([await slipway.chooseFolder(), await slipway.chooseFolder(), await slipway.chooseFile('image')]).toEqual([
      '/cards',
      undefined,
      '/x.img.xz',
    ]);
    expect(electron.openDialogs[0]?.properties).toContain('openDirectory');
    expect(electron.openDialogs[2]?.filters?.[0]?.extensions).toEqual(['img', 'zip', 'gz', 'xz', 'zst']);
  });

  it('shows a file, but only by its absolute path', async () => {
    const { electron, window } = await start();
    const { slipway } = await runPreload(electron, window);
    slipway.showItem('/cards/pi1.img');
    slipway.showItem('../etc/passwd');
    slipway.showItem('https://evil.example/');
    expect(electron.shown).toEqual(['/cards/pi1.img']);
  });

  it('is asked about before it closes while it is busy', async () => {
    const { electron, window } = await start();
    const { slipway } = await runPreload(electron, window);
    slipway.setBusy({ busy: true, progress: 0.5 });
    window.close();
    await expect.poll(() => electron.boxes.length).toBe(1);
    expect([window.destroyed, window.progress, electron.awake.size]).toEqual([false, 0.5, 1]);
  });

  it.each([
    ['a frame inside it', { url: 'app://slipway/' }],
    ['what it was navigated to', undefined],
    ['a frame that is gone', null],
  ])('is obeyed, %s is not', async (_, frame) => {
    const { electron, window } = await start();
    const { slipway, messages } = await runPreload(electron, window, frame);
    if (frame === undefined) window.webContents.mainFrame.url = 'https://evil.example/';
    slipway.requestPort();
    slipway.showItem('/cards/pi1.img');
    slipway.setBusy({ busy: true });
    await expect(slipway.chooseFolder()).rejects.toMatchObject({ code: 'engine/bad-request' });
    expect([messages, electron.shown, electron.awake.size, electron.engines]).toEqual([[], [], 0, []]);
  });
});

describe('quitting', () => {
  it('waits until the engine let go of its work', async () => {
    const { electron, window } = await start();
    const api = pageClient(await runPreload(electron, window));
    await api.app.facts.query();
    window.close();
    expect(electron.app.exits).toEqual([]);
    await expect.poll(() => electron.app.exits).toEqual([0]);
    expect(electron.engines[0]?.messages).toEqual([{ type: 'connect' }, { type: 'close' }]);
  });

  it('starts no engine for a page that asks while the app is closing', async () => {
    const { electron, window } = await start();
    const { slipway } = await runPreload(electron, window);
    window.close();
    slipway.requestPort();
    await expect.poll(() => electron.app.exits).toEqual([0]);
    expect(electron.engines).toEqual([]);
  });
});
