import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { endedBurnin } from '../fakes/burnin-samples.ts';
import { troubledReport, withReport } from '../fakes/facts-samples.ts';
import { busyFleet } from '../fakes/fleet-samples.ts';
import type { FakeServices } from '../fakes/fake-services.ts';
import { expect, test } from './fixtures.ts';
import { dir, goodCard, largeDrive, planText, systemDisk } from './sample.ts';
import type { Wizard } from './wizard.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Place {
  readonly name: string;
  readonly go: (wizard: Wizard, fake: FakeServices) => Promise<void>;
}

/** Every page, in the state with the most on it. */
const places: readonly Place[] = [
  { name: 'start', go: (wizard) => wizard.at('Where do you want to begin?') },
  {
    name: 'new',
    go: async (wizard) => {
      await wizard.goTo('#/new');
      await wizard.at('What should the new cluster be?');
      await wizard.field('Nodes').fill('?');
      await wizard.button('Make the plan').click();
    },
  },
  {
    name: 'plan with findings',
    go: async (wizard, fake) => {
      fake.projects.put(dir, planText.replace('name: pi-master', 'name: Pi-Master').replace('Europe/Lisbon', 'Etc/UTC'));
      await wizard.openProject(dir);
      await expect(wizard.button(/^Fix it/)).toBeVisible();
      await wizard.page.getByText('Set up Wi-Fi').click();
      await expect(wizard.field('Network name')).toBeVisible();
    },
  },
  {
    name: 'a question of the engine',
    go: async (wizard, fake) => {
      await wizard.goTo(`#/boot?dir=${dir}`);
      await wizard.at('Which nodes are up?');
      void fake.questions.ask({ kind: 'key-passphrase', path: '/home/me/.ssh/id_rsa' }, () => Promise.resolve(false));
      await wizard.page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click();
      void fake.questions.ask({ kind: 'sudo-password', dir, node: 'pi-master', user: 'pirate' }, () => Promise.resolve(false));
      await wizard.page.getByLabel('Password', { exact: true }).fill('wrong');
      await wizard.page.keyboard.press('Enter');
      await expect(wizard.page.getByRole('alertdialog')).toContainText('That was not it.');
    },
  },
  {
    name: 'yaml',
    go: async (wizard) => {
      await wizard.goTo(`#/plan?dir=${dir}&view=yaml`);
      await expect(wizard.field('Text of cluster.yaml')).toBeVisible();
    },
  },
  {
    name: 'bill of materials',
    go: async (wizard) => {
      await wizard.goTo(`#/materials?dir=${dir}`);
      await wizard.button('Add a row of your own').click();
      await wizard.field('Unit cost of Something else').fill('dear');
      await wizard.field('Unit cost of Something else').press('Enter');
      await expect(wizard.page.getByText('Write a number, such as 9 or 9.50.')).toBeVisible();
    },
  },
  {
    name: 'images',
    go: async (wizard) => {
      await wizard.goTo(`#/images?dir=${dir}`);
      await wizard.button(/^Download/).click();
      await expect(wizard.button(/^Pause/)).toBeVisible();
    },
  },
  {
    name: 'card station',
    go: async (wizard, fake) => {
      fake.cards.drives.set([goodCard]);
      await wizard.goTo(`#/station?dir=${dir}`);
      await wizard.button('Open the station').click();
      // A card that is there already when the station opens is none that was inserted for a node.
      await wizard.at('Insert the card for pi-master');
      fake.cards.drives.set([goodCard, largeDrive, systemDisk]);
      await expect(wizard.button('Erase and write pi-master')).toBeVisible();
    },
  },
  {
    name: 'cards',
    go: async (wizard, fake) => {
      fake.cards.drives.set([goodCard, largeDrive, systemDisk]);
      await wizard.goTo(`#/cards?dir=${dir}`);
      await wizard.page.getByText('SD cards in readers').click();
      await expect(wizard.button('Assign cards in order')).toBeVisible();
    },
  },
  {
    name: 'review',
    go: async (wizard) => {
      await wizard.goTo(`#/cards/review?dir=${dir}`);
      await wizard.button('Show user-data').first().click();
      await expect(wizard.page.getByRole('region', { name: 'What changes in user-data' })).toBeVisible();
    },
  },
  {
    name: 'the question before erasing',
    go: async (wizard, fake) => {
      fake.cards.drives.set([largeDrive]);
      await wizard.goTo(`#/cards?dir=${dir}`);
      await wizard.page.getByText('SD cards in readers').click();
      await wizard.choose(/Card for pi-master/, /WD Passport/);
      await wizard.link('Review 1 card').click();
      await wizard.button(/^Erase 1 card/).click();
      await expect(wizard.page.getByRole('alertdialog')).toBeVisible();
    },
  },
  { name: 'writing', go: async (wizard, fake) => write(wizard, fake, 19) },
  {
    name: 'result',
    go: async (wizard, fake) => {
      await write(wizard, fake, 80);
      await wizard.link('See the result').click();
      await wizard.at('3 of 4 cards ready');
      await wizard.page
        .getByText(/^Files and their SHA-256/)
        .first()
        .click();
    },
  },
  {
    name: 'boot',
    go: async (wizard, fake) => {
      const fleet = fake.fleet.of(dir);
      fleet.set(busyFleet(fleet.get()));
      await wizard.goTo(`#/boot?dir=${dir}`);
      await wizard.page.getByText('Found: called home and announced itself.').first().click();
      await wizard.page.getByText('How Slipway looks').click();
    },
  },
  {
    name: 'node',
    go: async (wizard, fake) => {
      const [fleet, facts] = [fake.fleet.of(dir), fake.facts.of(dir)];
      fleet.set(busyFleet(fleet.get()));
      facts.set(withReport(facts.get(), troubledReport('pi-master')));
      await wizard.goTo(`#/node?dir=${dir}&node=pi-master`);
      await wizard.button('Open a terminal').click();
      await expect(wizard.page.locator('.xterm-rows')).toContainText('pirate@pi1:~$');
    },
  },
  {
    name: 'burn-in',
    go: async (wizard, fake) => {
      fake.burnin.live.set(endedBurnin(dir));
      await wizard.goTo(`#/burnin?dir=${dir}`);
      await expect(wizard.page.locator('.uplot canvas').first()).toBeVisible();
      await wizard.page.getByText('The same as a table').click();
    },
  },
  {
    name: 'what is to be tested',
    go: async (wizard, fake) => {
      const fleet = fake.fleet.of(dir);
      fleet.set(busyFleet(fleet.get()));
      await wizard.goTo(`#/burnin?dir=${dir}`);
      await expect(wizard.button('Test 1 node')).toBeVisible();
    },
  },
  {
    name: 'the question before adopting',
    go: async (wizard, fake) => {
      const fleet = fake.fleet.of(dir);
      fleet.set(busyFleet(fleet.get()));
      await wizard.goTo(`#/boot?dir=${dir}`);
      await wizard.button('This is one of mine …: Raspberry Pi').click();
      await expect(wizard.page.getByRole('alertdialog')).toBeVisible();
    },
  },
  {
    name: 'choices of Kubernetes',
    go: async (wizard) => {
      await wizard.goTo(`#/kubernetes?dir=${dir}`);
      await wizard.page.getByText('Choose another way').click();
      await wizard.button('What would be done?').click();
      await expect(wizard.page.getByText(/steps would change something/)).toBeVisible();
    },
  },
  {
    name: 'a run of Kubernetes',
    go: async (wizard, fake) => {
      await wizard.goTo(`#/kubernetes?dir=${dir}`);
      await wizard.button('Start Kubernetes').click();
      fake.runs.doneBefore('kubernetes/join@pi-node01');
      fake.runs.move('kubernetes/join@pi-node01', { kind: 'acting' });
      const error = { code: 'run/step-failed', title: 'A step failed.', detail: '', fix: '' } as const;
      fake.runs.move('kubernetes/join@pi-node02', { kind: 'failed', cause: 'It is not there.', remedy: 'Switch it on.', error });
      await expect(wizard.page.getByRole('alert')).toContainText('Switch it on.');
    },
  },
  {
    name: 'a step of a run',
    go: async (wizard, fake) => {
      await wizard.goTo(`#/kubernetes?dir=${dir}`);
      await wizard.button('Start Kubernetes').click();
      fake.runs.doneBefore('kubernetes/join@pi-node01');
      await wizard.button(/^Control plane initialised, pi-master/).click();
      await expect(wizard.page.getByRole('region', { name: 'Control plane initialised · pi-master' })).toBeVisible();
    },
  },
  {
    name: 'cluster',
    go: async (wizard, fake) => {
      fake.cluster.appear(dir);
      await wizard.goTo(`#/cluster?dir=${dir}`);
      await expect(wizard.button('Add it')).toBeVisible();
      await wizard.page.getByText('Conditions of pi-master').click();
    },
  },
  {
    name: 'help',
    go: async (wizard) => {
      await wizard.goTo('#/help?code=card/removed');
      await wizard.at('The card was pulled out.');
    },
  },
];

