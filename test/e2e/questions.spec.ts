import { expect, test } from './fixtures.ts';
import { dir, planText } from './sample.ts';
import { takeScreenshot } from './screenshot.ts';

const sudo = { kind: 'sudo-password', dir, node: 'pi-master', user: 'pirate' } as const;
const key = { kind: 'key-passphrase', path: '/home/me/.ssh/id_ed25519' } as const;
const word = 'häsli $(id) & co';

test.beforeEach(async ({ fake, wizard }) => {
  fake.projects.put(dir, planText);
  fake.images.store('hypriotos-1.12.3');
  await wizard.goTo(`#/boot?dir=${dir}`);
  await wizard.at('Which nodes are up?');
});

test('a password that a node wants is asked, asked again when it is wrong, and kept out of page and address', async ({
  fake,
  page,
}) => {
  const heard: string[] = [];
  const opened = fake.questions.ask(sudo, (answer) => Promise.resolve(heard.push(answer) === 2));
  const dialog = page.getByRole('alertdialog', { name: 'What is the password of pirate?' });
  const field = dialog.getByLabel('Password');
  await expect(dialog).toContainText('pi-master asks for it');
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute('type', 'password');
  await takeScreenshot(page, 'question');
  await field.fill('wrong');
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await expect(dialog).toContainText('That was not it. Two tries are left.');
  await expect(field).toHaveValue('');
  await expect(field).toBeFocused();
  await field.fill(word);
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  expect(await opened).toBe(true);
  expect(heard).toEqual(['wrong', word]);
  expect(fake.questions.sudoPassword({ dir, node: 'pi-node01' })).toBe(word);
  const kept = await page.evaluate(() => document.documentElement.outerHTML + JSON.stringify([localStorage, sessionStorage]));
  expect(kept + page.url()).not.toContain('häsli');
});

test('a password may be for one node only', async ({ fake, page }) => {
  const opened = fake.questions.ask(sudo, () => Promise.resolve(true));
  await page.getByText('Try it on the other nodes of this cluster too').click();
  await page.getByLabel('Password', { exact: true }).fill(word);
  await page.keyboard.press('Enter');
  expect(await opened).toBe(true);
  expect(fake.questions.sudoPassword({ dir, node: 'pi-master' })).toBe(word);
  expect(fake.questions.sudoPassword({ dir, node: 'pi-node01' })).toBeUndefined();
});

test('a question that is left open by Escape stays as a note, and is asked again when that is wanted', async ({ fake, page }) => {
  const opened = fake.questions.ask(key, () => Promise.resolve(true));
  await expect(page.getByRole('alertdialog')).toContainText(key.path);
  await page.keyboard.press('Escape');
  expect(await opened).toBe(false);
  await expect(page.getByText('Your key is locked')).toBeVisible();
  expect(await fake.questions.ask(key, () => Promise.resolve(true))).toBe(false);
  await page.getByRole('button', { name: 'Ask me again' }).click();
  await expect(page.getByText('Your key is locked')).toBeHidden();
  const again = fake.questions.ask(key, () => Promise.resolve(true));
  await page.getByLabel('Passphrase', { exact: true }).fill(word);
  await page.keyboard.press('Enter');
  expect(await again).toBe(true);
});

test('after three wrong answers nothing is asked any more', async ({ fake, page }) => {
  const opened = fake.questions.ask(key, () => Promise.resolve(false));
  for (const left of ['Two tries are left.', 'One try is left.', undefined]) {
    await page.getByLabel('Passphrase', { exact: true }).fill('wrong');
    await page.keyboard.press('Enter');
    if (left !== undefined) await expect(page.getByRole('alertdialog')).toContainText(left);
  }
  expect(await opened).toBe(false);
  await expect(page.getByText('Three answers were wrong.')).toBeVisible();
});
