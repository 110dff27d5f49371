import { SlipwayError } from '../../electron/contract/errors.ts';
import { busyFleet, fingerprint, foreignMachine, inState, upAt, withNodes } from '../fakes/fleet-samples.ts';
import { expect, test } from './fixtures.ts';
import { dir, planText } from './sample.ts';

test.beforeEach(({ fake }) => {
  fake.projects.put(dir, planText.replaceAll('board: pi3', 'board: pi4'));
  fake.images.store('hypriotos-1.12.3');
});

test('nodes appear by themselves, each with how it was found; the rack and the counter follow', async ({
  wizard,
  fake,
  page,
}) => {
  const fleet = fake.fleet.of(dir);
  await wizard.goTo(`#/boot?dir=${dir}`);
  await wizard.at('Which nodes are up?');
  const nodes = page.getByRole('region', { name: 'Nodes', exact: true });
  await expect(nodes.getByRole('listitem').filter({ hasText: 'pi-master' })).toContainText('Planned');
  fleet.set(withNodes(fleet.get(), { 'pi-master': upAt('192.168.10.20') }));
  await expect(page.getByText('1 of 4', { exact: true })).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'pi-master is up.' })).toHaveCount(1);
  await expect(wizard.rack('pi-master')).toHaveText(/Ready/);
  await nodes.getByText('Found: called home and announced itself.').click();
  await expect(nodes.getByText(/announced itself · 192.168.10.20 · on eth0 · pi.local/)).toBeVisible();
  await expect(nodes.getByText(fingerprint('A'))).toBeVisible();
  fleet.set(busyFleet(fleet.get()));
  await expect(wizard.rack('pi-node02')).toHaveText(/Foreign/);
  await expect(wizard.rack('pi-node03')).toHaveText(/Wrong host key/);
  await expect(page.getByText('1 of 4 nodes up · 1 waiting · 2 need you')).toBeVisible();
});

test('a node that is missing says what to try; one that was up and is gone is lost, and comes back', async ({
  wizard,
  fake,
  page,
}) => {
  const fleet = fake.fleet.of(dir);
  await wizard.goTo(`#/boot?dir=${dir}`);
  fleet.set(
    withNodes(fleet.get(), {
      'pi-master': upAt('192.168.10.20'),
      'pi-node01': inState({ kind: 'waiting-for-boot', awake: false }, 'Nobody has seen it yet.', ['Push the card in again.']),
    }),
  );
  await expect(page.getByRole('list', { name: 'What to try for pi-node01' })).toContainText('Push the card in again.');
  fleet.set(
    withNodes(fleet.get(), {
      'pi-master': inState({ kind: 'lost', since: '2026-11-24T20:00:00.000Z', lastAddress: '192.168.10.20' }, 'It is gone.'),
    }),
  );
  await expect(page.getByRole('status').filter({ hasText: 'pi-master does not answer any more.' })).toHaveCount(1);
  await expect(wizard.rack('pi-master')).toHaveText(/Lost/);
  fleet.set(withNodes(fleet.get(), { 'pi-master': upAt('192.168.10.99') }));
  await expect(page.getByText('192.168.10.99', { exact: true })).toBeVisible();
});

test('a foreign machine is named and never touched; it is adopted only with its fingerprint, compared', async ({
  wizard,
  fake,
  page,
}) => {
  const fleet = fake.fleet.of(dir);
  await wizard.goTo(`#/boot?dir=${dir}`);
  fleet.set({ ...fleet.get(), revision: 2, foreign: [foreignMachine({ claims: 'pi-node02' })] });
  const machines = page.getByRole('region', { name: 'Other machines' });
  await expect(machines).toContainText('It has the name or the address of pi-node02.');
  await wizard.button('This is one of mine …: Raspberry Pi').click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await expect(dialog).toContainText(fingerprint('F'));
  await expect(dialog.getByRole('button', { name: 'Adopt it as pi-node02' })).toBeDisabled();
  await dialog.getByText('I have compared the fingerprint').click();
  await dialog.getByRole('button', { name: 'Adopt it as pi-node02' }).click();
  await expect(dialog).toBeHidden();
  expect(fake.fleet.asked).toEqual([`adopt pi-node02 ${fingerprint('F')}`]);
});

test('by keyboard alone: the network is searched and stopped, and an address is looked at', async ({ wizard, fake, page }) => {
  const fleet = fake.fleet.of(dir);
  await wizard.goTo(`#/boot?dir=${dir}`);
  await wizard.at('Which nodes are up?');
  await wizard.tabTo('Search the network');
  await page.keyboard.press('Enter');
  fleet.set({ ...fleet.get(), revision: 5, sweep: { running: true, done: 64, total: 254, subnets: ['192.168.10.0/24'] } });
  await expect(page.getByText('64 of 254 addresses of 192.168.10.0/24')).toBeVisible();
  await wizard.tabTo('Stop the search');
  await page.keyboard.press('Enter');
  fleet.set({ ...fleet.get(), revision: 6, sweep: { running: false, done: 90, total: 254, subnets: ['192.168.10.0/24'] } });
  await expect(page.getByText('The search is done: 90 addresses asked.')).toBeVisible();
  await wizard.tabTo('Or type its address');
  await page.keyboard.type('10.0.0.7');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: 'Slipway looks at 10.0.0.7.' })).toHaveCount(1);
  await expect.poll(() => fake.fleet.asked).toEqual(['sweep', 'stop-sweep', 'address 10.0.0.7']);
});

test('the way on to Kubernetes opens with the first node that is up', async ({ wizard, fake, page }) => {
  const fleet = fake.fleet.of(dir);
  await wizard.goTo(`#/boot?dir=${dir}`);
  await expect(page.getByText('No node is up yet.')).toBeVisible();
  await expect(wizard.button('Continue to Kubernetes')).toBeDisabled();
  fleet.set(withNodes(fleet.get(), { 'pi-master': upAt('192.168.10.20') }));
  await wizard.link('Continue to Kubernetes').click();
  await wizard.at('How should Kubernetes run?');
});

test('of 256 nodes one is found by typing a part of its name, its address or its state', async ({ wizard, fake, page }) => {
  fake.projects.put(
    dir,
    planText.replace('pi-node[01-03]', 'pi-node[001-255]').replace('192.168.10.[21-23]/24', '192.168.11.[1-255]/16'),
  );
  const fleet = fake.fleet.of(dir);
  fleet.set(withNodes(fleet.get(), { 'pi-node222': upAt('192.168.11.222') }));
  await wizard.goTo(`#/boot?dir=${dir}`);
  const rows = page.getByRole('region', { name: 'Nodes', exact: true }).getByRole('link');
  const field = page.getByRole('searchbox', { name: 'Find a node' });
  await field.fill('READY');
  await expect(rows).toHaveText(['pi-node222']);
  await expect(page.getByText('1 of 256 nodes', { exact: true })).toBeVisible();
  await field.fill('11.25');
  await expect(rows).toHaveCount(7);
  await field.fill('nowhere');
  await expect(page.getByText('No node has “nowhere” in its name, address or state.')).toBeVisible();
  await field.press('Escape');
  await expect(rows).toHaveCount(256);
});

test('what cannot be searched says why', async ({ wizard, fake, page }) => {
  Object.assign(fake.fleet.service, { sweep: () => Promise.reject(new SlipwayError('fleet/no-network', '')) });
  await wizard.goTo(`#/boot?dir=${dir}`);
  await wizard.button('Search the network').click();
  await expect(page.getByRole('alert')).toContainText('This computer is on no network that can be searched.');
});
