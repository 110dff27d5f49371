import { endedBurnin, runningBurnin } from '../fakes/burnin-samples.ts';
import type { FakeServices } from '../fakes/fake-services.ts';
import { upAt, withNodes } from '../fakes/fleet-samples.ts';
import { expect, test } from './fixtures.ts';
import { dir, planText } from './sample.ts';
import { takeScreenshot } from './screenshot.ts';

function bootThree(fake: FakeServices): void {
  const fleet = fake.fleet.of(dir);
  const up = { 'pi-master': upAt('192.168.10.20'), 'pi-node01': upAt('192.168.10.21'), 'pi-node02': upAt('192.168.10.22') };
  fleet.set(withNodes(fleet.get(), up));
}

test.beforeEach(({ fake }) => {
  fake.projects.put(dir, planText.replaceAll('board: pi3', 'board: pi4'));
  fake.images.store('hypriotos-1.12.3');
});

test('nodes, parts and time are chosen; it is followed live, and ends with verdicts, figures and a report', async ({
  wizard,
  fake,
  page,
}) => {
  bootThree(fake);
  await wizard.goTo(`#/boot?dir=${dir}`);
  await wizard.link('Test the hardware').click();
  await wizard.at('Is the hardware sound?');
  await page.getByText('pi-node02', { exact: true }).first().click();
  await expect(wizard.button('Test 2 nodes')).toBeVisible();
  await wizard.field('Seconds of stress').fill('60');
  await wizard.field('Seconds of stress').press('Enter');
  await expect(wizard.field('Seconds of stress')).toHaveValue('60');
  fake.burnin.live.set(runningBurnin(dir));
  await wizard.button('Test 2 nodes').click();
  await expect(page.getByText('All nodes busy · 62 % · about 1 min left')).toBeVisible();
  expect(fake.burnin.asked).toEqual(['start disk stress network 60 pi-master pi-node01']);
  await expect(page.locator('.uplot canvas').first()).toBeVisible();
  await page.getByText('The same as a table').click();
  await expect(page.getByRole('row', { name: /^pi-node01/ }).first()).toContainText('throttled for');
  fake.burnin.live.set(endedBurnin(dir));
  await expect(page.getByRole('status').filter({ hasText: 'The burn-in has ended.' })).toHaveCount(1);
  const verdicts = page.getByRole('region', { name: 'Verdicts' });
  await expect(verdicts).toContainText('This card is slow: 1.0 MB/s random write; etcd needs at least 1.5.');
  const disks = page.getByRole('table', { name: 'Cards and disks, MB/s' });
  await expect(disks.getByRole('row', { name: /^Pi 2, SanDisk Extreme/ })).toContainText('2.1');
  const network = page.getByRole('table', { name: 'Network, Mbit/s' });
  await expect(network.getByRole('row', { name: /^pi-node02/ })).toContainText('The node did not finish in time.');
  expect(await page.locator('style').count()).toBe(0);
  await page.getByText('The same as a table').click();
  await wizard.heading('Is the hardware sound?').scrollIntoViewIfNeeded();
  await page.setViewportSize({ width: 1280, height: 1120 });
  await takeScreenshot(page, 'burnin');
  const { id, startedAt, state, nodes } = endedBurnin(dir);
  fake.burnin.reports.set(id, { ...endedBurnin(dir), format: 'slipway-burnin/1', version: '0' });
  fake.burnin.records.push({ id, startedAt, state, nodes: nodes.length, grades: { good: 2, fair: 0, bad: 1, unknown: 0 } });
  await wizard.button('Save the report').click();
  await expect(page.getByText(/The report is in .*burnin\/2026-11-24T20-30-00.html and/)).toBeVisible();
  const download = page.waitForEvent('download');
  await wizard.button('Download it').click();
  expect((await download).suggestedFilename()).toBe('burnin.html');
});

test('by keyboard alone: a part is left out, the test is started and stopped', async ({ wizard, fake, page }) => {
  bootThree(fake);
  await wizard.goTo(`#/burnin?dir=${dir}`);
  await wizard.at('Is the hardware sound?');
  await expect(page.getByRole('checkbox', { name: 'pi-master' })).toBeAttached();
  await page.getByRole('checkbox', { name: 'Cards and disks' }).focus();
  await page.keyboard.press('Space');
  fake.burnin.live.set(runningBurnin(dir));
  await wizard.tabTo('Test 3 nodes');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^All nodes busy/)).toBeVisible();
  expect(fake.burnin.asked).toEqual(['start stress network 600 pi-master pi-node01 pi-node02']);
  await wizard.tabTo('Stop the test');
  await page.keyboard.press('Enter');
  await expect.poll(() => fake.burnin.asked.at(-1)).toBe('stop');
});

test('a reload comes back to the burn-in that runs; without a node there is nothing to start', async ({ wizard, fake, page }) => {
  await wizard.goTo(`#/burnin?dir=${dir}`);
  await expect(page.getByText('No node is up yet: see the Boot page.')).toBeVisible();
  await expect(wizard.button('Test 0 nodes')).toBeDisabled();
  fake.burnin.live.set(runningBurnin(dir));
  await page.reload();
  await expect(page.getByText(/^All nodes busy/)).toBeVisible();
});
