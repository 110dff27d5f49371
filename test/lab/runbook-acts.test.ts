import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shellCommand } from '../../electron/contract/shell-quote.ts';
import { SlipwayError } from '../../electron/contract/errors.ts';
import { systemClock } from '../../electron/engine/runbook/clock.ts';
import { lockCluster } from '../../electron/engine/runbook/cluster-lock.ts';
import { createDetached, type ActPorts } from '../../electron/engine/runbook/detached-acts.ts';
import { createRedactor } from '../../electron/engine/runbook/redact.ts';
import type { Remote } from '../../electron/engine/runbook/step.ts';
import { eventually, lab, labDir, labDown, labObstacle, labUp, serveImage } from './lab.ts';

const obstacle = labObstacle();
if (obstacle !== undefined) process.stderr.write(`runbook-acts is skipped: ${obstacle}\n`);

const work = mkdtempSync('/var/tmp/slipway-acts-');
const [node, address] = ['r1', '10.77.0.46'];
const connections = new Set<ChildProcess>();

/** The node through OpenSSH, so that a connection can be killed in the middle. */
const remote: Remote = {
  node,
  script: (text, { args = [], stdin = '', signal } = {}) =>
    new Promise((resolve, reject) => {
      const options = ['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'ConnectTimeout=4', 'BatchMode=yes'];
      // A node that restarts does not always end its connections.
      options.push('ServerAliveInterval=2', 'ServerAliveCountMax=3');
      const flags = [...options.flatMap((option) => ['-o', option]), '-q', '-i', join(work, 'key')];
      const command = shellCommand(['sudo', 'sh', '-c', text, 'sh', ...args]);
      const child = spawn('nsenter', ['--net=/run/netns/lab', 'ssh', ...flags, `pirate@${address}`, command]);
      connections.add(child);
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
      child.stdin.on('error', () => undefined);
      const end = (): boolean => child.kill();
      signal?.addEventListener('abort', end, { once: true });
      child.on('close', (code) => {
        connections.delete(child);
        signal?.removeEventListener('abort', end);
        if (code === null || code === 255) reject(new SlipwayError('ssh/disconnected', node));
        else resolve({ code, stdout, stderr });
      });
      child.stdin.end(stdin);
    }),
};

function ports(controller = new AbortController()): ActPorts & { readonly log: string[]; readonly told: string[] } {
  const [log, told]: [string[], string[]] = [[], []];
  const logStream: ActPorts['logStream'] = (also) =>
    createRedactor().stream((lines) => {
      log.push(lines);
      also(lines);
    });
  const note = (text: string): void => void log.push(text);
  return { remote, signal: controller.signal, clock: systemClock, note, logStream, tell: (unit) => told.push(unit), log, told };
}

/** Writes a line into a file of the node's when it begins, and speaks for some seconds. */
const script = 'echo "began $1" >>/root/began; for i in 1 2 3 4 5 6 7 8; do echo "line $i"; sleep 0.5; done; echo "$WORD"';
const act = (unit: string) => ({ unit, script, args: [unit], env: { WORD: 'äöü at last' } });
const spoken = [1, 2, 3, 4, 5, 6, 7, 8].map((i) => `line ${i}\n`).join('') + 'äöü at last\n';
const on = async (text: string): Promise<string> => (await eventually(() => remote.script(text))).stdout.trim();
const beginnings = async (unit: string): Promise<string> => on(`grep -c "began ${unit}$" /root/began || true`);

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await systemClock.sleep(50, new AbortController().signal);
}

async function bootNode(): Promise<void> {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(work, 'key')]);
  const card = join(work, 'card.img');
  copyFileSync(join(labDir, 'hypriot.img'), card);
  const key = readFileSync(join(work, 'key.pub'), 'utf8').trim();
  const login = `{name: pirate, shell: /bin/bash, sudo: "ALL=(ALL) NOPASSWD:ALL", ssh_authorized_keys: ["${key}"]}`;
  writeFileSync(join(work, 'user-data'), `#cloud-config\nhostname: ${node}\nusers:\n- ${login}\n`);
  writeFileSync(join(work, 'meta-data'), `instance-id: ${crypto.randomUUID()}\n`);
  const eth0 = `{addresses: [${address}/24], gateway4: 10.77.0.1, nameservers: {addresses: [10.77.0.1]}}`;
  writeFileSync(join(work, 'network-config'), `version: 2\nethernets:\n  eth0: ${eth0}\n`);
  const files = ['user-data', 'meta-data', 'network-config'].map((file) => join(work, file));
  execFileSync('mcopy', ['-o', '-i', `${card}@@1M`, ...files, '::']);
  await lab('boot', card, node);
  await eventually(() => remote.script('true'));
}

