import { memoryCgroupOff, troubledReport, withReport } from '../fakes/facts-samples.ts';
import type { FakeServices } from '../fakes/fake-services.ts';
import { inState, upAt, withNodes } from '../fakes/fleet-samples.ts';
import { expect, test } from './fixtures.ts';
import { dir, planText } from './sample.ts';
import { takeScreenshot } from './screenshot.ts';

const address = `#/node?dir=${dir}&node=pi-master`;

function bootMaster(fake: FakeServices): void {
  const fleet = fake.fleet.of(dir);
  const adopted = inState({ kind: 'adopted', address: '192.168.10.20' }, 'It is ours, at 192.168.10.20.');
  const master = { ...upAt('192.168.10.20'), ...adopted };
  fleet.set(withNodes(fleet.get(), { 'pi-master': master, 'pi-node01': upAt('192.168.10.21') }));
}

test.beforeEach(({ fake }) => {
  fake.projects.put(dir, planText.replaceAll('board: pi3', 'board: pi4'));
  fake.images.store('hypriotos-1.12.3');
});

test('a node that comes up is asked once; what it says stands in a table', async ({ wizard, fake, page }) => {
  await wizard.goTo(address);
  await wizard.at('How is pi-master?');
  await expect(page.getByText('It is asked as soon as it is up.')).toBeVisible();
  bootMaster(fake);
  await expect.poll(() => fake.facts.asked).toEqual(['gather pi-master']);
  fake.facts.of(dir).set(withReport(fake.facts.of(dir).get(), troubledReport('pi-master')));
  const facts = page.getByRole('table', { name: 'Facts' });
  await expect(facts.getByRole('row', { name: 'Model' })).toContainText('Raspberry Pi 4 Model B Rev 1.4');
  await expect(facts.getByRole('row', { name: 'Clock' })).toContainText('180 s behind this computer');
  await takeScreenshot(page, 'node');
  await wizard.link('pi-node01 →').click();
  await wizard.at('How is pi-node01?');
});

test('a repair that reboots is asked about before; its steps are shown', async ({ wizard, fake, page }) => {
  bootMaster(fake);
  const facts = fake.facts.of(dir);
  facts.set(withReport(facts.get(), troubledReport('pi-master')));
  await wizard.goTo(address);
  await expect(page.getByText('It is rebooted for this.')).toBeVisible();
  await expect(page.getByText('This needs your hands.')).toBeVisible();
  await wizard.button('Fix it and reboot: The memory control group is off.').click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  expect(fake.facts.asked).toEqual([]);
  await dialog.getByRole('button', { name: 'Repair and reboot pi-master' }).click();
  await expect.poll(() => fake.facts.asked).toEqual(['fix pi-master memory-cgroup-off']);
  const step = { code: memoryCgroupOff.code, text: 'Add cgroup_enable=memory to cmdline.txt.' };
  const report = troubledReport('pi-master');
  facts.set(withReport(facts.get(), { ...report, repair: { running: true, steps: [{ ...step, state: 'rebooting' }] } }));
  await expect(page.getByRole('region', { name: 'Repair' })).toContainText('Rebooting');
  facts.set(
    withReport(facts.get(), { ...report, findings: [], repair: { running: false, steps: [{ ...step, state: 'done' }] } }),
  );
  await expect(page.getByText('Nothing stands in the way.', { exact: true })).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'The repair of pi-master has ended.' })).toHaveCount(1);
});

test('a repair without a reboot begins at once, and by keyboard', async ({ wizard, fake, page }) => {
  bootMaster(fake);
  fake.facts.of(dir).set(withReport(fake.facts.of(dir).get(), troubledReport('pi-master')));
  await wizard.goTo(address);
  await wizard.at('How is pi-master?');
  await wizard.tabTo('Fix it: The clock is 3 minutes behind.');
  await page.keyboard.press('Enter');
  await expect.poll(() => fake.facts.asked).toEqual(['fix pi-master clock-behind']);
});

test('a terminal is opened, typed into and left by keyboard; the CSP has nothing to complain about', async ({
  wizard,
  fake,
  page,
}) => {
  bootMaster(fake);
  fake.facts.of(dir).set(withReport(fake.facts.of(dir).get(), troubledReport('pi-master')));
  await wizard.goTo(address);
  await wizard.button('Open a terminal').click();
  const screen = page.getByRole('group', { name: 'Terminal on pi-master' });
  await expect(screen.getByRole('textbox', { name: 'Terminal on pi-master' })).toBeFocused();
  await expect(screen.locator('.xterm-rows')).toContainText('pirate@pi1:~$');
  await page.keyboard.type('uname -a');
  await expect(screen.locator('.xterm-rows')).toContainText('uname -a');
  await expect(screen.getByRole('list').first()).toContainText('pirate@pi1:~$ uname -a');
  const cell = await screen.locator('.xterm-rows > div').first().boundingBox();
  expect(cell?.height).toBeGreaterThan(10);
  expect(await page.locator('style').count()).toBe(0);
  await page.keyboard.press('Control+Shift+Escape');
  await expect(wizard.button('Close the terminal')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(screen).toBeHidden();
  expect(await page.evaluate(() => document.adoptedStyleSheets.length)).toBe(0);
});

test('colours of a program that go beyond the palette are drawn too', async ({ wizard, fake, page }) => {
  bootMaster(fake);
  await wizard.goTo(address);
  await wizard.button('Open a terminal').click();
  const rows = page.locator('.xterm-rows');
  await expect(rows).toContainText('pirate@pi1:~$');
  // The fake shell sends back what it gets, so a paste is what a program prints.
  await page.evaluate(() => {
    const paste = new DataTransfer();
    paste.setData('text/plain', '\u001B[38;2;1;200;3mgreen\u001B[0m');
    document.querySelector('.xterm-helper-textarea')?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: paste }));
  });
  await expect(rows.getByText('green')).toHaveCSS('color', 'rgb(1, 200, 3)');
});

test('a node that the plan does not have says so', async ({ wizard }) => {
  await wizard.goTo(`#/node?dir=${dir}&node=pi-ghost`);
  await expect(wizard.heading('The plan has no node called pi-ghost')).toBeVisible();
});
