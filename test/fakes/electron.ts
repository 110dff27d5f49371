import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type {
  App,
  BrowserWindow,
  BrowserWindowConstructorOptions,
  CustomScheme,
  Dialog,
  MenuItemConstructorOptions,
  MessagePortMain,
  PowerSaveBlocker,
  Protocol,
  Shell,
  WebContents,
} from 'electron';
import type { ElectronApi } from '../../electron/main/electron-api.ts';
import { fakeSession, type FakeSession } from './electron-session.ts';
import { forkEngine, type FakeEngine } from './electron-engine.ts';
import { wirePort } from './wire-ports.ts';

/**
 * A stand-in for the parts of Electron that the shell uses, so that the real main and preload run without the binary.
 * Each method has the type that Electron's own declarations give it (`Pick` and `satisfies`): drift is a compile error.
 */
export interface FakeElectron {
  readonly api: ElectronApi;
  readonly app: EventEmitter & { readonly exits: number[]; readonly calls: string[]; secondInstance(): void };
  readonly session: FakeSession;
  readonly schemes: CustomScheme[];
  readonly windows: FakeWindow[];
  readonly engines: FakeEngine[];
  readonly opened: string[];
  readonly shown: string[];
  readonly menus: MenuItemConstructorOptions[][];
  readonly errorBoxes: string[];
  /** Blockers that hold the machine awake. */
  readonly awake: Set<number>;
  /** Answers of dialogs to come, first in first out. */
  readonly answers: { readonly boxes: number[]; readonly files: (string | undefined)[] };
  readonly boxes: Electron.MessageBoxOptions[];
  readonly openDialogs: Electron.OpenDialogOptions[];
  /** What `app://` answers. */
  fetchPage(url: string, method?: string): Promise<Response>;
  readonly ipc: FakeIpcMain;
}

export interface FakeElectronOptions {
  readonly firstInstance?: boolean;
  /** What loading an address does; by default nothing. */
  readonly onLoad?: (window: FakeWindow, url: string) => Promise<void>;
}

type Handler = (event: unknown, ...args: unknown[]) => unknown;

/** `ipcMain`, with the handlers that were registered. */
type FakeIpcMain = EventEmitter & {
  readonly handlers: Map<string, Handler>;
  handle(channel: string, handler: Handler): void;
};

/** A window as tests see it; Electron's own types meet it in `api`. */
export class FakeWindow extends EventEmitter {
  readonly options: BrowserWindowConstructorOptions;
  readonly webContents: FakeContents;
  readonly calls: string[] = [];
  progress: number | undefined;
  destroyed = false;
  minimized = false;

  constructor(options: BrowserWindowConstructorOptions, contents: FakeContents) {
    super();
    this.options = options;
    this.webContents = contents;
  }

  /** What the user does: asks the window to close, which the app may prevent. */
  close(): void {
    const event = preventable();
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.emit('closed');
  }
}

/** The page's contents: what main sends comes out as events on `toPage`. */
export class FakeContents extends EventEmitter {
  readonly toPage = new EventEmitter();
  readonly mainFrame = { url: '' };
  reloads = 0;
  windowOpenHandler: Parameters<WebContents['setWindowOpenHandler']>[0] | undefined;
}

/** An Electron event: `preventDefault` and its trace. */
export function preventable<T extends object>(details?: T) {
  const event = { ...details, defaultPrevented: false, preventDefault: () => void (event.defaultPrevented = true) };
  return event as typeof event & T;
}

export function fakeElectron(options: FakeElectronOptions = {}): FakeElectron {
  const windows: FakeWindow[] = [];
  const engines: FakeEngine[] = [];
  const schemes: CustomScheme[] = [];
  const menus: MenuItemConstructorOptions[][] = [];
  const session = fakeSession();
  const app = fakeApp(options.firstInstance ?? true, () => windows.some((window) => !window.destroyed));
  const dialogs = fakeDialogs();
  const desktop = fakeDesktop();
  let servePage: Parameters<Protocol['handle']>[1] | undefined;

  const protocol = {
    registerSchemesAsPrivileged: (list) => void schemes.push(...list),
    handle: (_scheme, handler) => void (servePage = handler),
  } satisfies Pick<Protocol, 'registerSchemesAsPrivileged' | 'handle'>;
  const ipc = fakeIpcMain();
  const api = {
    app: app.api,
    BrowserWindow: windowClass({ options, windows, app: app.events }),
    dialog: dialogs.dialog,
    ipcMain: ipc,
    Menu: {
      buildFromTemplate: (template: MenuItemConstructorOptions[]) => template,
      setApplicationMenu: (menu: MenuItemConstructorOptions[]) => void menus.push(menu),
    },
    MessageChannelMain: fakeChannel,
    powerSaveBlocker: desktop.powerSaveBlocker,
    protocol,
    session: { defaultSession: session.api },
    shell: desktop.shell,
    utilityProcess: {
      fork: (...[entry, args, forkOptions]: Parameters<ElectronApi['utilityProcess']['fork']>) => {
        const engine = forkEngine({ entry, args: args ?? [], forkOptions: forkOptions ?? {} });
        engines.push(engine);
        return engine;
      },
    },
  };
  return {
    // The one place where the stand-in poses as Electron: its parts were checked above, the rest is not used.
    api: api as unknown as ElectronApi,
    app: app.events,
    session,
    schemes,
    windows,
    engines,
    menus,
    ipc,
    ...dialogs,
    ...desktop,
    fetchPage: async (url, method = 'GET') => {
      if (servePage === undefined) throw new Error('No page is served yet.');
      return servePage(new Request(url, { method }));
    },
  };
}

