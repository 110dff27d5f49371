import { chromium, type Locator, type Page } from '@playwright/test';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const program = fileURLToPath(new URL('../../dist/headless/cli.js', import.meta.url));
export const minute = 60_000;

/** A person's computer at the desktop's place in the lab: a home folder, an SSH key, Slipway and other programs. */
export interface LabDesktop {
  /** Everything of this desktop; removed by `end`. */
  readonly work: string;
  /** The project folder, not made yet. */
  readonly dir: string;
  readonly home: string;
  /** Private key of the login; its public half is beside it. */
  readonly key: string;
  /** Runs the CLI to its end; a code other than 0 throws. */
  readonly slipway: (...words: readonly string[]) => Promise<unknown>;
  /** Runs any program to its end and gives its standard output. */
  readonly exec: (...words: readonly string[]) => Promise<string>;
  readonly openWizard: () => Promise<LabWizard>;
  readonly end: () => Promise<void>;
}

/** `slipway serve`, and a browser that is at the desktop's place as well. */
export interface LabWizard {
  readonly page: Page;
  /** Goes to `#/boot` and the like, of the desktop's project. */
  readonly goTo: (hash: string) => Promise<void>;
  readonly heading: (name: string) => Promise<void>;
  readonly press: (name: string | RegExp) => Promise<void>;
  readonly shows: (text: string | RegExp, timeout: number) => Promise<void>;
  readonly region: (name: string) => Locator;
  readonly close: () => Promise<void>;
}

/** Makes the home folder with its key. `dataDir` holds the image store: one that outlives the test saves a download. */
export async function labDesktop(name: string, dataDir?: string): Promise<LabDesktop> {
  const work = await mkdtemp(join(tmpdir(), `slipway-${name}-`));
  const [dir, home] = [join(work, 'project'), join(work, 'home')];
  const key = join(home, '.ssh', 'id_ed25519');
  await mkdir(join(home, '.ssh'), { recursive: true, mode: 0o700 });
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  const at = (...words: readonly string[]): string[] => [
    ...['--net=/run/netns/lab', 'env', '-u', 'SSH_AUTH_SOCK', '-u', 'KUBECONFIG', `HOME=${home}`],
    ...words,
  ];
  const cli = (...words: readonly string[]): string[] =>
    at(process.execPath, program, ...words, '--data-dir', dataDir ?? join(work, 'data'));
  return {
    ...{ work, dir, home, key },
    slipway: (...words) => run('nsenter', cli(...words), { maxBuffer: 64e6 }),
    exec: async (...words) => (await run('nsenter', at(...words))).stdout,
    openWizard: () => openWizard({ work, dir, serve: cli('serve', '--port', '0', '--no-open') }),
    end: () => rm(work, { recursive: true, force: true }),
  };
}

interface WizardPlace {
  readonly work: string;
  readonly dir: string;
  /** Words for nsenter that start the server. */
  readonly serve: readonly string[];
}

async function openWizard({ work, dir, serve }: WizardPlace): Promise<LabWizard> {
  const server = spawn('nsenter', serve, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [url] = (await once(createInterface({ input: server.stdout }), 'line')) as [string];
  const browser = await chromium.launch({
    executablePath: await chromiumInLab(work),
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run'],
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
  page.setDefaultTimeout(2 * minute);
  await page.goto(url);
  return {
    page,
    goTo: (hash) =>
      page.evaluate(
        (next) => {
          window.location.hash = next;
        },
        `${hash}${hash.includes('?') ? '&' : '?'}dir=${encodeURIComponent(dir)}`,
      ),
    heading: (name) => page.getByRole('heading', { level: 1, name }).waitFor(),
    press: (name) => page.getByRole('button', { name }).first().click(),
    shows: (text, timeout) => page.getByText(text).first().waitFor({ timeout }),
    region: (name) => page.getByRole('region', { name, exact: true }),
    close: async () => {
      await browser.close();
      server.kill('SIGTERM');
    },
  };
}

/** A program that Playwright can start as its browser. */
async function chromiumInLab(work: string): Promise<string> {
  const wrapper = join(work, 'chromium');
  await writeFile(
    wrapper,
    `#!/bin/sh\nexec nsenter --net=/run/netns/lab ${process.env['SLIPWAY_CHROMIUM'] ?? '/usr/bin/chromium'} "$@"\n`,
  );
  await chmod(wrapper, 0o755);
  return wrapper;
}
