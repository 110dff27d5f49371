import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { takeScreenshot } from '../e2e/screenshot.ts';
import { eventually, lab, labDir, labDown, labObstacle, labUp, serveImage, ssh } from './lab.ts';
import { labDesktop, minute, type LabDesktop, type LabWizard } from './lab-wizard.ts';

const obstacle = labObstacle();
const names = ['g1', 'g2', 'g3'];

/** As in every lab cluster: kube-proxy may not touch the conntrack limit in a container, and swap is the host's. */
const sections = {
  network: { domain: 'lan', addressing: 'static', gateway: '10.77.0.1', dns: ['10.77.0.1'] },
  nodes: [
    { name: 'g1', role: 'control-plane', board: 'pi4', address: '10.77.0.50/24' },
    { name: 'g[2-3]', role: 'worker', board: 'pi4', address: '10.77.0.[51-52]/24' },
  ],
  kubernetes: {
    ...{ track: 'kubeadm-docker', version: '1.20.2', cni: 'host-routes' },
    ...{ kubelet: { failSwapOn: false }, kubeProxy: { conntrack: { maxPerCore: 0 } } },
  },
  mirrors: { kubernetes: 'http://10.77.0.1:8000/', registry: 'http://10.77.0.1:5000' },
};

let desktop: LabDesktop;
let wizard: LabWizard;

/** Writes the cards, boots the nodes, and opens the wizard. */
async function arrange(): Promise<void> {
  await labUp();
  desktop = await labDesktop('cluster-page', join(labDir, 'cluster-page-data'));
  const { dir, key, work } = desktop;
  await desktop.slipway(
    'new',
    dir,
    '--name',
    'lab',
    '--nodes',
    'g1',
    '--image',
    await serveImage('hypriot'),
    '--key',
    `${key}.pub`,
  );
  const document = parseDocument(await readFile(join(dir, 'cluster.yaml'), 'utf8'));
  for (const [section, value] of Object.entries(sections)) document.set(section, document.createNode(value));
  await writeFile(join(dir, 'cluster.yaml'), document.toString());
  await desktop.slipway('write', dir, '--all', '--to-dir', join(work, 'cards'));
  for (const node of names) await lab('boot', join(work, 'cards', `${node}.img`), node);
  for (const [index, node] of names.entries()) {
    const login = { address: `10.77.0.${50 + index}`, user: 'pirate', key, knownHosts: join(dir, 'known_hosts') };
    await eventually(() => ssh(login, 'cloud-init status --wait >/dev/null 2>&1; true')).catch((cause: unknown) => {
      throw new Error(`${node} does not come up`, { cause });
    });
  }
  wizard = await desktop.openWizard();
}

/** What the real kubectl of the user says, with the user's own kubeconfig. */
const kubectl = (...words: readonly string[]): Promise<string> => desktop.exec('kubectl', ...words);

describe.skipIf(obstacle !== undefined)(
  `the pages on a real cluster${obstacle === undefined ? '' : ` (left out: ${obstacle})`}`,
  () => {
    beforeAll(arrange);
    afterAll(async () => {
      await wizard.close();
      for (const node of names) await lab('stop', node);
      await desktop.end();
      await labDown();
    });

    it('Start Kubernetes takes three nodes to a cluster, step by step on the page', async () => {
      const { page, press, heading, shows } = wizard;
      await page.setViewportSize({ width: 1280, height: 1120 });
      await wizard.goTo('#/kubernetes');
      await heading('How should Kubernetes run?');
      await press('Start Kubernetes');
      await heading('Start Kubernetes');
      await shows(/ of \d+ steps hold/, minute);
      await page
        .getByRole('button', { name: /^Joins as worker, g[23]: working$/ })
        .first()
        .waitFor({ timeout: 10 * minute });
      await takeScreenshot(page, 'kubernetes-live');
      await page.setViewportSize({ width: 1280, height: 800 });
      await shows('Everything holds.', 14 * minute);
    });

    it('the Cluster page sees them Ready through the tunnel, with versions, pods, events and certificates', async () => {
      const { page, shows, region } = wizard;
      await page.getByRole('link', { name: 'See the cluster' }).click();
      await wizard.heading('How is the cluster?');
      await shows(/3 of 3 nodes Ready · \d+ pods · Kubernetes v1\.20\.2/, 5 * minute);
      await region('Nodes').getByText('Live, through g1').waitFor();
      await region('Certificates')
        .getByText(/^in \d+ days$/)
        .waitFor();
      await region('Events')
        .getByText(/^Node g\d$/)
        .first()
        .waitFor();
      await page.setViewportSize({ width: 1280, height: 1120 });
      await takeScreenshot(page, 'cluster');
      await page.setViewportSize({ width: 1280, height: 800 });
    });

    it("the user's own kubectl lists three Ready nodes once the kubeconfig is added", async () => {
      await wizard.press('Add it');
      await wizard.shows('kubectl --context lab get nodes', minute);
      const nodes = await kubectl('--context', 'lab', 'get', 'nodes', '--no-headers');
      expect(
        nodes
          .trim()
          .split('\n')
          .map((line) => line.split(/\s+/).slice(0, 2)),
      ).toEqual(names.map((name) => [name, 'Ready']));
      await wizard.press('Open a tunnel');
      await wizard.shows(/Open at https:\/\/127\.0\.0\.1:\d+/, minute);
    });

    it('the smoke test passes: pods on every node answer each other and behind a service', async () => {
      await wizard.press('Try the cluster');
      await wizard.heading('Try the cluster');
      await wizard.shows('Everything holds.', 10 * minute);
      expect(await kubectl('--context', 'lab', 'get', 'namespace', 'slipway-smoke', '--ignore-not-found')).toBe('');
    });

    it('the cluster is taken down on the page once its name is typed', async () => {
      await wizard.goTo('#/cluster');
      await wizard.press('Take it down …');
      await wizard.page.getByRole('textbox', { name: 'Type lab to confirm' }).fill('lab');
      await wizard.press('Take down 3 nodes');
      await wizard.heading('Take the cluster down');
      await wizard.shows('Everything holds.', 14 * minute);
    });
  },
);
