import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { planEdits } from './voyage-plan.ts';
import { eventually, lab, labDown, labObstacle, labUp, serveImage, slipway, ssh, type SshLogin } from './lab.ts';

const run = promisify(execFile);
const obstacle = labObstacle();
const flavours = [
  { flavour: 'hypriot', user: 'pirate' },
  { flavour: 'raspios', user: 'pi' },
] as const;
const nodes = ['pi-master', 'pi-node01', 'pi-node02'];

describe.skipIf(obstacle !== undefined)(`the first voyage${obstacle === undefined ? '' : ` (skipped: ${obstacle})`}`, () => {
  let work = '';
  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'slipway-voyage-'));
    await labUp();
  });
  afterEach(async () => {
    for (const node of nodes) await lab('stop', node);
  });
  afterAll(async () => {
    await labDown();
    await rm(work, { recursive: true, force: true });
  });

  it.each(flavours)('three planned $flavour cards boot as exactly their nodes', async ({ flavour, user }) => {
    const image = await serveImage(flavour);
    const project = join(work, flavour);
    const key = join(work, `${flavour}-key`);
    const cards = join(work, `${flavour}-cards`);
    const dataDir = join(work, 'data');
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
    await slipway(
      'new',
      project,
      '--data-dir',
      dataDir,
      '--name',
      'lab',
      '--nodes',
      'pi-master',
      '--image',
      image,
      '--key',
      `${key}.pub`,
    );
    await planEdits(project, user);
    await slipway('check', project, '--data-dir', dataDir);

    const lines = await slipway('write', project, '--all', '--to-dir', cards, '--data-dir', dataDir, '--json');
    const reports = lines.split('\n').filter((line) => line.startsWith('{"type":"card"'));
    expect(reports.map((line) => (JSON.parse(line) as { state: { kind: string } }).state.kind)).toEqual(['done', 'done', 'done']);

    for (const node of nodes) await lab('boot', join(cards, `${node}.img`), node);
    const machineIds = new Set<string>();
    for (const [index, node] of nodes.entries()) {
      const login: SshLogin = { address: `10.77.0.${20 + index}`, user, key, knownHosts: join(project, 'known_hosts') };
      await eventually(() => ssh(login, 'cloud-init status --wait >/dev/null 2>&1; true'));
      expect(await ssh(login, 'hostname')).toBe(node);
      expect(await ssh(login, 'cloud-init status --long')).toMatch(/^status: done/);
      expect(await ssh(login, 'ip -4 -o addr show dev eth0')).toContain(`10.77.0.${20 + index}/24`);
      const hosts = await ssh(login, 'cat /etc/hosts');
      for (const [other, name] of nodes.entries())
        expect(hosts).toMatch(new RegExp(`^10\\.77\\.0\\.${20 + other}\\s.*\\b${name}\\b`, 'm'));
      machineIds.add(await ssh(login, 'cat /etc/machine-id'));
      const planned =
        (await readFile(join(project, 'known_hosts'), 'utf8')).split('\n').find((line) => line.includes(login.address)) ?? '';
      expect(planned).toContain((await ssh(login, 'sudo cat /etc/ssh/ssh_host_ed25519_key.pub')).split(' ')[1]);
    }
    expect(machineIds.size).toBe(nodes.length);
  });
});
