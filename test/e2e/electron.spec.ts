import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, expect, test, type ElectronApplication, type Page } from '@playwright/test';
import { bridgeNames } from '../fakes/shell-bridge.ts';
import { root } from './paths.ts';
import { Wizard } from './wizard.ts';

/** Electron's program, where npm puts it; undefined when it was not downloaded. */
function electronProgram(): string | undefined {
  const home = join(root, 'node_modules/electron');
  if (!existsSync(join(home, 'path.txt'))) return undefined;
  const program = join(home, 'dist', readFileSync(join(home, 'path.txt'), 'utf8').trim());
  return existsSync(program) ? program : undefined;
}

/** Why the app cannot be driven here, and the command that helps. */
function obstacle(): string | undefined {
  if (electronProgram() === undefined) return "Electron's program is not downloaded: node node_modules/electron/install.js";
  if (process.platform === 'linux' && process.env['DISPLAY'] === undefined) return 'There is no display: xvfb-run npm run e2e';
  return undefined;
}

const reason = obstacle();
test.skip(reason !== undefined, reason ?? '');
test.describe.configure({ mode: 'serial' });

let folder: string;
let app: ElectronApplication;
let page: Page;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-electron-'));
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const env = { ...process.env, SLIPWAY_DATA_DIR: join(folder, 'data'), SLIPWAY_NODE: process.execPath };
  app = await _electron.launch({
    executablePath: electronProgram() ?? '',
    args: [root, `--user-data-dir=${join(folder, 'profile')}`, ...asRoot],
    env,
  });
  page = await app.firstWindow();
});

test.afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

test('the app shows its first page at app://slipway/', async () => {
  await new Wizard(page).at(/where/i);
  expect(page.url()).toMatch(/^app:\/\/slipway\//);
  await expect(page.getByText('Practice mode')).toBeVisible();
});

test('the page finds no Node, only the named functions of the shell', async () => {
  const found = await page.evaluate(() => ({
    slipway: Object.keys(window.slipway ?? {}).sort(),
    node: ['require', 'process', 'module', 'Buffer', 'global'].filter((name) => name in window),
  }));
  expect(found).toEqual({ slipway: [...bridgeNames].sort(), node: [] });
});

test('the page cannot leave, open windows, or reach the network', async () => {
  await page.evaluate(() => {
    window.location.href = 'https://example.com/';
    window.open('https://example.com/');
  });
  const reached = await page.evaluate(() =>
    fetch('https://example.com/').then(
      () => true,
      () => false,
    ),
  );
  expect([reached, page.url().startsWith('app://slipway/'), app.windows().length]).toEqual([false, true, 1]);
});

test('the page loads anew and finds the engine again', async () => {
  await page.reload();
  await expect(page.getByText('Practice mode')).toBeVisible();
});

test('the engine is started again when it dies', async () => {
  await app.evaluate(({ app: electron }) => {
    const engine = electron.getAppMetrics().find(({ name }) => name === 'Slipway engine');
    if (engine !== undefined) process.kill(engine.pid, 'SIGKILL');
  });
  await page.reload();
  await expect(page.getByText('Practice mode')).toBeVisible();
});
