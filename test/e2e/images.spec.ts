import { errorKinds } from '../../electron/contract/errors.ts';
import { expect, test } from './fixtures.ts';
import { dir, planText } from './sample.ts';

const address = `#/images?dir=${dir}`;

test.beforeEach(({ fake }) => fake.projects.put(dir, planText));

test('a download shows phase, share, rate, time left and what limits it; it pauses and goes on', async ({ wizard, page }) => {
  await wizard.goTo(address);
  await wizard.button('Download 312 MB: HypriotOS 1.12.3').click();
  await expect(page.getByText('131 MB of 312 MB · 11.4 MB/s · 16 s left · limited by the network')).toBeVisible();
  await expect(page.getByText('Downloading · 41 %')).toBeVisible();
  await wizard.button('Pause the download of HypriotOS 1.12.3').click();
  await expect(page.getByText('Paused. What has come already is kept.')).toBeVisible();
  await wizard.button('Go on with the download: HypriotOS 1.12.3').click();
  await expect(page.getByText('Downloading · 41 %')).toBeVisible();
});

test('a download that fails says what, why and what to try', async ({ wizard, fake, page }) => {
  await wizard.goTo(address);
  await wizard.button(/^Download/).click();
  const { title, fix } = errorKinds['image/hash-mismatch'];
  fake.images.job({
    id: 'hypriotos-1.12.3',
    state: 'failed',
    error: { code: 'image/hash-mismatch', title, detail: 'Expected aa…, got bb….', fix },
  });
  await expect(page.getByRole('alert')).toContainText('Expected aa…, got bb….');
  await wizard.link('More about this').click();
  await wizard.at(title);
  await expect(page.getByText('Nothing of it is kept.')).toBeVisible();
  await wizard.button('Back to where I was').click();
  await wizard.at('Which system goes on the cards?');
});

test('a stored image says what it is and what vouches for it; the next stage opens', async ({ wizard, fake, page }) => {
  fake.images.store('hypriotos-1.12.3');
  await wizard.goTo(address);
  await expect(page.getByText('HypriotOS 1.12.3 · 32-bit ARM · 1.05 GB, of which 881 MB must be written')).toBeVisible();
  await page.getByText('Details').first().click();
  await expect(page.getByText('matches the SHA-256 its publisher gives for the download')).toBeVisible();
  await wizard.link('Continue to cards').click();
  await wizard.at('Where is each card?');
});

test('an image that nothing is known about is said to be written as it is, and why', async ({ wizard, fake, page }) => {
  fake.images.store('strange');
  fake.projects.put(dir, planText.replace('hypriotos-1.12.3', 'strange'));
  await wizard.goTo(address);
  await expect(page.getByText('First-boot settings can’t be applied to this image.')).toBeVisible();
  await expect(page.getByText('none of the files that Slipway knows')).toBeVisible();
});

test('the list is searched by words and board, and a system is chosen for every node', async ({ wizard, fake, page }) => {
  await wizard.goTo(address);
  const list = page.getByRole('region', { name: 'Choose a system' });
  await expect(list).toContainText('2 of 3 images');
  await wizard.choose(/Board/, 'Any board');
  await wizard.field('Search').fill('ubuntu server');
  await expect(list).toContainText('1 of 3 images');
  await wizard.button('Use for every node: Ubuntu Server 24.04 LTS').click();
  await expect(page.getByRole('region', { name: 'Needed by the plan' })).toContainText('Ubuntu Server 24.04 LTS');
  expect(fake.projects.plan(dir).image).toBe('ubuntu-24.04');
});

test('an address or path is checked before it is used', async ({ wizard, fake, page }) => {
  await wizard.goTo(address);
  await wizard.field('Address or path').fill('ftp:x');
  await wizard.button('Fetch and use for every node').click();
  await expect(page.getByText('Begin with https://, http://, or a full path.')).toBeVisible();
  await wizard.field('Address or path').fill('https://mirror.lan/pi.img.xz');
  await wizard.button('Fetch and use for every node').click();
  await expect(page.getByRole('region', { name: 'Needed by the plan' })).toContainText('pi.img.xz');
  expect(fake.projects.plan(dir).image).toBe('https://mirror.lan/pi.img.xz');
});

test('the store says what it takes, and images and limit can be changed', async ({ wizard, fake, page }) => {
  fake.images.store('hypriotos-1.12.3');
  await wizard.goTo(address);
  const store = page.getByRole('region', { name: 'On this computer' });
  await expect(store).toContainText('912 MB of 20 GB used');
  await wizard.field('Limit of the image store, in GB').fill('8');
  await wizard.button('Set: Limit of the image store, in GB').click();
  await expect(store).toContainText('912 MB of 8 GB used');
  await wizard.button('Remove HypriotOS 1.12.3 from this computer').click();
  await expect(store).toContainText('No image has been fetched yet.');
});
