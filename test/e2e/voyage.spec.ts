import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test as base } from '@playwright/test';
import { startRealEngine, type RealEngine } from './real-engine.ts';
import { takeScreenshot } from './screenshot.ts';
import { Wizard } from './wizard.ts';

const test = base.extend<{ readonly engine: RealEngine; readonly wizard: Wizard }>({
  engine: async ({}, use) => {
    const engine = await startRealEngine();
    await use(engine);
    await engine.close();
  },
  wizard: async ({ page, engine }, use) => {
    await page.goto(engine.url);
    await use(new Wizard(page));
  },
});

const cardOf = (engine: RealEngine, node: string): string => join(engine.home, 'slipway/practice/cards', `${node}.img`);

/** The file as mtools reads it from the card's boot partition, which begins where the partition table says. */
function bootFile(card: string, path: string): string {
  const table: unknown = JSON.parse(execFileSync('sfdisk', ['--json', card], { encoding: 'utf8' }));
  const { partitiontable } = table as { partitiontable: { partitions: readonly [{ start: number }] } };
  const offset = partitiontable.partitions[0].start * 512;
  return execFileSync('mtype', ['-i', `${card}@@${String(offset)}`, `::${path}`], { encoding: 'utf8' });
}

test('the practice voyage with a mouse ends with three cards, each its own node', async ({ wizard, engine, page }) => {
  await wizard.at('Where do you want to begin?');
  await takeScreenshot(page, 'start');
  await wizard.link('Practise first').click();
  await wizard.at('A cluster to practise with');
  await wizard.button('Make the practice cluster').click();

  await wizard.at('What should the cluster look like?');
  await wizard.field('Name of pi02').fill('pi-storage');
  await wizard.field('Name of pi02').press('Enter');
  await expect(wizard.rack('pi-storage')).toHaveText(/Planned/);
  await takeScreenshot(page, 'plan');
  await wizard.link('Continue to images').click();

  await wizard.at('Which system goes on the cards?');
  await wizard.button(/^Make the practice image/).click();
  await expect(page.getByText('Ready', { exact: true })).toBeVisible();
  await takeScreenshot(page, 'images');
  await wizard.link('Continue to cards').click();

  await wizard.at('Where is each card?');
  await takeScreenshot(page, 'cards');
  await wizard.link('Review 3 cards').click();

  await wizard.at('What will be written where?');
  await wizard.button('Show user-data').first().click();
  await expect(page.getByRole('region', { name: /user-data/ }).first()).toContainText('pi01');
  await takeScreenshot(page, 'review');
  await wizard.button('Write 3 card files').click();

  await wizard.at('All 3 cards are ready');
  await expect(wizard.rack('pi-storage')).toHaveText(/Card written/);
  await expect(page.getByText('3 of 3 cards written')).toBeVisible();
  await takeScreenshot(page, 'result');
  for (const node of ['pi01', 'pi-storage', 'pi03']) {
    expect(existsSync(cardOf(engine, node)), node).toBe(true);
    expect(bootFile(cardOf(engine, node), 'user-data')).toContain(node);
  }

  await page.reload();
  await wizard.at('All 3 cards are ready');
});

test('the same voyage by keyboard alone', async ({ wizard, engine, page }) => {
  await wizard.at('Where do you want to begin?');
  await wizard.tabTo('Practise first');
  await page.keyboard.press('Enter');

  await wizard.at('A cluster to practise with');
  await wizard.tabTo('Make the practice cluster');
  await page.keyboard.press('Enter');

  await wizard.at('What should the cluster look like?');
  await wizard.tabTo('Name of pi03');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('pi-last');
  await page.keyboard.press('Enter');
  await expect(wizard.field('Name of pi-last')).toBeVisible();
  await wizard.tabTo(/Board of pi-last/);
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Escape');
  await wizard.tabTo('Continue to images');
  await page.keyboard.press('Enter');

  await wizard.at('Which system goes on the cards?');
  await wizard.tabTo(/^Make the practice image/);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Ready', { exact: true })).toBeVisible();
  await wizard.tabTo('Continue to cards');
  await page.keyboard.press('Enter');

  await wizard.at('Where is each card?');
  await wizard.tabTo('Write a card for pi02');
  await page.keyboard.press('Space');
  await wizard.tabTo('Review 2 cards');
  await page.keyboard.press('Enter');

  await wizard.at('What will be written where?');
  await wizard.tabTo('Show user-data');
  await page.keyboard.press('Enter');
  await wizard.tabTo('Write 2 card files');
  await page.keyboard.press('Enter');

  await wizard.at('All 2 cards are ready');
  expect(existsSync(cardOf(engine, 'pi-last'))).toBe(true);
  expect(existsSync(cardOf(engine, 'pi02'))).toBe(false);
});
