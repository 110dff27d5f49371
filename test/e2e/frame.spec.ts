import { errorKinds } from '../../electron/contract/errors.ts';
import { startServer } from '../../electron/headless/serve.ts';
import { firstScripts, scriptSizes } from '../bench/page-scripts.ts';
import { expect, test } from './fixtures.ts';
import { pageDir } from './paths.ts';
import { dir, planText } from './sample.ts';

test('the token leaves the address bar, and a reload needs none', async ({ wizard, page }) => {
  await wizard.at('Where do you want to begin?');
  expect(page.url()).not.toContain('token');
  await page.reload();
  await wizard.at('Where do you want to begin?');
});

test('a browser without a session is told how to get one', async ({ wizard, page, browser }) => {
  await wizard.at('Where do you want to begin?');
  const stranger = await browser.newPage();
  await stranger.goto(new URL('/', page.url()).href);
  await expect(stranger.getByRole('heading', { name: 'This page has no session' })).toBeVisible();
  await stranger.goto(new URL('/#token=wrong', page.url()).href);
  await stranger.reload();
  await expect(stranger.getByText('Open the address it printed again')).toBeVisible();
  await stranger.close();
});

test('a lost engine is said so; one that was started anew asks for its new address', async ({ fake, page }) => {
  const first = await startServer({ services: fake.services, pageDir });
  await page.goto(first.url);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await first.close();
  await expect(page.getByText('The engine does not answer.')).toBeVisible();
  const { port } = new URL(first.url);
  const second = await startServer({ services: fake.services, pageDir, port: Number(port) });
  await expect(page.getByRole('heading', { name: 'This page has no session' })).toBeVisible();
  await page.goto(second.url);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Where do you want to begin?' })).toBeVisible();
  await second.close();
});

test('a new cluster is planned from a few answers, and the rack shows it while one types', async ({ wizard, page }) => {
  await wizard.link('Plan a new cluster').click();
  await wizard.at('What should the new cluster be?');
  await wizard.field('Name of the cluster').fill('Bad Name');
  await wizard.field('Nodes').fill('rpi[1-2]');
  await expect(wizard.rack('rpi2')).toHaveText(/worker, Pi 4: Planned/);
  await wizard.button('Make the plan').click();
  await expect(page.getByText('beginning and ending with a letter or digit')).toBeVisible();
  await wizard.field('Name of the cluster').fill('workshop');
  await wizard.button('Make the plan').click();
  await wizard.at('What should the cluster look like?');
  await expect(page.getByText('workshop · 2 nodes')).toBeVisible();
  expect(page.url()).toContain('workshop');
});

test('a private key is never taken for a public one', async ({ wizard, page }) => {
  await wizard.link('Plan a new cluster').click();
  await wizard.choose(/SSH key that may log in/, 'Paste another key …');
  await wizard.field('Public key').fill('-----BEGIN OPENSSH PRIVATE KEY-----');
  await wizard.button('Make the plan').click();
  await expect(page.getByText('This is a private key.')).toBeVisible();
});

test('a folder that holds a project already is offered for opening', async ({ wizard, fake, page }) => {
  fake.projects.put('/home/me/slipway/taken', planText);
  await wizard.link('Plan a new cluster').click();
  await wizard.field('Folder of the project').fill('/home/me/slipway/taken');
  await wizard.button('Make the plan').click();
  await expect(page.getByRole('alert')).toContainText('This folder already holds a project.');
  await wizard.link('Open the project that is there').click();
  await wizard.at('What should the cluster look like?');
});

test('a folder without a project says so, and a relative path is not sent at all', async ({ wizard, page }) => {
  await wizard.field('Project folder').fill('lab');
  await wizard.button('Open').click();
  await expect(page.getByText('Type the full path, from the root of the disk.')).toBeVisible();
  await wizard.field('Project folder').fill('/nowhere');
  await wizard.button('Open').click();
  await expect(page.getByRole('alert')).toContainText(errorKinds['project/not-found'].title);
});

test('recent projects are opened, and forgotten', async ({ wizard, fake, page }) => {
  fake.projects.put(dir, planText);
  await page.reload();
  await expect(wizard.link('Continue with lab')).toBeVisible();
  await wizard.button('Remove lab from this list').click();
  await expect(wizard.link('Continue with lab')).toHaveCount(0);
});

test('every error code has its page', async ({ wizard, page }) => {
  for (const [code, { title }] of Object.entries(errorKinds)) {
    await wizard.goTo(`#/help?code=${encodeURIComponent(code)}`);
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
    await expect(page.getByText(`Error code ${code}`)).toBeVisible();
  }
});

test('the colours follow the system until one chooses, and the choice stays', async ({ wizard, page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await wizard.button('Colours: as the system').click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
});

test('the log is shown and copied', async ({ wizard, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await wizard.button('Log').click();
  await expect(page.getByRole('dialog', { name: 'Log and diagnostics' })).toContainText('nothing happened');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('Control+l');
  await page.getByRole('dialog').getByRole('button', { name: 'Copy diagnostics' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('Slipway 0.0.0');
});

test('what the first page loads stays within 300 kB gzipped, and is what was counted', async ({ wizard, page }) => {
  await wizard.at('Where do you want to begin?');
  const loaded = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
  const scripts = loaded.flatMap((name) => /assets\/([^/]+\.js)$/.exec(name)?.[1] ?? []);
  expect(new Set(scripts)).toEqual(firstScripts(pageDir));
  const sizes = scriptSizes(pageDir);
  expect(scripts.reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0)).toBeLessThan(300_000);
});

/** What is loaded later and may be larger than an ordinary page: the emulator (xterm.js) and the charts (uPlot). */
const largeChunks: Readonly<Record<string, number>> = { 'terminal-view': 110_000, 'live-charts': 40_000, choice: 40_000 };

test('everything that is loaded later stays within 25 kB gzipped, but for what is named', () => {
  const first = firstScripts(pageDir);
  const over = [...scriptSizes(pageDir)].filter(([name, size]) => {
    const chunk = name.replace(/-[\w-]{8}\.js$/, '');
    return !first.has(name) && size > (largeChunks[chunk] ?? 25_000);
  });
  expect(over).toEqual([]);
});