async function write(wizard: Wizard, fake: FakeServices, steps: number): Promise<void> {
  fake.cards.failures.set('pi-node02', {
    code: 'card/removed',
    title: 'The card was pulled out.',
    detail: '',
    fix: 'Insert it again.',
  });
  await wizard.goTo(`#/cards/review?dir=${dir}`);
  await wizard.button('Write 4 card files').click();
  await wizard.at('Writing the cards');
  fake.cards.advance(steps);
  await expect(wizard.page.getByRole('alert').first()).toBeVisible();
}

async function violations(page: Page): Promise<readonly string[]> {
  const ready = await page.evaluate(() => 'axe' in window);
  if (!ready) await page.evaluate(axe);
  const results = await page.evaluate(() => (window as unknown as { axe: { run: () => Promise<AxeResults> } }).axe.run());
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
  );
}

const looks = [
  { name: 'light', media: { colorScheme: 'light', forcedColors: 'none' } },
  { name: 'dark', media: { colorScheme: 'dark', forcedColors: 'none' } },
  { name: 'forced', media: { colorScheme: 'dark', forcedColors: 'active' } },
] as const;

test.beforeEach(({ fake }) => {
  fake.projects.put(dir, planText);
  fake.images.store('practice');
});

for (const { name, go } of places) {
  test(`axe finds nothing on “${name}” in light, dark and forced colours`, async ({ wizard, fake, page }) => {
    // Transitions would be measured half-way.
    await page.emulateMedia({ reducedMotion: 'reduce' });
    if (name !== 'images') fake.images.store('hypriotos-1.12.3');
    await go(wizard, fake);
    for (const look of looks) {
      await page.emulateMedia(look.media);
      await expect(page.locator('html')).toHaveAttribute('data-theme', look.media.colorScheme);
      expect(await violations(page), look.name).toEqual([]);
    }
  });

  test(`“${name}” needs no sideways scrolling at 900, 640 and 400 pixels`, async ({ wizard, fake, page }) => {
    if (name !== 'images') fake.images.store('hypriotos-1.12.3');
    await go(wizard, fake);
    for (const width of [900, 640, 400]) {
      await page.setViewportSize({ width, height: 800 });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(over, `${String(width)} px`).toBeLessThanOrEqual(0);
    }
  });
}
