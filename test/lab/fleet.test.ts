import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import type { FleetSnapshot } from '../../electron/contract/fleet.ts';
import { isIn, nodeIn, watchFleet, type FleetWatch } from './fleet-watch.ts';
import { eventually, lab, labDown, labObstacle, labUp, pull, serveImage, slipway } from './lab.ts';

const run = promisify(execFile);
const obstacle = labObstacle();
const nodes = ['d1', 'd2', 'd3'] as const;
/** Of the lab's network, and given to nobody by its DHCP. */
const secondAddress = '10.77.0.33';

/** Three nodes that get their addresses from DHCP: none is known before they boot. */
async function newProject(
  dir: string,
  { image, key, dataDir }: Readonly<Record<'image' | 'key' | 'dataDir', string>>,
): Promise<void> {
  await slipway('new', dir, '--data-dir', dataDir, '--name', 'lab', '--nodes', 'd[1-3]', '--image', image, '--key', `${key}.pub`);
  const file = join(dir, 'cluster.yaml');
  const document = parseDocument(await readFile(file, 'utf8'));
  document.setIn(['login', 'user'], 'pi');
  await writeFile(file, document.toString());
}

describe.skipIf(obstacle !== undefined)(`a fleet${obstacle === undefined ? '' : ` (skipped: ${obstacle})`}`, () => {
  let work = '';
  let project = '';
  let dataDir = '';
  let home = '';
  let watch: FleetWatch;
  const card = (node: string): string => join(work, 'cards', `${node}.img`);
  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'slipway-fleet-'));
    [project, dataDir, home] = ['project', 'data', 'home'].map((name) => join(work, name)) as [string, string, string];
    await labUp();
    const image = await serveImage('raspios');
    const key = join(home, '.ssh', 'id_ed25519');
    await mkdir(join(home, '.ssh'), { recursive: true, mode: 0o700 });
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
    await newProject(project, { image, key, dataDir });
    await newProject(join(work, 'elsewhere'), { image, key, dataDir });
    await slipway('write', project, '--all', '--to-dir', join(work, 'cards'), '--data-dir', dataDir);
    await slipway('write', join(work, 'elsewhere'), 'd3', '--to', join(work, 'foreign.img'), '--data-dir', dataDir);
    watch = watchFleet(project, { home, dataDir });
  });
  afterAll(async () => {
    await watch.stop();
    for (const node of nodes) await lab('stop', node);
    await labDown();
    await rm(work, { recursive: true, force: true });
  });

  it('is found and adopted, card by card, without any address being typed', async () => {
    for (const node of ['d1', 'd2']) {
      await lab('boot', card(node), node);
      const found = nodeIn(await watch.until(isIn(node, 'adopted')), node);
      expect(found.addresses).toContain((await lab('ip', node)).trim());
      expect(found.fingerprint).toBe(await fingerprintOf(join(project, 'keys', `${node}_ed25519.pub`)));
    }
    const called = await watch.until((fleet) => nodeIn(fleet, 'd1').sightings.some(({ how }) => how === 'phone-home'));
    expect(nodeIn(called, 'd1').sightings.map(({ how }) => how)).toContain('mdns');
    expect(await readFile(join(project, 'journal.jsonl'), 'utf8')).toContain('"type":"node-adopted"');
  });

  it('stays one node with cable and Wi-Fi, and is reached when one of its addresses goes away', async () => {
    const first = (await lab('ip', 'd1')).trim();
    const asRoot = (...words: readonly string[]): Promise<string> =>
      cli('exec', project, 'd1', '--sudo', '--data-dir', dataDir, '--', ...words);
    await asRoot('ip', 'addr', 'add', `${secondAddress}/24`, 'dev', 'eth0');
    const both = await watch.until((fleet) => [first, secondAddress].every((at) => nodeIn(fleet, 'd1').addresses.includes(at)));
    expect(nodeIn(both, 'd1').state.kind).toBe('adopted');
    expect(both.foreign).toEqual([]);
    const told = lastFleet(await findOnce('--json', '--wait', '10').catch(outputOf));
    expect(nodeIn(told, 'd1').addresses).toEqual(expect.arrayContaining([first, secondAddress]) as string[]);
    expect(told.foreign).toEqual([]);
    // This `find` began long after the node had called: it is announced.
    expect(nodeIn(told, 'd1').sightings.map(({ how }) => how)).toContain('mdns');

    // Linux takes the second address of an interface away with the first, unless it is told to promote it. The command ends
    // before the address goes that it may have come by.
    await asRoot('sysctl', '-qw', 'net.ipv4.conf.all.promote_secondaries=1', 'net.ipv4.conf.eth0.promote_secondaries=1');
    await asRoot('sh', '-c', `(sleep 2; ip addr del ${first}/24 dev eth0) >/dev/null 2>&1 &`);
    const left = await watch.until((fleet) => !nodeIn(fleet, 'd1').addresses.includes(first));
    expect(nodeIn(left, 'd1').addresses).toContain(secondAddress);
    expect(nodeIn(left, 'd1').state).toMatchObject({ kind: 'adopted' });
    expect(left.foreign).toEqual([]);
    expect(await cli('exec', project, 'd1', '--data-dir', dataDir, '--', 'hostname')).toBe('d1 | d1\n');
  });

  it('has no room for a machine that shows a foreign host key, until somebody compares its fingerprint', async () => {
    await lab('boot', join(work, 'foreign.img'), 'd3');
    const refused = await watch.until(isIn('d3', 'wrong-host-key'));
    const fingerprint = await fingerprintOf(join(work, 'elsewhere', 'keys', 'd3_ed25519.pub'));
    expect(nodeIn(refused, 'd3').state).toMatchObject({ fingerprint });
    expect(refused.foreign.find(({ claims }) => claims === 'd3')).toMatchObject({ fingerprint, hostName: 'd3' });
    expect(nodeIn(refused, 'd3').addresses).toEqual([]);

    const adopted = await findOnce('--wait', '60', '--adopt', `d3=${fingerprint}`);
    expect(adopted).toMatch(/^d3 +adopted/m);
    expect(await readFile(join(project, 'known_hosts'), 'utf8')).toContain(
      (await readFile(join(work, 'elsewhere', 'keys', 'd3_ed25519.pub'), 'utf8')).split(' ')[1],
    );
    await watch.until(isIn('d3', 'adopted'));
  });

  it('shows a node that was pulled as lost, and back when it boots again', async () => {
    await pull('d2');
    const lost = nodeIn(await watch.until(isIn('d2', 'lost')), 'd2');
    expect(lost.says.tries.length).toBeGreaterThan(0);
    await lab('boot', card('d2'), 'd2');
    await watch.until(isIn('d2', 'adopted'));
  });

  it('does not take the device that got the address of a node for the node', async () => {
    const address = (await lab('ip', 'd2')).trim();
    await lab('stop', 'd2');
    await lab('exec', 'ip', 'addr', 'add', `${address}/32`, 'dev', 'br0');
    const device = spawn('nsenter', ['--net=/run/netns/lab', process.execPath, '-e', strangeDevice, address], {
      stdio: 'ignore',
    });
    try {
      await eventually(() => lab('exec', 'bash', '-c', `exec 3<>/dev/tcp/${address}/22`), 30);
      const moved = await watch.until(
        (fleet) => fleet.foreign.some(({ addresses }) => addresses.includes(address)) && isIn('d2', 'lost')(fleet),
      );
      expect(nodeIn(moved, 'd2').state).toMatchObject({ kind: 'lost', lastAddress: address });
      expect(nodeIn(moved, 'd2').addresses).toEqual([]);
    } finally {
      device.kill();
      await lab('exec', 'ip', 'addr', 'del', `${address}/32`, 'dev', 'br0');
    }
  });

  const cli = (...words: readonly string[]): Promise<string> =>
    lab('exec', 'env', `HOME=${home}`, process.execPath, join(import.meta.dirname, '../../dist/headless/cli.js'), ...words);
  const findOnce = (...words: readonly string[]): Promise<string> => cli('find', project, '--data-dir', dataDir, ...words);
});

/** What `find` said although a node is missing, which is its exit code. */
const outputOf = (thrown: unknown): string => z.object({ stdout: z.string() }).parse(thrown).stdout;

/** The newest of what `find --json` told of the fleet. */
function lastFleet(lines: string): FleetSnapshot {
  const values = lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as FleetSnapshot & { readonly type: string });
  const last = values.findLast(({ type }) => type === 'fleet');
  if (last === undefined) throw new Error(`no fleet in ${lines}`);
  return last;
}

const fingerprintOf = async (publicKey: string): Promise<string> =>
  (await run('ssh-keygen', ['-lf', publicKey])).stdout.split(' ')[1] ?? '';

/** An SSH server with a key of its own, at the address it is given. */
const strangeDevice = `
const { Server, utils } = require('ssh2');
const hostKeys = [utils.generateKeyPairSync('ed25519').private];
new Server({ hostKeys }, (client) => client.on('error', () => {})).listen(22, process.argv[1]);
`;
