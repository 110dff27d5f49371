import { chromium, type Browser, type Page } from '@playwright/test';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { takeScreenshot } from '../e2e/screenshot.ts';
import { eventually, lab, labDir, labDown, labObstacle, labUp, serveImage, ssh } from './lab.ts';

const run = promisify(execFile);
const obstacle = labObstacle();
const program = fileURLToPath(new URL('../../dist/headless/cli.js', import.meta.url));
const names = ['g1', 'g2', 'g3'];
const minute = 60_000;

/** As in every lab cluster: kube-proxy may not touch the conntrack limit in a container, and swap is the host's. */
const sections = {
  network: { domain: 'lan', addressing: 'static', gateway: '10.77.0.1', dns: ['10.77.0.1'] },
  nodes: [
    { name: 'g1', role: 'control-plane', board: 'pi4', address: '10.77.0.25/24' },
    { name: 'g[2-3]', role: 'worker', board: 'pi4', address: '10.77.0.[26-27]/24' },
  ],
  kubernetes: {
    ...{ track: 'kubeadm-docker', version: '1.20.2', cni: 'host-routes' },
    ...{ kubelet: { failSwapOn: false }, kubeProxy: { conntrack: { maxPerCore: 0 } } },
  },
  mirrors: { kubernetes: 'http://10.77.0.1:8000/', registry: 'http://10.77.0.1:5000' },
};

let work: string;
let server: ChildProcess;
let browser: Browser;
let page: Page;

/** At the desktop's place in the lab, with a home folder of its own. */
const atDesktop = (...words: readonly string[]): string[] => [
  ...['--net=/run/netns/lab', 'env', '-u', 'SSH_AUTH_SOCK', '-u', 'KUBECONFIG', `HOME=${join(work, 'home')}`],
  ...words,
];
const cli = (...words: readonly string[]): string[] =>
  atDesktop(process.execPath, program, ...words, '--data-dir', join(labDir, 'cluster-page-data'));
const slipway = (...words: readonly string[]): Promise<unknown> => run('nsenter', cli(...words));

/** Writes the cards, boots the nodes, and opens the wizard in a browser that is at the desktop's place too. */
async function arrange(): Promise<void> {
  await labUp();
  work = await mkdtemp(join(tmpdir(), 'slipway-cluster-page-'));
  const [dir, key] = [join(work, 'project'), join(work, 'home', '.ssh', 'id_ed25519')];
  await mkdir(join(work, 'home', '.ssh'), { recursive: true, mode: 0o700 });
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  await slipway('new', dir, '--name', 'lab', '--nodes', 'g1', '--image', await serveImage('hypriot'), '--key', `${key}.pub`);
  const document = parseDocument(await readFile(join(dir, 'cluster.yaml'), 'utf8'));
  for (const [section, value] of Object.entries(sections)) document.set(section, document.createNode(value));
  await writeFile(join(dir, 'cluster.yaml'), document.toString());
  await slipway('write', dir, '--all', '--to-dir', join(work, 'cards'));
  for (const node of names) await lab('boot', join(work, 'cards', `${node}.img`), node);
  for (const [index, node] of names.entries()) {
    const login = { address: `10.77.0.${25 + index}`, user: 'pirate', key, knownHosts: join(dir, 'known_hosts') };
    await eventually(() => ssh(login, 'cloud-init status --wait >/dev/null 2>&1; true')).catch((cause: unknown) => {
      throw new Error(`${node} does not come up`, { cause });
    });
  }
  await openWizard();
}

async function openWizard(): Promise<void> {
  server = spawn('nsenter', cli('serve', '--port', '0', '--no-open'), { stdio: ['ignore', 'pipe', 'inherit'] });
  if (server.stdout === null) throw new Error('The server has no standard output.');
  const [url] = (await once(createInterface({ input: server.stdout }), 'line')) as [string];
  const wrapper = join(work, 'chromium');
  await writeFile(
    wrapper,
    `#!/bin/sh\nexec nsenter --net=/run/netns/lab ${process.env['SLIPWAY_CHROMIUM'] ?? '/usr/bin/chromium'} "$@"\n`,
  );
  await chmod(wrapper, 0o755);
  browser = await chromium.launch({ executablePath: wrapper, args: ['--no-sandbox', '--disable-gpu', '--no-first-run'] });
  page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
  page.setDefaultTimeout(2 * minute);
  await page.goto(url);
}

