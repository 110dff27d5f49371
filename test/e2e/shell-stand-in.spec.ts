import { mkdtemp, rm } from 'node:fs/promises';
import { register } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { fakeElectron, type FakeElectron, type FakeWindow } from '../fakes/electron.ts';
import { bridgeNames } from '../fakes/shell-bridge.ts';
import { showInChromium } from '../fakes/electron-chromium.ts';
import { root } from './paths.ts';
import { Wizard } from './wizard.ts';

/** The built main, preload, engine and page, with the stand-in where Electron's binary would be (design §4). */
interface App {
  readonly electron: FakeElectron;
  readonly window: FakeWindow;
  readonly page: Page;
  readonly complaints: string[];
}

let folder: string;
let app: App;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }) => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-stand-in-'));
  Object.assign(process.env, { SLIPWAY_DATA_DIR: join(folder, 'data'), SLIPWAY_NODE: process.execPath });
  app = await startApp(await browser.newContext({ ignoreHTTPSErrors: true }));
});

test.afterAll(async () => {
  for (const engine of app.electron.engines) engine.kill();
  await app.page.context().close();
  delete process.env['SLIPWAY_DATA_DIR'];
  delete process.env['SLIPWAY_NODE'];
  await rm(folder, { recursive: true, force: true });
});

/** Imports the built `main.js`, which starts by itself; its `electron` is the stand-in. */
async function startApp(context: BrowserContext): Promise<App> {
  const complaints: string[] = [];
  context.on('page', (opened) => {
    opened.on('pageerror', (error) => complaints.push(error.message));
    opened.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  });
  const { promise: page, resolve } = promiseOf<Page>();
  const electron = fakeElectron({
    onLoad: async (window) => {
      const shown = await showInChromium(electron, window, { context, preload: join(root, 'dist/preload/preload.cjs') });
      resolve(shown);
    },
  });
  Object.assign(globalThis, { slipwayStandIn: electron.api });
  register(electronResolver());
  await import(pathToFileURL(join(root, 'dist/main/main.js')).href);
  const shown = await page;
  const [window] = electron.windows;
  if (window === undefined) throw new Error('The shell opened no window.');
  return { electron, window, page: shown, complaints };
}

function promiseOf<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}

/** A loader hook that gives `import … from 'electron'` the stand-in. */
function electronResolver(): string {
  const names =
    'app, BrowserWindow, dialog, ipcMain, Menu, MessageChannelMain, powerSaveBlocker, protocol, session, shell, utilityProcess';
  const standIn = `data:text/javascript,export const { ${names} } = globalThis.slipwayStandIn;`;
  const hook = `export const resolve = (name, context, next) =>
    name === 'electron' ? { url: ${JSON.stringify(encodeURI(standIn))}, shortCircuit: true } : next(name, context);`;
  return `data:text/javascript,${encodeURIComponent(hook)}`;
}

test('the real page starts in the shell, with the real engine behind its port', async () => {
  const wizard = new Wizard(app.page);
  await wizard.at(/where/i);
  await expect(app.page.getByText('Practice mode')).toBeVisible();
  expect(app.electron.engines).toHaveLength(1);
  expect(app.electron.engines[0]?.errors).toEqual([]);
  expect(app.window.calls).toEqual(['show']);
});

test('the page finds the shell, and nothing of Node', async () => {
  const found = await app.page.evaluate(() => ({
    slipway: Object.keys(window.slipway ?? {}).sort(),
    node: ['require', 'process', 'module', 'Buffer', 'global'].filter((name) => name in window),
  }));
  expect(found).toEqual({
    slipway: [...bridgeNames].sort(),
    node: [],
  });
});

test('the page keeps to the policy that main sends with it', async () => {
  const blocked = await app.page.evaluate(async () => {
    const events: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => events.push(event.effectiveDirective));
    await fetch('https://evil.example/').catch(() => undefined);
    const script = document.createElement('script');
    script.textContent = 'window.injected = true';
    document.body.append(script);
    await new Promise((resolve) => setTimeout(resolve));
    return { events, injected: 'injected' in window };
  });
  expect(blocked).toEqual({ events: expect.arrayContaining(['connect-src', 'script-src-elem']) as string[], injected: false });
});

test('a new engine takes over when the old one dies, and the page goes on without being loaded anew', async () => {
  app.electron.engines[0]?.kill();
  await expect.poll(() => app.electron.engines.length).toBe(2);
  await app.page.getByRole('link', { name: /practi[cs]/i }).click();
  await new Wizard(app.page).at('A cluster to practise with');
});

test('a practice cluster is made by the real engine', async () => {
  const wizard = new Wizard(app.page);
  await wizard.field('Folder of the project').fill(join(folder, 'cluster'));
  await wizard.button('Make the practice cluster').click();
  await wizard.at('What should the cluster look like?');
  await expect(wizard.rack('pi01')).toBeVisible();
});

test('it is opened again through the dialog of the system', async () => {
  const wizard = new Wizard(app.page);
  await wizard.goTo('#/');
  await wizard.at(/where/i);
  app.electron.answers.files.push(join(folder, 'cluster'));
  await wizard.button(/choose/i).click();
  await wizard.at('What should the cluster look like?');
  expect(app.electron.openDialogs.at(-1)?.properties).toContain('openDirectory');
});

test('main asks before it closes while the page says it is busy', async () => {
  await app.page.evaluate(() => window.slipway?.setBusy({ busy: true, progress: 0.5 }));
  await expect.poll(() => app.window.progress).toBe(0.5);
  app.electron.answers.boxes.push(0);
  app.window.close();
  await expect.poll(() => app.electron.boxes.length).toBe(1);
  expect(app.window.destroyed).toBe(false);
  await app.page.evaluate(() => window.slipway?.setBusy({ busy: false }));
  await expect.poll(() => app.window.progress).toBe(-1);
});

test('the page broke no rule of its policy on the way', () => {
  expect(
    app.complaints.filter((complaint) => !complaint.includes('evil.example') && !complaint.includes('inline script')),
  ).toEqual([]);
});

test('closing the window lets the engine end its work before the app exits', async () => {
  app.window.close();
  await expect.poll(() => app.electron.app.exits).toEqual([0]);
  expect(app.electron.engines.at(-1)?.messages.at(-1)).toEqual({ type: 'close' });
});
