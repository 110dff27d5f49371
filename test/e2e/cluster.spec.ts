import { member } from '../fakes/fake-cluster.ts';
import { expect, test } from './fixtures.ts';
import { dir, planText } from './sample.ts';

test.beforeEach(({ fake }) => {
  fake.projects.put(dir, planText);
  fake.images.store('hypriotos-1.12.3');
  fake.cluster.appear(dir);
});

test('nodes, conditions and events are shown as they change; the rack says the same', async ({ wizard, fake, page }) => {
  await wizard.goTo(`#/cluster?dir=${dir}`);
  await wizard.at('How is the cluster?');
  await expect(page.getByText('4 of 4 nodes Ready · 28 pods · Kubernetes v1.23.17')).toBeVisible();
  await expect(wizard.rack('pi-node02')).toHaveText(/Ready/);
  const since = '2026-11-24T21:10:00Z';
  const condition = {
    type: 'Ready',
    status: 'False',
    reason: 'KubeletNotReady',
    message: 'runtime is down',
    since,
    healthy: false,
  } as const;
  fake.cluster.set({
    members: [member('pi-master', { controlPlane: true }), member('pi-node02', { ready: 'not-ready', conditions: [condition] })],
  });
  await expect(page.getByRole('region', { name: 'Nodes' })).toContainText('runtime is down');
  await expect(wizard.rack('pi-node02')).toHaveText(/Not ready/);
  await expect(page.getByRole('status').filter({ hasText: 'pi-node02 is not ready.' })).toHaveCount(1);
  await page.getByText('Warnings only').click();
  await expect(page.getByText('Successfully assigned shop/web-2')).toHaveCount(0);
});

test('each certificate says when it ends, the first to end before all', async ({ wizard, page }) => {
  await wizard.goTo(`#/cluster?dir=${dir}`);
  const certificates = page.getByRole('region', { name: 'Certificates' });
  await expect(certificates.getByText(/^in \d+ days$/)).toBeVisible();
  await certificates.getByText('Certificates').last().click();
  await expect(certificates).toContainText('apiserver on pi-master');
  await expect(certificates).toContainText(/2036.*\(in \d+ years\)/);
});

test('a lost connection keeps what was seen on show, and says why', async ({ wizard, fake, page }) => {
  await wizard.goTo(`#/cluster?dir=${dir}`);
  const error = {
    code: 'cluster/unreachable',
    title: 'The API server of the cluster does not answer.',
    detail: 'ECONNREFUSED',
    fix: 'Wait.',
  } as const;
  await expect(page.getByRole('region', { name: 'Nodes' })).toBeVisible();
  fake.cluster.set({ link: { kind: 'lost', error, since: '2026-11-24T21:10:00Z' } });
  await expect(page.getByRole('alert')).toContainText('ECONNREFUSED');
  await expect(page.getByRole('region', { name: 'Nodes' })).toContainText('pi-node03');
});

test('the kubeconfig is added with a copy kept, and taken out again; kubectl is fetched; the tunnel opens and closes', async ({
  wizard,
  page,
}) => {
  await wizard.goTo(`#/cluster?dir=${dir}`);
  await expect(page.getByText('This cluster is not in /home/me/.kube/config.')).toBeVisible();
  await wizard.button('Add it').click();
  await expect(page.getByText(/config\.slipway-20261124T220000Z\.bak/)).toBeVisible();
  await expect(page.getByText('kubectl --context lab get nodes')).toBeVisible();
  await wizard.button('Take it out').click();
  await expect(wizard.button('Add it')).toBeVisible();
  await wizard.button('Fetch the one that fits').click();
  await expect(page.getByText(/v1\.23\.17, fetched by Slipway\./)).toBeVisible();
  await wizard.button('Open a tunnel').click();
  await expect(page.getByText(/Open at https:\/\/127\.0\.0\.1:41233/)).toBeVisible();
  await wizard.button('Close it').click();
  await expect(wizard.button('Open a tunnel')).toBeVisible();
});

test("somebody else's entry of that name is left alone, and another name is offered", async ({ wizard, fake, page }) => {
  fake.cluster.kubeconfig.state = 'taken';
  await wizard.goTo(`#/cluster?dir=${dir}`);
  await expect(page.getByText(/that is not of this project\. It stays as it is\./)).toBeVisible();
  await expect(wizard.button('Add it as “lab-2”')).toBeVisible();
});

test('taking down wants the name typed, and says what is kept; the smoke test shows how it goes', async ({
  wizard,
  fake,
  page,
}) => {
  await wizard.goTo(`#/cluster?dir=${dir}`);
  await wizard.button('Take it down …').click();
  await expect(wizard.button('Keep it')).toBeFocused();
  await expect(page.getByRole('alertdialog')).toContainText('a copy of etcd');
  await expect(wizard.button('Take down 4 nodes')).toBeDisabled();
  await wizard.field('Type lab to confirm').fill('lan');
  await expect(page.getByText('This is not lab.')).toBeVisible();
  await wizard.field('Type lab to confirm').fill('lab');
  await wizard.button('Keep it').click();
  await wizard.button('Take it down …').click();
  await expect(wizard.button('Take down 4 nodes')).toBeDisabled();
  await wizard.field('Type lab to confirm').fill('lab');
  await wizard.button('Take down 4 nodes').click();
  await expect(wizard.heading('Take the cluster down')).toBeVisible();
  expect(fake.runs.asked).toEqual(['down lab']);
});

test('without a cluster the page says how to get one', async ({ wizard, fake }) => {
  fake.projects.put('/home/me/other', planText);
  fake.cluster.vanish();
  await wizard.goTo('#/cluster?dir=/home/me/other');
  await wizard.link('Start Kubernetes').click();
  await wizard.at('How should Kubernetes run?');
});
