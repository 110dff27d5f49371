import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import type { NodeReport } from '../../electron/contract/facts.ts';
import { eventually, lab, labDir, labDown, labObstacle, labUp, pull, slipwayOf, type SlipwayRun, ssh } from './lab.ts';

const run = promisify(execFile);
const obstacle = labObstacle();
const nodes = [
  { name: 'f1', role: 'control-plane', board: 'pi4', address: '10.77.0.35/24', image: join(labDir, 'hypriot.img.xz') },
  { name: 'f2', role: 'worker', board: 'pi4', address: '10.77.0.36/24', image: join(labDir, 'raspios.img.xz') },
  { name: 'f3', role: 'worker', board: 'pi4', address: '10.77.0.37/24', image: join(labDir, 'raspios.img.xz') },
];

/** A stand-in for the Pi's own program, with what a Pi 4 on a weak supply says. */
const vcgencmd = `#!/bin/sh
case "$1" in
  get_throttled) echo throttled=0x50000 ;;
  measure_temp) echo "temp=61.3'C" ;;
  measure_clock) echo 'frequency(48)=1500398464' ;;
esac
`;

const reportSchema = z.object({
  nodes: z.array(
    z.object({
      node: z.string(),
      phase: z.looseObject({ kind: z.string() }),
      disks: z.array(z.object({ tool: z.string(), runs: z.array(z.unknown()), sync: z.object({ p99: z.number() }).optional() })),
      stress: z.object({ tool: z.string(), temperature: z.object({ max: z.number() }).optional() }).optional(),
      verdict: z.object({ remarks: z.array(z.object({ code: z.string() })) }),
    }),
  ),
  network: z.array(z.object({ from: z.string(), to: z.string(), bytesPerSecond: z.number().optional() })),
});

const lastLine = (text: string): unknown => JSON.parse(text.trim().split('\n').at(-1) ?? '');

let work = '';
const project = (): string => join(work, 'lab');
const home = (): string => join(work, 'home');

const slipway = (...args: readonly string[]): Promise<SlipwayRun> =>
  slipwayOf({ HOME: home() }, ...args, '--data-dir', join(work, 'data'));

/** The last report of each node in the JSON lines of `slipway facts`. */
async function reports(...args: readonly string[]): Promise<ReadonlyMap<string, NodeReport>> {
  const { stdout } = await slipway('facts', project(), ...args, '--json');
  const lines = stdout.split('\n').filter((line) => line.startsWith('{"type":"node"'));
  return new Map(lines.map((line) => JSON.parse(line) as NodeReport).map((report) => [report.node, report]));
}

const onNode = (address: string, command: string): Promise<string> =>
  ssh({ address, user: 'pirate', key: join(home(), '.ssh/id_ed25519'), knownHosts: join(project(), 'known_hosts') }, command);

/** Takes the words for the memory cgroup out of a card's command line, as a card that was written elsewhere has it. */
async function withoutMemoryCgroup(card: string): Promise<void> {
  const file = join(work, 'cmdline.txt');
  await run('mcopy', ['-o', '-n', '-i', `${card}@@1M`, '::cmdline.txt', file]);
  const line = await readFile(file, 'utf8');
  await writeFile(file, line.replaceAll(/ cgroup_\w+=\w+/g, ''));
  await run('mcopy', ['-o', '-i', `${card}@@1M`, file, '::cmdline.txt']);
}

async function writePlan(): Promise<void> {
  const file = join(project(), 'cluster.yaml');
  const document = parseDocument(await readFile(file, 'utf8'));
  document.setIn(['login', 'user'], 'pirate');
  document.setIn(['network'], { domain: 'lan', addressing: 'static', gateway: '10.77.0.1', dns: ['10.77.0.1'] });
  document.setIn(['nodes'], nodes);
  await writeFile(file, document.toString());
}

