import { menuTemplate } from './app-menu.ts';
import { crashLimit, createCrashCount } from './crash-count.ts';
import type { ElectronApi } from './electron-api.ts';
import { createEngineHost, type EngineHost } from './engine-host.ts';
import { guardContents, guardSession } from './guards.ts';
import { openWindow } from './main-window.ts';
import { registerPageScheme, servePage } from './page-protocol.ts';
import { servePageRequests } from './page-requests.ts';
import { shellChannels } from '../contract/shell.ts';
import type { ShellPaths } from './shell-paths.ts';
import { claimInstance } from './single-instance.ts';

export interface ShellOptions {
  readonly paths: ShellPaths;
  readonly practice: boolean;
  readonly packaged: boolean;
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  now(): number;
}

/**
 * Starts the app: one instance, one window, one engine. Everything that must happen before Electron is ready happens
 * before the first await. Resolves when the page is loaded; at once in a second instance.
 */
export async function startShell(electron: ElectronApi, options: ShellOptions): Promise<void> {
  const { app } = electron;
  if (!claimInstance(app, () => bringToFront(electron))) return;
  app.enableSandbox();
  registerPageScheme(electron.protocol);
  app.on('web-contents-created', (_event, contents) => {
    guardContents(contents, (address) => void electron.shell.openExternal(address).catch(() => undefined));
  });
  app.on('window-all-closed', () => app.quit());
  await app.whenReady();
  guardSession(electron.session.defaultSession);
  electron.Menu.setApplicationMenu(electron.Menu.buildFromTemplate(menuTemplate(options.platform, options.packaged)));
  await servePage(electron.protocol, options.paths.pageDir);
  const engine = hostEngine(electron, options);
  closeBeforeQuit(app, engine);
  const opened = openWindow(electron, {
    preload: options.paths.preload,
    onCrash: () => giveUp(electron, 'window'),
    now: () => options.now(),
  });
  servePageRequests({ electron, engine, ...opened });
  await opened.loaded;
}

const mainWindow = (electron: ElectronApi) => electron.BrowserWindow.getAllWindows()[0];

function bringToFront(electron: ElectronApi): void {
  const window = mainWindow(electron);
  if (window === undefined || window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.focus();
}

function hostEngine(electron: ElectronApi, options: ShellOptions): EngineHost {
  const isCrashLoop = createCrashCount(crashLimit);
  return createEngineHost({
    electron,
    entry: options.paths.engineEntry,
    args: [`--home=${options.paths.home}`, ...(options.practice ? ['--practice'] : [])],
    env: { ...options.env, SLIPWAY_NODE: options.paths.nodePath },
    closeMs: 10_000,
    onStopped: () => {
      if (isCrashLoop(options.now())) giveUp(electron, 'engine');
      else mainWindow(electron)?.webContents.send(shellChannels.engineStopped);
    },
  });
}

function giveUp({ app, dialog }: ElectronApi, part: 'engine' | 'window'): void {
  dialog.showErrorBox(
    'Slipway has to close',
    `Its ${part} stopped ${crashLimit.limit} times within a minute. The log in the folder of its data says why; projects and finished cards are untouched.`,
  );
  app.exit(1);
}

/** Quitting waits until the engine let go of its cards and files. */
function closeBeforeQuit(app: ElectronApi['app'], engine: EngineHost): void {
  let state: 'running' | 'closing' | 'closed' = 'running';
  app.on('will-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    void engine.close().then(() => {
      state = 'closed';
      app.quit();
    });
  });
}
