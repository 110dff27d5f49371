import { SlipwayError } from '../../electron/contract/errors.ts';
import { evidence } from '../fakes/fake-runs.ts';
import { expect, test } from './fixtures.ts';
import { dir, planText } from './sample.ts';
import { takeScreenshot } from './screenshot.ts';
import type { Wizard } from './wizard.ts';

test.beforeEach(({ fake }) => {
  fake.projects.put(dir, planText);
  fake.images.store('hypriotos-1.12.3');
});

async function start(wizard: Wizard): Promise<void> {
  await wizard.goTo(`#/kubernetes?dir=${dir}`);
  await wizard.at('How should Kubernetes run?');
  await wizard.button('Start Kubernetes').click();
  await expect(wizard.heading('Start Kubernetes')).toBeVisible();
}

const failed = {
  kind: 'failed',
  cause: 'The clock is 3 minutes behind. Certificates would look “not yet valid”.',
  remedy: 'Its time server does not answer: set another one, then retry.',
  error: { code: 'run/step-failed', title: 'A step failed.', detail: '', fix: 'Retry.' },
  evidence: evidence('The clock differs by 183 s.', 'Tue Nov 24 22:07:11 UTC 2026'),
} as const;

test('the choice says why it was made; another way says what speaks against it, and is kept in the plan with its comments', async ({
  wizard,
  fake,
  page,
}) => {
  await wizard.goTo(`#/kubernetes?dir=${dir}`);
  await wizard.at('How should Kubernetes run?');
  await expect(page.getByText('Why 1.23.17 with kubeadm with Docker?')).toBeVisible();
  await page.getByText('Choose another way').click();
  await expect(page.getByText(/not built for 32-bit ARM/)).toBeVisible();
  await page.getByText(/^k3s/).click();
  await expect(page.getByText('The plan says so.')).toBeVisible();
  await wizard.choose(/Pod network/, /Plain routes/);
  await expect(page.getByText(/every node has to be on one wire/).last()).toBeVisible();
  const { text } = await fake.services.projects.open({ dir });
  expect(text).toContain('# our cluster');
  expect(text).toMatch(/track: k3s/);
  expect(text).toMatch(/cni: host-routes/);
});

test('what would be done is shown for each node before anything is', async ({ wizard, fake, page }) => {
  await wizard.goTo(`#/kubernetes?dir=${dir}`);
  await wizard.button('What would be done?').click();
  await expect(page.getByText(/steps would change something, 2 steps hold already/)).toBeVisible();
  expect(fake.runs.asked).toEqual([]);
});

test('a run is a table of steps and nodes; the rack fills, a failure says cause and remedy and can be retried', async ({
  wizard,
  fake,
  page,
}) => {
  await start(wizard);
  fake.runs.doneBefore('kubernetes/init@pi-master');
  fake.runs.move('kubernetes/init@pi-master', { kind: 'done', changed: true, evidence: evidence('The API server answers.') });
  fake.runs.move('kubernetes/join@pi-node01', { kind: 'done', changed: true, evidence: evidence('It is a member.') });
  fake.runs.move('kubernetes/join@pi-node02', { kind: 'acting' });
  fake.runs.move('network/flannel', { kind: 'acting' });
  fake.runs.logs.set(
    'kubernetes/join@pi-node03',
    '22:07:10 Check: not done yet. It is no member.\n[preflight] Running pre-flight checks\n22:07:11 Ended: The clock differs by 183 s.\n',
  );
  fake.runs.move('kubernetes/join@pi-node03', failed);
  await expect(page.getByText(/14 of 22 steps hold/)).toBeVisible();
  await expect(wizard.rack('pi-node01')).toHaveText(/Joined/);
  await expect(wizard.rack('pi-node02')).toHaveText(/Joining, \d+ %/);
  await expect(wizard.rack('pi-node03')).toHaveText(/Needs you/);
  await expect(page.getByRole('alert').filter({ hasText: 'The clock is 3 minutes behind' })).toContainText('set another one');
  await expect(page.getByText(/left · waits for pi-node02: Joined/)).toBeVisible();
  await takeScreenshot(page, 'kubernetes');
  await page.emulateMedia({ colorScheme: 'dark' });
  await wizard.button(/^Show what was run/).click();
  await expect(page.getByLabel('Log', { exact: true })).toContainText('[preflight]');
  await takeScreenshot(page, 'kubernetes-dark');
  await page.keyboard.press('Escape');
  await wizard.button('Retry Joined on pi-node03').click();
  await expect(page.getByRole('alert').filter({ hasText: 'The clock' })).toHaveCount(0);
  expect(fake.runs.asked).toEqual(['up', 'retry kubernetes/join@pi-node03']);
});

test('a step that failed is left out when a person says so, and its field says that it was', async ({ wizard, fake, page }) => {
  await start(wizard);
  fake.runs.move('kubernetes/join@pi-node03', failed);
  await wizard.button('Leave this step out: Joined on pi-node03').click();
  await expect(wizard.button('Joined, pi-node03: left out')).toBeVisible();
  await expect(page.getByRole('region', { name: 'What needs you' })).toHaveCount(0);
  expect(fake.runs.asked).toEqual(['up', 'skip kubernetes/join@pi-node03']);
});

