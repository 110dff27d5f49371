import { expect, test } from './fixtures.ts';
import { dir, planText } from './sample.ts';
import { takeScreenshot } from './screenshot.ts';

test.beforeEach(({ fake }) => {
  fake.projects.put(dir, planText.replaceAll('board: pi3', 'board: pi3b+'));
});

test('the bill follows the plan, and a price is kept when one leaves its field', async ({ wizard, fake, page }) => {
  await wizard.openProject(dir);
  await wizard.link('What to buy').click();
  await wizard.at('What do you need, and what does it cost?');
  const table = page.getByRole('table', { name: 'Bill of materials' });
  await expect(table.getByRole('row', { name: /^Total/ })).toContainText('$269.00');
  await expect(page.getByText('Without Network switch, 5 ports: no price is given.')).toBeVisible();
  await wizard.field('Unit cost of Network switch, 5 ports').fill('12,50');
  await wizard.field('Unit cost of microSD card, 32 GB').focus();
  await expect(table.getByRole('row', { name: /^Total/ })).toContainText('$281.50');
  await wizard.button('Add a row of your own').click();
  await wizard.field('What row 1 of your own is').fill('Fan');
  await wizard.field('What row 1 of your own is').press('Enter');
  await wizard.field('Quantity of Fan').fill('4');
  await wizard.field('Unit cost of Fan').fill('2');
  await wizard.field('Unit cost of Fan').press('Enter');
  await expect(table.getByRole('row', { name: /^Total/ })).toContainText('$289.50');
  await wizard.heading('What do you need, and what does it cost?').scrollIntoViewIfNeeded();
  await page.setViewportSize({ width: 1280, height: 1120 });
  await takeScreenshot(page, 'materials');
  expect(fake.materials.texts.get(dir)).toContain('description: Fan');
  await wizard.button('Remove Fan').click();
  await expect(table.getByRole('row', { name: /^Total/ })).toContainText('$281.50');
});

test('what is no price stays in its field and says so; nothing is saved', async ({ wizard, fake, page }) => {
  await wizard.goTo(`#/materials?dir=${dir}`);
  await wizard.field('Unit cost of Power cable').fill('cheap');
  await wizard.field('Unit cost of Power cable').press('Enter');
  await expect(page.getByText('Write a number, such as 9 or 9.50.')).toBeVisible();
  expect(fake.materials.texts.size).toBe(0);
});

test('a supply that is too weak is named; by keyboard alone more of them mend it', async ({ wizard, page }) => {
  await wizard.goTo(`#/materials?dir=${dir}`);
  await wizard.at('What do you need, and what does it cost?');
  await wizard.tabTo('Ampere in all');
  await page.keyboard.type('3');
  await page.keyboard.press('Enter');
  await wizard.tabTo('Supplies');
  await page.keyboard.type('1');
  await page.keyboard.press('Enter');
  await expect(
    page.getByText('Supply 1 gives 3 A, but its 4 boards draw 5.76 A when all are busy: one will fail.'),
  ).toBeVisible();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('4');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Too much')).toHaveCount(0);
  await expect(page.getByRole('region', { name: 'Power' }).getByText('Fits')).toHaveCount(4);
});

test('the bill is saved for a spreadsheet, and printed without what only a screen needs', async ({ wizard, page }) => {
  await wizard.goTo(`#/materials?dir=${dir}`);
  const download = page.waitForEvent('download');
  await wizard.button('Download as CSV').click();
  expect((await download).suggestedFilename()).toBe('materials.csv');
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('table', { name: 'Bill of materials' })).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Stages' })).toBeHidden();
  await expect(wizard.button('Print')).toBeHidden();
});