const goTo = (hash: string): Promise<void> =>
  page.evaluate(
    (next) => {
      window.location.hash = next;
    },
    `${hash}?dir=${encodeURIComponent(join(work, 'project'))}`,
  );

const heading = (name: string): Promise<void> => page.getByRole('heading', { level: 1, name }).waitFor();
const press = (name: string | RegExp): Promise<void> => page.getByRole('button', { name }).first().click();
const shows = (text: string | RegExp, timeout: number): Promise<void> => page.getByText(text).first().waitFor({ timeout });

/** What the real kubectl of the user says, with the user's own kubeconfig. */
const kubectl = async (...words: readonly string[]): Promise<string> =>
  (await run('nsenter', atDesktop('kubectl', ...words))).stdout;

describe.skipIf(obstacle !== undefined)(
  `the pages on a real cluster${obstacle === undefined ? '' : ` (left out: ${obstacle})`}`,
  () => {
    beforeAll(arrange);
    afterAll(async () => {
      await browser.close();
      server.kill('SIGTERM');
      for (const node of names) await lab('stop', node);
      await rm(work, { recursive: true, force: true });
      await labDown();
    });

    it('Start Kubernetes takes three nodes to a cluster, step by step on the page', async () => {
      await goTo('#/kubernetes');
      await heading('How should Kubernetes run?');
      await press('Start Kubernetes');
      await heading('Start Kubernetes');
      await shows(/ of \d+ steps hold/, minute);
      await page
        .getByRole('button', { name: /: working$/ })
        .first()
        .waitFor({ timeout: 5 * minute });
      await shows('Everything holds.', 14 * minute);
    });

    it('the Cluster page sees them Ready through the tunnel, with versions, pods, events and certificates', async () => {
      await page.getByRole('link', { name: 'See the cluster' }).click();
      await heading('How is the cluster?');
      await shows(/3 of 3 nodes Ready · \d+ pods · Kubernetes v1\.20\.2/, 5 * minute);
      await page.getByRole('region', { name: 'Nodes' }).getByText('Live, through g1').waitFor();
      await page
        .getByRole('region', { name: 'Certificates' })
        .getByText(/^in \d+ days$/)
        .waitFor();
      await page
        .getByRole('region', { name: 'Events' })
        .getByText(/^Node g\d$/)
        .first()
        .waitFor();
      await shows(/^3 of 3 nodes Ready/, minute);
      await takeScreenshot(page, 'cluster');
    });

    it("the user's own kubectl lists three Ready nodes once the kubeconfig is added", async () => {
      await press('Add it');
      await shows('kubectl --context lab get nodes', minute);
      const nodes = await kubectl('--context', 'lab', 'get', 'nodes', '--no-headers');
      expect(
        nodes
          .trim()
          .split('\n')
          .map((line) => line.split(/\s+/).slice(0, 2)),
      ).toEqual(names.map((name) => [name, 'Ready']));
      await press('Open a tunnel');
      await shows(/Open at https:\/\/127\.0\.0\.1:\d+/, minute);
    });

    it('the smoke test passes: pods on every node answer each other and behind a service', async () => {
      await press('Try the cluster');
      await heading('Try the cluster');
      await shows('Everything holds.', 10 * minute);
      await takeScreenshot(page, 'smoke');
      expect(await kubectl('--context', 'lab', 'get', 'namespace', 'slipway-smoke', '--ignore-not-found')).toBe('');
    });

    it('the cluster is taken down on the page once its name is typed', async () => {
      await goTo('#/cluster');
      await press('Take it down …');
      await page.getByRole('textbox', { name: 'Type lab to confirm' }).fill('lab');
      await press('Take down 3 nodes');
      await heading('Take the cluster down');
      await shows('Everything holds.', 14 * minute);
    });
  },
);
