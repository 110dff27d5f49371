import { expect, test } from './fixtures.ts';
import { dir, fourCards, goodCard, largeDrive, planText, secondCard, systemDisk } from './sample.ts';
import { takeScreenshot } from './screenshot.ts';

const failure = {
  code: 'card/verify-failed',
  title: 'The card does not hold what was written to it.',
  detail: 'At byte 734003200: expected 3f…, got 00….',
  fix: 'Replace the card: it is worn out or lies about its size.',
} as const;

test.beforeEach(({ fake }) => {
  fake.projects.put(dir, planText);
  fake.images.store('hypriotos-1.12.3');
});

test('a refused drive says why and cannot be chosen', async ({ wizard, fake, page }) => {
  fake.cards.drives.set([systemDisk, goodCard]);
  await wizard.goTo(`#/cards?dir=${dir}`);
  await page.getByText('SD cards in readers').click();
  const drives = page.getByRole('region', { name: 'Drives of this computer' });
  await expect(drives).toContainText('It holds the running system (/).');
  await wizard.button(/Card for pi-master/).click();
  await expect(page.getByRole('option', { name: /Samsung 980/ })).toHaveAttribute('aria-disabled', 'true');
  await page.getByRole('option', { name: /SanDisk Ultra/ }).click();
  await expect(wizard.link('Review 1 card')).toBeVisible();
});

test('the question before erasing names model, size, serial, volumes and node; Cancel has the focus', async ({
  wizard,
  fake,
  page,
}) => {
  fake.cards.drives.set([goodCard, secondCard]);
  await wizard.goTo(`#/cards?dir=${dir}`);
  await page.getByText('SD cards in readers').click();
  await wizard.button('Assign cards in order').click();
  await wizard.link('Review 2 cards').click();
  await wizard.button('Erase 2 cards and write …').click();
  const dialog = page.getByRole('alertdialog', { name: 'Erase 2 cards?' });
  await expect(dialog).toContainText(/SanDisk Ultra, 31\.9 GB.*\/dev\/sdb.*becomes pi-master.*S\/N SN-b.*holds “BACKUP”/);
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  expect(fake.cards.orders).toEqual([]);
  await wizard.button('Erase 2 cards and write …').click();
  await wizard.button('Erase 2 cards and write').last().click();
  await wizard.at('Writing the cards');
  expect(fake.cards.orders[0]?.map(({ node }) => node)).toEqual(['pi-master', 'pi-node01']);
});

test('a doubtful drive is written only after its path was typed', async ({ wizard, fake, page }) => {
  fake.cards.drives.set([largeDrive]);
  await wizard.goTo(`#/cards?dir=${dir}`);
  await page.getByText('SD cards in readers').click();
  await wizard.choose(/Card for pi-master/, /WD Passport/);
  await wizard.link('Review 1 card').click();
  await wizard.button('Erase 1 card and write …').click();
  const confirm = page.getByRole('alertdialog').getByRole('button', { name: 'Erase 1 card and write' });
  await expect(confirm).toBeDisabled();
  await wizard.field('Type /dev/sdd to confirm this drive').fill('/dev/sdx');
  await expect(page.getByText('This is not /dev/sdd.')).toBeVisible();
  await wizard.field('Type /dev/sdd to confirm this drive').fill('/dev/sdd');
  await confirm.click();
  await wizard.at('Writing the cards');
  expect(fake.cards.orders[0]?.[0]?.confirmation).toBe('/dev/sdd');
});

test('a card that is put in is offered to the node that waits', async ({ wizard, fake, page }) => {
  fake.cards.drives.set([goodCard]);
  await wizard.goTo(`#/cards?dir=${dir}`);
  await page.getByText('SD cards in readers').click();
  await wizard.choose(/Card for pi-master/, /SanDisk/);
  fake.cards.drives.set([goodCard, secondCard]);
  await wizard.button('Use it for pi-node01').click();
  await expect(wizard.link('Review 2 cards')).toBeVisible();
});

test('every file can be read and compared with the image', async ({ wizard, page }) => {
  await wizard.goTo(`#/cards/review?dir=${dir}`);
  await wizard.button('Show user-data').first().click();
  const diff = page.getByRole('region', { name: 'What changes in user-data' });
  await expect(diff).toContainText('removed: hostname: black-pearl');
  await expect(diff).toContainText('added: hostname: pi-master');
  await wizard.button('Content').click();
  await expect(page.getByRole('region', { name: 'user-data' })).toContainText('passwd: ••••••');
});

