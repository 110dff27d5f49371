import type { Locator } from '@playwright/test';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { takeScreenshot } from '../e2e/screenshot.ts';
import { eventually, lab, labDown, labObstacle, labUp, pull, serveImage, ssh } from './lab.ts';
import { labDesktop, minute, type LabDesktop, type LabWizard } from './lab-wizard.ts';

const run = promisify(execFile);
const obstacle = labObstacle();
const names = ['g5', 'g6', 'g7'] as const;

/** A stand-in for the Pi's own program, which no lab node has: what it prints was recorded on a Pi 4. */
const vcgencmd = `#!/bin/sh
case "$1" in
  get_throttled) echo throttled=0x0 ;;
  measure_temp) echo "temp=61.3'C" ;;
  measure_clock) echo 'frequency(48)=1500398464' ;;
esac
`;

let desktop: LabDesktop;
let wizard: LabWizard;
let foreignFingerprint = '';

const card = (name: string): string => join(desktop.work, 'cards', `${name}.img`);

/** Three nodes that get their addresses from DHCP: none is known before they boot. */
async function newProject(dir: string, image: string): Promise<void> {
  await desktop.slipway('new', dir, '--name', 'lab', '--nodes', 'g[5-7]', '--image', image, '--key', `${desktop.key}.pub`);
  const file = join(dir, 'cluster.yaml');
  const document = parseDocument(await readFile(file, 'utf8'));
  document.setIn(['login', 'user'], 'pi');
  await writeFile(file, document.toString());
}

/** Takes the words for the memory cgroup out of a card's command line, as a card that was written elsewhere has it. */
async function withoutMemoryCgroup(image: string): Promise<void> {
  const file = join(desktop.work, 'cmdline.txt');
  await run('mcopy', ['-o', '-n', '-i', `${image}@@1M`, '::cmdline.txt', file]);
  await writeFile(file, (await readFile(file, 'utf8')).replaceAll(/ cgroup_\w+=\w+/g, ''));
  await run('mcopy', ['-o', '-i', `${image}@@1M`, file, '::cmdline.txt']);
}

/** The cards of the plan; one card of another project whose node has the same name; and the wizard, opened. */
async function arrange(): Promise<void> {
  await labUp();
  desktop = await labDesktop('fleet-page');
  const image = await serveImage('raspios');
  const elsewhere = join(desktop.work, 'elsewhere');
  await newProject(desktop.dir, image);
  await newProject(elsewhere, image);
  await desktop.slipway('write', desktop.dir, '--all', '--to-dir', join(desktop.work, 'cards'));
  await desktop.slipway('write', elsewhere, 'g7', '--to', card('foreign'));
  await withoutMemoryCgroup(card('g6'));
  foreignFingerprint = (await desktop.exec('ssh-keygen', '-lf', join(elsewhere, 'keys', 'g7_ed25519.pub'))).split(' ')[1] ?? '';
  wizard = await desktop.openWizard();
}

const row = (name: string): Locator =>
  wizard
    .region('Nodes')
    .getByRole('listitem')
    .filter({ has: wizard.page.getByRole('link', { name, exact: true }) });

/** The row of a node on the Boot page shows a state by its name. */
const inState = (name: string, state: string): Promise<void> =>
  row(name)
    .getByText(state, { exact: true })
    .waitFor({ timeout: 3 * minute });

const rack = (name: string): Locator =>
  wizard.page.getByRole('complementary', { name: 'The rack' }).getByRole('listitem').filter({ hasText: name });

/** Runs a command on a node as its login, at the address that the lab's DHCP gave it. */
const onNode = async (name: string, command: string): Promise<string> =>
  ssh(
    {
      address: (await lab('ip', name)).trim(),
      user: 'pi',
      key: desktop.key,
      knownHosts: join(desktop.dir, 'known_hosts'),
      hostKeyAlias: name,
    },
    command,
  );