describe.skipIf(obstacle !== undefined)(`preflight in the lab${obstacle === undefined ? '' : ` (skipped: ${obstacle})`}`, () => {
  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'slipway-preflight-'));
    await labUp();
    await mkdir(join(home(), '.ssh'), { recursive: true });
    const key = join(home(), '.ssh/id_ed25519');
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
    const made = await slipway('new', project(), '--nodes', 'f1', '--image', nodes[0]?.image ?? '', '--key', `${key}.pub`);
    expect(made.code).toBe(0);
    await writePlan();
    const cards = join(work, 'cards');
    expect((await slipway('write', project(), '--all', '--to-dir', cards)).code).toBe(0);
    await withoutMemoryCgroup(join(cards, 'f2.img'));
    for (const { name } of nodes) await lab('boot', join(cards, `${name}.img`), name);
    for (const { address } of nodes)
      await eventually(() => onNode(address.replace('/24', ''), 'cloud-init status --wait >/dev/null 2>&1; true'));
    await onNode(
      '10.77.0.37',
      `printf %s ${JSON.stringify(Buffer.from(vcgencmd).toString('base64'))} | base64 -d | sudo tee /usr/bin/vcgencmd >/dev/null; sudo chmod 755 /usr/bin/vcgencmd`,
    );
  });
  afterAll(async () => {
    for (const { name } of nodes) await lab('stop', name);
    await labDown();
    await rm(work, { recursive: true, force: true });
  });

  it('tells what booted nodes of HypriotOS and Raspberry Pi OS are', async () => {
    const all = await reports();
    expect([...all.keys()]).toEqual(['f1', 'f2', 'f3']);
    for (const [name, { facts, error }] of all) {
      expect(error).toBeUndefined();
      expect(facts).toMatchObject({ hostname: name, architecture: 'amd64', cloudInit: 'done', root: { readOnly: false } });
      expect(facts?.machineId).toMatch(/^[0-9a-f]{32}$/);
      expect(facts?.interfaces.flatMap(({ addresses }) => addresses)).toContain(
        nodes.find((node) => node.name === name)?.address,
      );
      const { skewSeconds = Number.NaN, skewErrorSeconds = 0 } = facts?.time ?? {};
      expect(Math.abs(skewSeconds)).toBeLessThan(skewErrorSeconds + 0.5);
    }
    expect(all.get('f1')?.facts?.os?.hypriot).toBe('v1.12.3');
    expect(all.get('f1')?.facts?.cmdlineFile?.path).toBe('/boot/cmdline.txt');
    expect(all.get('f3')?.facts?.cmdlineFile?.path).toBe('/boot/firmware/cmdline.txt');
    expect(all.get('f3')?.facts).toMatchObject({ throttled: { now: [], ever: ['under-voltage', 'throttled'] } });
  });

  it('names the node whose command line lacks the memory cgroup, and repairs it with a reboot', async () => {
    const before = await reports();
    const lacking = [...before.values()].filter(({ findings }) => findings.some(({ code }) => code === 'memory-cgroup-off'));
    expect(lacking.map(({ node }) => node)).toEqual(['f2']);

    const after = await reports('f2', '--fix', '--code', 'memory-cgroup-off');
    const report = after.get('f2');
    expect(report?.repair?.steps).toEqual([expect.objectContaining({ code: 'memory-cgroup-off', state: 'done' })]);
    expect(report?.findings.map(({ code }) => code)).not.toContain('memory-cgroup-off');
    expect(report?.facts?.cgroup?.controllers).toContain('memory');
    expect(report?.facts?.bootId).not.toBe(before.get('f2')?.facts?.bootId);
    const lines = (await onNode('10.77.0.36', 'cat /boot/firmware/cmdline.txt')).split('\n');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/ cgroup_enable=memory cgroup_memory=1$/);
  });

  it('finds nothing left to do when it repairs a second time', async () => {
    const { stdout } = await slipway('facts', project(), 'f2', '--fix', '--code', 'memory-cgroup-off', '--json');
    expect(stdout).not.toContain('"type":"repair"');
  });

  it('measures all nodes at once, goes on when one is pulled, and leaves nothing behind', async () => {
    const burning = slipway('burnin', project(), '--seconds', '30', '--json');
    await eventually(() => onNode('10.77.0.36', 'pgrep -x stress-ng >/dev/null'), 240);
    await pull('f2');
    const { code, stdout } = await burning;
    expect(code).toBe(1);
    const ended = z.looseObject({ json: z.string(), html: z.string() }).parse(lastLine(stdout));
    const report = reportSchema.parse(JSON.parse(await readFile(ended.json, 'utf8')));
    const phases = report.nodes.map(({ node, phase }) => `${node} ${phase.kind}`);
    expect(phases).toEqual(['f1 done', 'f2 lost', 'f3 done']);
    for (const { node, disks, stress, verdict } of report.nodes) {
      expect(disks.map(({ tool, runs }) => `${tool} ${runs.length}`)).toEqual(['fio 12']);
      expect(disks[0]?.sync?.p99).toBeGreaterThan(0);
      expect(stress?.tool).toBe('stress-ng');
      expect(verdict.remarks.some((remark) => remark.code === 'lost')).toBe(node === 'f2');
    }
    expect(report.nodes[2]?.stress?.temperature?.max).toBe(61.3);
    expect(report.network.map(({ from, to, bytesPerSecond = 0 }) => [from, to, bytesPerSecond > 1e6])).toEqual([
      ['f1', 'f3', true],
      ['f3', 'f1', true],
    ]);
    expect(await readFile(ended.html, 'utf8')).not.toContain('<script');
    for (const address of ['10.77.0.35', '10.77.0.37'])
      expect(await onNode(address, 'ls -d /.slipway-burnin* 2>/dev/null; pgrep -x stress-ng; true')).toBe('');
  });
});
