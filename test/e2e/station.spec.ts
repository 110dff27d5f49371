import { markerOf } from '../fakes/station-parts.ts';
import { expect, test } from './fixtures.ts';
import { dir, fourCards, goodCard, largeDrive, planText, secondCard, systemDisk } from './sample.ts';
import { takeScreenshot } from './screenshot.ts';
import type { Wizard } from './wizard.ts';

test.beforeEach(({ fake }) => {
  fake.projects.put(dir, planText);
  fake.images.store('hypriotos-1.12.3');
});

async function openStation(wizard: Wizard, { several = false, auto = false } = {}): Promise<void> {
  await wizard.goTo(`#/station?dir=${dir}`);
  await wizard.at('How do you want to write the cards?');
  if (several) await wizard.page.getByText('Several readers at once').click();
  if (auto) await wizard.page.getByText(/^Start by itself when/).click();
  await wizard.button('Open the station').click();
  await wizard.at('Insert the card for pi-master');
}

test('one reader: each card is asked for, recognised, confirmed, written and counted', async ({ wizard, fake, page }) => {
  fake.cards.drives.set([systemDisk]);
  await wizard.goTo(`#/cards?dir=${dir}`);
  await page.getByText('SD cards in readers').click();
  await wizard.link('Write many, one after the other').click();
  await openStation(wizard);
  await expect(page).toHaveTitle('Insert the card for pi-master · lab · Slipway');
  await expect(page.getByRole('status').filter({ hasText: 'Insert the card for pi-master.' })).toHaveCount(1);

  fake.cards.drives.set([systemDisk, goodCard]);
  await expect(wizard.heading('Is this the card for pi-master?')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Cards in readers' })).toContainText(
    /SanDisk Ultra.*becomes pi-master.*S\/N SN-b/,
  );
  expect(fake.cards.orders).toEqual([]);
  await wizard.button('Erase and write pi-master').click();
  await expect(wizard.heading('The card for pi-master is being written')).toBeVisible();
  fake.cards.advance(10);
  await expect(wizard.rack('pi-master')).toHaveText(/Writing, \d+ %/);
  fake.cards.finishAll();
  await expect(wizard.heading('Insert the card for pi-node01')).toBeVisible();
  await expect(wizard.rack('pi-master')).toHaveText(/Card written/);
  await expect(page.getByText('1 of 4', { exact: true })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Written at this station' })).toContainText('pi-master');
});

test('the finished card is told from a new one, and nothing is written until somebody says so', async ({
  wizard,
  fake,
  page,
}) => {
  await openStation(wizard, { auto: true });
  fake.station.contents.set('/dev/sdb', { kind: 'image', name: 'HypriotOS', marker: markerOf('pi-node03') });
  fake.cards.drives.set([goodCard]);
  await expect(page.getByText(/This card was written for pi-node03/)).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'It waits for you' })).toHaveCount(1);
  expect(fake.cards.orders).toEqual([]);
  await wizard.button('Not this card for pi-master').click();
  await expect(wizard.heading('Insert the card for pi-master')).toBeVisible();
  fake.cards.drives.set([secondCard]);
  await expect(wizard.heading('The card for pi-master is being written')).toBeVisible();
  expect(fake.cards.orders[0]?.map(({ node, target }) => [node, target.kind === 'drive' && target.drive.path])).toEqual([
    ['pi-master', '/dev/sdc'],
  ]);
});

test('a drive that is refused says why at once; a doubtful one must be named', async ({ wizard, fake, page }) => {
  await openStation(wizard);
  fake.cards.drives.set([systemDisk]);
  await expect(page.getByRole('alert')).toContainText('It holds the running system (/).');
  await expect(wizard.heading('Insert the card for pi-master')).toBeVisible();
  fake.cards.drives.set([largeDrive]);
  await expect(wizard.button('Erase and write pi-master')).toBeDisabled();
  await wizard.field('Type /dev/sdd to confirm this drive').fill('/dev/sdx');
  await expect(page.getByText('This is not /dev/sdd.')).toBeVisible();
  await wizard.field('Type /dev/sdd to confirm this drive').fill('/dev/sdd');
  await wizard.button('Erase and write pi-master').click();
  await expect(wizard.heading('The card for pi-master is being written')).toBeVisible();
  expect(fake.cards.orders[0]?.[0]?.confirmation).toBe('/dev/sdd');
});

test('eight readers or four: cards are bound as they come, and start together', async ({ wizard, fake, page }) => {
  await openStation(wizard, { several: true });
  fake.cards.drives.set(fourCards.slice(0, 1));
  await expect(wizard.heading('Insert the card for pi-node01')).toBeVisible();
  fake.cards.drives.set(fourCards);
  await wizard.button('Erase and write 4 cards').click();
  await expect(wizard.heading('4 cards being written')).toBeVisible();
  fake.cards.delays.set('pi-node02', 3).set('pi-node03', 5);
  fake.cards.advance(15);
  await expect(wizard.rack('pi-master')).toHaveText(/(Writing|Verifying), \d+ %/);
  await takeScreenshot(page, 'station-parallel');
  fake.cards.finishAll();
  await expect(wizard.heading('All 4 cards are done')).toBeVisible();
  await wizard.button('Make labels to print').click();
  await expect(page.getByText(/The labels are in .*labels\.html/)).toBeVisible();
});

test('a node is left out and put back; a failed card is tried again; a reload comes back to the station', async ({
  wizard,
  fake,
  page,
}) => {
  await openStation(wizard);
  await wizard.button('Leave pi-master out').click();
  await expect(wizard.heading('Insert the card for pi-node01')).toBeVisible();
  fake.cards.failures.set('pi-node01', {
    code: 'card/verify-failed',
    title: 'The card does not hold what was written to it.',
    detail: 'At byte 734003200.',
    fix: 'Replace the card: it is worn out or lies about its size.',
  });
  fake.cards.drives.set([goodCard]);
  await wizard.button('Erase and write pi-node01').click();
  await expect(wizard.heading(/being written/)).toBeVisible();
  fake.cards.finishAll();
  await expect(page.getByRole('alert').first()).toContainText('worn out or lies about its size');
  await page.reload();
  await wizard.at('Insert the card for pi-node01');
  await wizard.button('Try this card again').click();
  await wizard.button('Erase and write pi-node01').click();
  await expect(wizard.heading(/being written/)).toBeVisible();
  fake.cards.finishAll();
  await wizard.button('Put pi-master back into the queue').click();
  await expect(wizard.heading('Insert the card for pi-master')).toBeVisible();
});

test('closing while a card is written asks first; the station can be walked by keyboard', async ({ wizard, fake, page }) => {
  await wizard.goTo(`#/station?dir=${dir}`);
  await wizard.at('How do you want to write the cards?');
  await wizard.tabTo('Open the station');
  await page.keyboard.press('Enter');
  await wizard.at('Insert the card for pi-master');
  fake.cards.drives.set([goodCard]);
  await expect(wizard.button('Erase and write pi-master')).toBeVisible();
  await wizard.tabTo('Erase and write pi-master');
  await page.keyboard.press('Enter');
  await expect(wizard.heading('The card for pi-master is being written')).toBeVisible();
  await wizard.tabTo('Close the station');
  await page.keyboard.press('Enter');
  await expect(wizard.button('Keep it open')).toBeFocused();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Close the station' }).click();
  await wizard.at('Where is each card?');
});
