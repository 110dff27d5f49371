import { expect, test as base } from '@playwright/test';
import { addZram, canZram, needsZram } from '../fakes/zram.ts';
import { startRealEngine, type RealEngine } from './real-engine.ts';
import { takeScreenshot } from './screenshot.ts';
import { Wizard } from './wizard.ts';

const test = base.extend<{ readonly engine: RealEngine; readonly station: Wizard }>({
  engine: async ({}, use) => {
    const engine = await startRealEngine();
    await use(engine);
    await engine.close();
  },
  station: async ({ page, engine }, use) => {
    await page.goto(engine.url);
    await use(new Wizard(page));
  },
});

const cardBytes = 64 * 1024 * 1024;

test(`a workshop with one reader and real block devices${needsZram}`, async ({ station, page }) => {
  test.skip(!canZram, needsZram);
  test.setTimeout(120_000);
  await station.link('Practise first').click();
  await station.button('Make the practice cluster').click();
  await station.link('Continue to images').click();
  await station.button(/^Make the practice image/).click();
  await expect(page.getByText('Ready', { exact: true })).toBeVisible();
  await station.link('Continue to cards').click();
  await page.getByText('SD cards in readers').click();
  await station.link('Write many, one after the other').click();
  await station.button('Open the station').click();

  for (const node of ['pi01', 'pi02', 'pi03']) {
    await station.heading(`Insert the card for ${node}`).waitFor();
    if (node === 'pi02') await takeScreenshot(page, 'station-insert');
    const card = addZram(cardBytes);
    const row = page.getByRole('region', { name: 'Cards in readers' }).getByRole('listitem').filter({ hasText: card.path });
    const typed = row.getByRole('textbox', { name: `Type ${card.path} to confirm this drive` });
    await expect(typed).toBeVisible({ timeout: 20_000 });
    await typed.fill(card.path);
    if (node === 'pi02') await takeScreenshot(page, 'station');
    await row.getByRole('button', { name: `Erase and write ${node}` }).click();
    await expect(row).toContainText(`This is the card for ${node} now.`, { timeout: 30_000 });
    // With its card written, the node is looked for on the network as well.
    await expect(station.rack(node)).toHaveText(/Card written|Waiting for boot/);
    await card.remove();
    await expect(row).toHaveCount(0, { timeout: 20_000 });
  }
  await expect(station.heading('All 3 cards are done')).toBeVisible();
});