test('a step opens with its evidence and its log, which goes on while one reads; escapes do no harm', async ({
  wizard,
  fake,
  page,
}) => {
  await start(wizard);
  fake.runs.logs.set(
    'kubernetes/init@pi-master',
    '[init] Using Kubernetes version: v1.23.17\n\u001b[2J<script>alert(1)</script>\n',
  );
  fake.runs.move('kubernetes/init@pi-master', { kind: 'acting' });
  await wizard.button('Control plane initialised, pi-master: working').click();
  const drawer = page.getByRole('region', { name: 'Control plane initialised · pi-master' });
  await expect(drawer.getByLabel('Log')).toContainText('[2J<script>alert(1)</script>');
  fake.runs.logs.set('kubernetes/init@pi-master', `${fake.runs.logs.get('kubernetes/init@pi-master') ?? ''}[certs] Generating\n`);
  fake.runs.move('kubernetes/init@pi-master', { kind: 'acting' });
  await expect(drawer.getByLabel('Log')).toContainText('[certs] Generating');
  fake.runs.move('kubernetes/init@pi-master', {
    kind: 'done',
    changed: true,
    evidence: evidence('The API server answers.', 'pi-master   Ready'),
  });
  await expect(drawer.getByRole('region', { name: 'What the check found' })).toContainText('pi-master Ready');
  await page.keyboard.press('Escape');
  await expect(drawer).toHaveCount(0);
  await expect(wizard.button('Control plane initialised, pi-master: done')).toBeFocused();
});

test('the drawer of a step stays open while others are looked into, and covers nothing that has the focus', async ({
  wizard,
  fake,
  page,
}) => {
  await start(wizard);
  const line = 'a line of what was said while it was done\n';
  fake.runs.logs.set('kubernetes/init@pi-master', `the first line\n${line.repeat(1000)}the last line\n`);
  fake.runs.move('kubernetes/init@pi-master', { kind: 'acting' });
  const init = wizard.button(/^Control plane initialised, pi-master/);
  await init.click();
  const log = page.getByLabel('Log', { exact: true });
  await expect(log).toContainText('the last line');
  await expect(log.getByText('the last line')).toBeInViewport();
  await expect(init).toHaveAttribute('aria-current', 'true');
  const other = wizard.button(/^Joined, pi-node02/);
  await other.click();
  await expect(page.getByRole('region', { name: 'Joined · pi-node02' })).toContainText('Nothing was said yet.');
  await expect(page.getByRole('region', { name: /^Control plane initialised/ })).toHaveCount(0);
  await expect(init).toHaveAttribute('aria-current', 'false');
  await page.keyboard.press('Escape');
  await expect(other).toBeFocused();
  await init.click();
  await other.focus();
  const [button, drawer] = [await other.boundingBox(), await page.locator('.drawer').boundingBox()];
  expect((button?.y ?? 0) + (button?.height ?? 0)).toBeLessThanOrEqual(drawer?.y ?? 0);
  await wizard.button('Close').click();
  await expect(init).toBeFocused();
});

test('whoever else holds the cluster is named; taking over asks first', async ({ wizard, fake, page }) => {
  fake.runs.failWith(new SlipwayError('run/locked', 'ann@desk has been at it since 22:01.'));
  await wizard.goTo(`#/kubernetes?dir=${dir}`);
  await wizard.button('Start Kubernetes').click();
  await expect(page.getByRole('alert')).toContainText('ann@desk has been at it since 22:01.');
  await wizard.button('Take over …').click();
  await expect(wizard.button('Leave it alone')).toBeFocused();
  await wizard.button('Take over and start').click();
  await expect(wizard.heading('Start Kubernetes')).toBeVisible();
});

test('by keyboard alone: started, looked into, stopped, and gone on with', async ({ wizard, fake, page }) => {
  await wizard.goTo(`#/kubernetes?dir=${dir}`);
  await wizard.at('How should Kubernetes run?');
  await wizard.tabTo('Start Kubernetes');
  await page.keyboard.press('Enter');
  await wizard.at('Start Kubernetes');
  await wizard.tabTo(/^Docker and its registry mirror, pi-node02/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Docker and its registry mirror · pi-node02' })).toBeFocused();
  await page.keyboard.press('Escape');
  await wizard.tabTo('Stop');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Stopped. What was done stays done.')).toBeVisible();
  await wizard.tabTo('Back to the choices');
  await page.keyboard.press('Enter');
  await wizard.at('How should Kubernetes run?');
  await expect(wizard.button('Go on')).toBeEnabled();
  expect(fake.runs.asked).toEqual(['up', 'stop']);
});

test('256 nodes are summed up by step, those that need somebody first', async ({ wizard, fake, page }) => {
  fake.projects.put(
    dir,
    planText.replace('pi-node[01-03]', 'pi-node[001-255]').replace('192.168.10.[21-23]/24', '192.168.11.[1-255]/16'),
  );
  await start(wizard);
  fake.runs.doneBefore('kubernetes/join@pi-node200');
  fake.runs.move('kubernetes/join@pi-node222', failed);
  const row = page.getByRole('listitem').filter({ hasText: 'Joined' }).filter({ hasText: '1 failed' });
  await expect(row).toContainText('199 done');
  await row.getByText('1 failed').click();
  await expect(row.getByRole('button').first()).toHaveAccessibleName('Joined, pi-node222: failed');
  await row.getByRole('button', { name: 'Joined, pi-node222: failed' }).click();
  await expect(page.getByRole('region', { name: 'Joined · pi-node222' })).toContainText('The clock is 3 minutes behind');
});