test('one card fails, the others go on, and it is written again', async ({ wizard, fake, page }) => {
  fake.cards.failures.set('pi-node02', failure);
  await wizard.goTo(`#/cards/review?dir=${dir}`);
  await wizard.button('Write 4 card files').click();
  await wizard.at('Writing the cards');
  fake.cards.finishAll();
  await expect(page.getByRole('alert')).toContainText('expected 3f…, got 00….');
  await expect(wizard.rack('pi-node02')).toHaveText(/Failed/);
  await expect(wizard.rack('pi-node03')).toHaveText(/Card written/);
  await wizard.link('See the result').click();
  await wizard.at('3 of 4 cards ready');
  await wizard.button('Write 1 failed card again').click();
  await wizard.at('Writing the cards');
  await expect(page.getByText('Waiting for its turn')).toBeVisible();
  fake.cards.finishAll();
  await wizard.at('All 4 cards are ready');
  await expect(page.getByText('4 of 4 cards written')).toBeVisible();
});

test('cards that an earlier session has finished are left as they are, unless they are asked for again', async ({
  wizard,
  fake,
  page,
}) => {
  fake.cards.finished.add('pi-master').add('pi-node01');
  await wizard.goTo(`#/cards/review?dir=${dir}`);
  await expect(page.getByText('2 cards finished already')).toBeVisible();
  await page.getByText('Write them again').click();
  await expect(wizard.button('Write 4 card files')).toBeEnabled();
  await page.getByText('Write them again').click();
  await wizard.button('Write 2 card files').click();
  await wizard.at('Writing the cards');
  expect(fake.cards.orders.at(-1)?.map(({ node }) => node)).toEqual(['pi-node02', 'pi-node03']);
});

test('the rack fills in card by card, each at its own pace', async ({ wizard, fake, page }) => {
  fake.cards.drives.set(fourCards);
  await wizard.goTo(`#/cards?dir=${dir}`);
  await page.getByText('SD cards in readers').click();
  await wizard.button('Assign cards in order').click();
  await wizard.link('Review 4 cards').click();
  await wizard.button('Erase 4 cards and write …').click();
  await wizard.button('Erase 4 cards and write').last().click();
  await wizard.at('Writing the cards');
  fake.cards.failures.set('pi-node03', failure);
  fake.cards.delays.set('pi-node01', 14).set('pi-node02', 20);
  fake.cards.advance(31);
  await expect(wizard.rack('pi-master')).toHaveText(/Card written/);
  await expect(wizard.rack('pi-node01')).toHaveText(/Verifying, \d+ %/);
  await expect(wizard.rack('pi-node02')).toHaveText(/Writing, \d+ %/);
  await expect(wizard.rack('pi-node03')).toHaveText(/Failed/);
  await takeScreenshot(page, 'writing');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await takeScreenshot(page, 'writing-dark');
});

test('a reload in the middle of writing comes back to the same cards', async ({ wizard, fake, page }) => {
  await wizard.goTo(`#/cards/review?dir=${dir}`);
  await wizard.button('Write 4 card files').click();
  await wizard.at('Writing the cards');
  fake.cards.advance(10);
  await expect(page.getByText(/^Writing · /).first()).toBeVisible();
  await page.reload();
  await wizard.at('Writing the cards');
  await expect(page.getByText(/^Writing · /)).toHaveCount(4);
  await expect(page).toHaveTitle(/^\d+ % · lab · Slipway$/);
  fake.cards.finishAll();
  await wizard.at('All 4 cards are ready');
});

test('progress is said aloud at each quarter, and a failure at once', async ({ wizard, fake, page }) => {
  fake.cards.failures.set('pi-node02', failure);
  await wizard.goTo(`#/cards/review?dir=${dir}`);
  await wizard.button('Write 4 card files').click();
  const said = page.getByRole('status').filter({ hasText: '% of the cards written.' });
  await expect(said).toHaveText('0 % of the cards written.');
  fake.cards.advance(10);
  await expect(said).toHaveText('25 % of the cards written.');
  fake.cards.advance(4);
  await expect(said).toHaveText(/The card for pi-node02 failed\.$/);
});

test('cancelling asks once, says what becomes of the cards, and leaves the finished ones', async ({ wizard, fake, page }) => {
  await wizard.goTo(`#/cards/review?dir=${dir}`);
  await wizard.button('Write 4 card files').click();
  fake.cards.advance(3);
  await wizard.button('Cancel the card for pi-node01').click();
  await expect(wizard.rack('pi-node01')).toHaveText(/Cancelled/);
  await wizard.button('Cancel all cards').click();
  await expect(page.getByRole('alertdialog')).toContainText('unusable until they are written again');
  await expect(wizard.button('Go on writing')).toBeFocused();
  await wizard.button('Cancel writing').click();
  await wizard.link('See the result').click();
  await wizard.at('0 of 4 cards ready');
});

test('a write session that nobody knows any more is said to be gone', async ({ wizard, page }) => {
  await wizard.goTo(`#/cards/writing?dir=${dir}&batch=long-ago`);
  await expect(page.getByText('This write session is not known any more')).toBeVisible();
});