describe.skipIf(obstacle !== undefined)('acts that go on by themselves on a real node', () => {
  beforeAll(async () => {
    await labUp();
    await serveImage('hypriot');
    await bootNode();
  }, 600_000);
  afterAll(async () => {
    if (obstacle !== undefined) return;
    await lab('stop', node);
    await labDown();
    rmSync(work, { recursive: true, force: true });
  }, 120_000);

  it('give all of what they say and leave nothing behind', async () => {
    const here = ports();
    expect(await createDetached(here).run(act('whole'))).toEqual({ code: 0, tail: spoken });
    expect(await on('ls /var/lib/slipway/acts; systemctl list-units --all --plain --no-legend "slipway-*"')).toBe('');
  }, 60_000);

  it('are found again when the connection is cut, and not run twice', async () => {
    const here = ports();
    const running = createDetached(here).run(act('cut'));
    await until(() => here.log.join('').includes('line 2'));
    for (const connection of connections) connection.kill('SIGKILL');
    await until(() => here.log.join('').includes('line 5'));
    for (const connection of connections) connection.kill('SIGKILL');
    expect(await running).toEqual({ code: 0, tail: spoken });
    expect(await beginnings('cut')).toBe('1');
  }, 60_000);

  it('are found again by another Slipway, from the first line on, and not run twice', async () => {
    const controller = new AbortController();
    const first = ports(controller);
    const left = createDetached(first).run(act('left'));
    await until(() => first.log.join('').includes('line 3'));
    controller.abort(new SlipwayError('engine/cancelled'));
    await expect(left).rejects.toMatchObject({ code: 'engine/cancelled' });
    const second = ports();
    expect(await createDetached(second).run(act('left'))).toEqual({ code: 0, tail: spoken });
    expect(await beginnings('left')).toBe('1');
  }, 60_000);

  it('are lost when the node restarts, which is said when it is back, and can be begun anew', async () => {
    const here = ports();
    const running = createDetached(here).run({ ...act('restart'), script: 'echo up; sleep 300' });
    await until(() => here.log.join('').includes('up'));
    await remote.script('systemctl reboot').catch(() => undefined);
    await expect(running).rejects.toMatchObject({ code: 'run/act-lost' });
    expect(await createDetached(ports()).run(act('restart'))).toEqual({ code: 0, tail: spoken });
  }, 300_000);

  /** Without the reload in the script, one stop of six takes 90 seconds in the lab: cgroup v1 in a container. */
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'end on the node when a person stops the run, time and again (%i)',
    async () => {
      const controller = new AbortController();
      const here = ports(controller);
      const running = createDetached(here).run({ ...act('stopped'), script: 'echo up; sleep 300' });
      await until(() => here.log.join('').includes('up'));
      controller.abort(new SlipwayError('run/cancelled'));
      await expect(running).rejects.toMatchObject({ code: 'run/cancelled' });
      expect(here.log.at(-1)).toBe('stopped was ended on the node.');
      expect(await on('pgrep -f "[s]leep 300" || true')).toBe('');
    },
    60_000,
  );

  it('keep a second desktop out by the lock of the cluster, with the name of the first', async () => {
    const holder = { name: 'ann', host: 'desk', runId: 'r', kind: 'up', since: '2026-11-24T08:00:00Z' };
    const lock = { remote, clock: systemClock, take: false, onLost: () => undefined };
    const ann = await lockCluster({ ...lock, owner: 'ann', holder });
    const bob = { ...lock, owner: 'bob', holder: { ...holder, name: 'bob' } };
    await expect(lockCluster(bob)).rejects.toThrow('ann on desk');
    await ann.release();
    await (await lockCluster(bob)).release();
    expect(await on('ls /var/lib/slipway')).not.toMatch(/^lock$/m);
  }, 180_000);
});