function fakeApp(firstInstance: boolean, hasWindows: () => boolean) {
  const events = Object.assign(new EventEmitter(), {
    exits: [] as number[],
    calls: [] as string[],
    secondInstance: () => void events.emit('second-instance'),
  });
  const api = Object.assign(events, {
    requestSingleInstanceLock: () => firstInstance,
    whenReady: () => {
      events.calls.push('whenReady');
      return Promise.resolve();
    },
    enableSandbox: () => void events.calls.push('enableSandbox'),
    quit: () => {
      events.calls.push('quit');
      const event = preventable();
      if (!hasWindows()) events.emit('will-quit', event);
      if (!event.defaultPrevented) events.exits.push(0);
    },
    exit: (code = 0) => void events.exits.push(code),
    isPackaged: false,
  } satisfies Pick<App, 'requestSingleInstanceLock' | 'whenReady' | 'enableSandbox' | 'quit' | 'exit' | 'isPackaged'>);
  return { api, events };
}

function fakeIpcMain(): FakeIpcMain {
  const handlers = new Map<string, Handler>();
  return Object.assign(new EventEmitter(), {
    handlers,
    handle: (channel: string, handler: Handler) => void handlers.set(channel, handler),
  });
}

function fakeDialogs() {
  const answers: { boxes: number[]; files: (string | undefined)[] } = { boxes: [], files: [] };
  const boxes: FakeElectron['boxes'] = [];
  const openDialogs: Electron.OpenDialogOptions[] = [];
  const errorBoxes: string[] = [];
  const dialog = {
    showMessageBox: (_window: BrowserWindow, box: Electron.MessageBoxOptions) => {
      boxes.push(box);
      return Promise.resolve({ response: answers.boxes.shift() ?? 0, checkboxChecked: false });
    },
    showOpenDialog: (_window: BrowserWindow, asked: Electron.OpenDialogOptions) => {
      openDialogs.push(asked);
      const file = answers.files.shift();
      return Promise.resolve({ canceled: file === undefined, filePaths: file === undefined ? [] : [file] });
    },
    showErrorBox: (title, content) => void errorBoxes.push(`${title}: ${content}`),
  } satisfies {
    showErrorBox: Dialog['showErrorBox'];
    showMessageBox: (...args: never[]) => ReturnType<Dialog['showMessageBox']>;
    showOpenDialog: (...args: never[]) => ReturnType<Dialog['showOpenDialog']>;
  };
  return { dialog, answers, boxes, openDialogs, errorBoxes };
}

function fakeDesktop() {
  const opened: string[] = [];
  const shown: string[] = [];
  const awake = new Set<number>();
  let lastId = 0;
  const shell = {
    openExternal: (url) => Promise.resolve(void opened.push(url)),
    showItemInFolder: (path) => void shown.push(path),
  } satisfies Pick<Shell, 'openExternal' | 'showItemInFolder'>;
  const powerSaveBlocker = {
    start: () => {
      awake.add((lastId += 1));
      return lastId;
    },
    stop: (id) => awake.delete(id),
  } satisfies Pick<PowerSaveBlocker, 'start' | 'stop'>;
  return { shell, powerSaveBlocker, opened, shown, awake };
}

interface WindowWorld {
  readonly options: FakeElectronOptions;
  readonly windows: FakeWindow[];
  readonly app: EventEmitter;
}

/** `BrowserWindow`: `new` makes a {@link FakeWindow} with Electron's own methods on it. */
function windowClass({ options, windows, app }: WindowWorld) {
  const create = function (windowOptions: BrowserWindowConstructorOptions): FakeWindow {
    const window = new FakeWindow(windowOptions, fakeContents());
    windows.push(window);
    window.once('closed', () => {
      if (windows.every(({ destroyed }) => destroyed)) app.emit('window-all-closed');
    });
    app.emit('web-contents-created', preventable(), window.webContents);
    return Object.assign(window, {
      loadURL: async (url) => {
        window.webContents.mainFrame.url = url;
        await options.onLoad?.(window, url);
        window.emit('ready-to-show');
      },
      show: () => void window.calls.push('show'),
      focus: () => void window.calls.push('focus'),
      restore: () => void window.calls.push('restore'),
      isMinimized: () => window.minimized,
      isDestroyed: () => window.destroyed,
      setProgressBar: (progress) => void (window.progress = progress),
    } satisfies Pick<BrowserWindow, 'loadURL' | 'show' | 'focus' | 'restore' | 'isMinimized' | 'isDestroyed' | 'setProgressBar'>);
  };
  return Object.assign(create, { getAllWindows: () => windows.filter(({ destroyed }) => !destroyed) });
}

function fakeContents(): FakeContents {
  const contents = new FakeContents();
  return Object.assign(contents, {
    send: (channel, ...args: unknown[]) => void contents.toPage.emit(channel, { ports: [] }, ...args),
    postMessage: (channel, message, ports = []) => {
      const transfer = ports.map((port) => (port as unknown as { readonly transfer: MessagePort }).transfer);
      contents.toPage.emit(channel, { ports: transfer }, message);
    },
    reload: () => void (contents.reloads += 1),
    setWindowOpenHandler: (handler) => void (contents.windowOpenHandler = handler),
  } satisfies Pick<WebContents, 'send' | 'postMessage' | 'reload' | 'setWindowOpenHandler'>);
}

/** `MessageChannelMain` over Node's channel: real ports, which a worker can be given. */
function fakeChannel(): { readonly port1: MessagePortMain; readonly port2: MessagePortMain } {
  const { port1, port2 } = new MessageChannel();
  return { port1: wirePort(port1) as unknown as MessagePortMain, port2: wirePort(port2) as unknown as MessagePortMain };
}
