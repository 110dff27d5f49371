import { expect, test } from './fixtures.ts';
import { dir, planText } from './sample.ts';

test.beforeEach(({ fake }) => fake.projects.put(dir, planText));

test('a change in the table is saved, spells out the pattern and keeps the comments', async ({ wizard, fake }) => {
  await wizard.openProject(dir);
  await wizard.field('Name of pi-node02').fill('pi-storage');
  await wizard.field('Name of pi-node02').press('Enter');
  await expect(wizard.field('Name of pi-storage')).toBeVisible();
  await expect(wizard.rack('pi-storage')).toHaveText(/worker, Pi 3: Planned/);
  expect(fake.projects.plan(dir).nodes.map(({ name }) => name)).toEqual(['pi-master', 'pi-node01', 'pi-storage', 'pi-node03']);
  const { text } = await fake.services.projects.open({ dir });
  expect(text).toContain('# our cluster');
  expect(text).toContain('# by the window');
});

test('undo puts the former text back, byte for byte', async ({ wizard, fake }) => {
  await wizard.openProject(dir);
  await wizard.button('Remove pi-node03').click();
  await expect(wizard.field('Name of pi-node03')).toHaveCount(0);
  await wizard.button('Undo').click();
  await expect(wizard.field('Name of pi-node03')).toBeVisible();
  expect((await fake.services.projects.open({ dir })).text).toBe(planText);
});

test('a node is added with the next name and the next address', async ({ wizard }) => {
  await wizard.openProject(dir);
  await wizard.button('Add a node').click();
  await expect(wizard.field('Name of pi-node04')).toBeVisible();
  await expect(wizard.field('Address of pi-node04')).toHaveValue('192.168.10.24/24');
});

test('a finding stands at its field, links to it, locks the next stage, and is fixed at a press', async ({ wizard, page }) => {
  await wizard.openProject(dir);
  await wizard.field('Name of pi-master').fill('Pi_Master'.replace('_', '-'));
  await wizard.field('Name of pi-master').press('Enter');
  const field = wizard.field('Name of Pi-Master');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveAccessibleDescription(/is no host name/);
  await expect(page.getByText('Correct the errors to go on.')).toBeVisible();
  await wizard.link(/^Show: “Pi-Master” is no host name/).click();
  await expect(field).toBeFocused();
  await wizard.button('Fix it: Call it pi-master.').click();
  await expect(wizard.field('Name of pi-master')).toBeVisible();
  await expect(wizard.link('Continue to images')).toBeVisible();
});

test('a file changed elsewhere is never overwritten: the change waits and can be made on top', async ({ wizard, fake, page }) => {
  await wizard.openProject(dir);
  fake.projects.overwrite(dir, (text) => text.replace('# our cluster', '# edited by hand'));
  await wizard.field('Name').first().fill('workshop');
  await wizard.field('Name').first().press('Enter');
  await expect(page.getByText('cluster.yaml was changed outside of this page.')).toBeVisible();
  await expect(page.getByText('Your change is not saved yet')).toBeVisible();
  await wizard.button('Load the newer file and apply my changes').click();
  await expect(page.getByText('cluster.yaml saved')).toBeVisible();
  const { text } = await fake.services.projects.open({ dir });
  expect(text).toContain('# edited by hand');
  expect(text).toContain('name: workshop');
});

test('the YAML view finds faults by line while one types, and saves', async ({ wizard, fake, page }) => {
  await wizard.openProject(dir);
  await wizard.link('cluster.yaml').click();
  const editor = wizard.field('Text of cluster.yaml');
  await expect(editor).toHaveValue(planText);
  await editor.fill(planText.replace('name: lab', 'name: [lab'));
  await expect(page.getByText('Not saved yet')).toBeVisible();
  await expect(page.getByRole('region', { name: 'What Slipway noticed' })).toContainText(/line \d+/);
  await editor.fill(planText.replace('name: lab', 'name: workshop'));
  await wizard.button('Save cluster.yaml').click();
  await expect(page.getByText('workshop · 4 nodes')).toBeVisible();
  expect((await fake.services.projects.open({ dir })).text).toContain('name: workshop');
});

test('a file that is no plan opens in the YAML view and can be mended there', async ({ wizard, fake, page }) => {
  fake.projects.put(dir, 'name: [');
  await wizard.openProject(dir);
  await expect(page.getByText('cluster.yaml cannot be read as a plan.')).toBeVisible();
  await wizard.field('Text of cluster.yaml').fill(planText);
  await wizard.button('Save cluster.yaml').click();
  await expect(page.getByText('cluster.yaml cannot be read as a plan.')).toHaveCount(0);
});

test('the node table goes out as CSV and comes back', async ({ wizard, page }) => {
  await wizard.openProject(dir);
  const download = page.waitForEvent('download');
  await wizard.button('Export as CSV').click();
  expect((await download).suggestedFilename()).toBe('lab-nodes.csv');
  await wizard.button('Import CSV …').click();
  await wizard.field('Table as CSV').fill('name,role,board\nsolo,control-plane,pi4');
  await wizard.button('Replace the nodes').click();
  await expect(wizard.field('Name of solo')).toBeVisible();
  await expect(page.getByText('lab · 1 node')).toBeVisible();
});

test('a bad table changes nothing and says which line is wrong', async ({ wizard, page, fake }) => {
  await wizard.openProject(dir);
  await wizard.button('Import CSV …').click();
  await wizard.field('Table as CSV').fill('host\nx');
  await wizard.button('Replace the nodes').click();
  await expect(page.getByText('Line 1 has no column “name”.')).toBeVisible();
  await wizard.button('Drop my change').click();
  await expect(page.getByText('Line 1 has no column “name”.')).toHaveCount(0);
  expect((await fake.services.projects.open({ dir })).text).toBe(planText);
});

test('a password is set, never shown, and cleared', async ({ wizard, page, fake }) => {
  await wizard.openProject(dir);
  await wizard.page.getByLabel('Password', { exact: true }).fill('rosebud 🌹');
  await wizard.button('Set: Password').click();
  await expect(page.getByText('A password is set.')).toBeVisible();
  await expect(page.getByLabel('Password', { exact: true })).toHaveValue('');
  expect((await fake.services.projects.open({ dir })).secrets.password).toBe(true);
  await wizard.button('Clear: Password').click();
  await expect(page.getByText('No password is set.')).toBeVisible();
});

test('a Wi-Fi key that no router takes is refused in words', async ({ wizard, page }) => {
  await wizard.openProject(dir);
  await page.getByText('Set up Wi-Fi').click();
  await page.getByLabel('Wi-Fi key', { exact: true }).fill('short');
  await wizard.button('Set: Wi-Fi key').click();
  await expect(page.getByRole('alert')).toContainText('8 to 63 characters');
});