describe.skipIf(obstacle !== undefined)(
  `the pages on a real fleet${obstacle === undefined ? '' : ` (left out: ${obstacle})`}`,
  () => {
    beforeAll(arrange);
    afterAll(async () => {
      await wizard.close();
      for (const name of names) await lab('stop', name);
      await desktop.end();
      await labDown();
    });

    it('shows each node by itself, one after another as they are switched on, with the address it was found at', async () => {
      await wizard.goTo('#/boot');
      await wizard.heading('Which nodes are up?');
      for (const name of names) await inState(name, 'Waiting for boot');
      for (const [index, name] of (['g5', 'g6'] as const).entries()) {
        await lab('boot', card(name), name);
        await inState(name, 'Adopted');
        await row(name)
          .getByText((await lab('ip', name)).trim(), { exact: true })
          .waitFor();
        await wizard.page.getByText(`${index + 1} of 3`, { exact: true }).waitFor();
        await inState('g7', 'Waiting for boot');
      }
      await row('g5')
        .getByText(/^Found: .*announced itself/)
        .waitFor();
    });

    it('shows a foreign host key as such, and adopts the machine only once its fingerprint was compared', async () => {
      await lab('boot', card('foreign'), 'g7');
      await inState('g7', 'Wrong host key');
      const machines = wizard.region('Other machines');
      await machines.getByText(foreignFingerprint, { exact: true }).waitFor();
      expect(await rack('g7').textContent()).toContain('Wrong host key');
      await takeScreenshot(wizard.page, 'boot');
      await wizard.press('This is one of mine …: g7');
      const dialog = wizard.page.getByRole('alertdialog');
      await dialog.getByText(foreignFingerprint, { exact: true }).waitFor();
      const adopt = dialog.getByRole('button', { name: 'Adopt it as g7' });
      expect(await adopt.isDisabled()).toBe(true);
      await dialog.getByText('I have compared the fingerprint').click();
      await adopt.click();
      await inState('g7', 'Adopted');
      await wizard.page.getByText('3 of 3', { exact: true }).waitFor();
    });

    it('shows a node that was pulled as lost, with what to try, and back when it boots again', async () => {
      await pull('g6');
      await inState('g6', 'Lost');
      await wizard.page.getByRole('list', { name: 'What to try for g6' }).getByText(/power/).waitFor();
      expect(await rack('g6').textContent()).toContain('Lost');
      await lab('boot', card('g6'), 'g6');
      await inState('g6', 'Adopted');
    });

    it('tells on its own page what a node is and what stands in its way, and repairs it with a reboot', async () => {
      await eventually(() => onNode('g6', 'cloud-init status --wait >/dev/null 2>&1; true'));
      await row('g6').getByRole('link', { name: 'g6' }).click();
      await wizard.heading('How is g6?');
      const facts = wizard.page.getByRole('table', { name: 'Facts' });
      await facts.getByRole('row', { name: 'Architecture' }).getByText(/amd64/).waitFor();
      await wizard.press(/^Fix it and reboot: .*memory/i);
      await wizard.press('Repair and reboot g6');
      await wizard.region('Repair').getByText('Rebooting', { exact: true }).waitFor();
      await wizard
        .region('Repair')
        .getByText('Done', { exact: true })
        .waitFor({ timeout: 5 * minute });
      await facts
        .getByRole('row', { name: 'Control groups' })
        .getByText(/memory/)
        .waitFor();
      expect(await onNode('g6', 'cat /boot/firmware/cmdline.txt')).toContain('cgroup_enable=memory');
      expect(await wizard.page.getByRole('button', { name: /^Fix it and reboot: .*memory/i }).count()).toBe(0);
    });

    it('has a live terminal that runs what is typed on that node, and a log about it', async () => {
      const { page } = wizard;
      await wizard.press('Open a terminal');
      const screen = page.locator('.xterm-rows');
      await screen.getByText(/g6/).first().waitFor();
      await page.keyboard.type('echo "$((6 * 7)) on $(hostname)"\n');
      await screen.getByText('42 on g6').waitFor();
      await wizard.press('Close the terminal');
      await wizard.press('Show the log');
      await page.locator('pre').getByText(/g6/).waitFor();
    });

    it('tests the hardware of all nodes, live, to a verdict for each and a report on disk', async () => {
      const { page, region } = wizard;
      const encoded = Buffer.from(vcgencmd).toString('base64');
      const install = `echo ${encoded} | base64 -d | sudo tee /usr/bin/vcgencmd >/dev/null; sudo chmod 755 /usr/bin/vcgencmd`;
      for (const name of names) await onNode(name, install);
      await wizard.goTo('#/boot');
      await page.getByRole('link', { name: 'Test the hardware' }).click();
      await wizard.heading('Is the hardware sound?');
      await page.getByRole('textbox', { name: 'Seconds of stress' }).fill('30');
      await page.getByRole('textbox', { name: 'Seconds of stress' }).press('Tab');
      await wizard.press('Test 3 nodes');
      await wizard.shows(/^All nodes busy · \d+ %/, 10 * minute);
      await page
        .locator('.uplot canvas')
        .first()
        .waitFor({ timeout: 2 * minute });
      await region('Verdicts')
        .getByText('Done', { exact: true })
        .waitFor({ timeout: 10 * minute });
      for (const name of names)
        await region('Verdicts')
          .getByRole('listitem')
          .filter({ hasText: name })
          .getByText(/^(Sound|Fair|Weak)$/)
          .waitFor();
      await page.getByRole('table', { name: 'Cards and disks, MB/s' }).getByRole('row', { name: /^g6/ }).waitFor();
      await page.getByRole('table', { name: 'Network, Mbit/s' }).getByRole('row', { name: /^g5/ }).waitFor();
      await wizard.press('Save the report');
      const said = (await page.getByText(/^The report is in /).textContent()) ?? '';
      const [html = ''] = /\/\S+\.html/.exec(said) ?? [];
      const report = await readFile(html, 'utf8');
      for (const name of names) expect(report).toContain(`<h3>${name}`);
    });
  },
);
