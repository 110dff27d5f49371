import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, lab, labDir, labDown, labObstacle, labUp, slipwayOf, ssh, type SlipwayRun } from './lab.ts';

const run = promisify(execFile);
const obstacle = labObstacle();
const [node, address] = ['d4', '10.77.0.34'];

const disk = z.object({
  tool: z.string(),
  runs: z.array(z.object({ bytesPerSecond: z.number() })),
  sync: z.object({ p99: z.number() }).optional(),
});
const stress = z.object({ tool: z.string(), seconds: z.number() });
const reportSchema = z.object({ nodes: z.array(z.object({ disks: z.array(disk), stress: stress.optional() })) });

let work = '';
const project = (): string => join(work, 'lab');
const home = (): string => join(work, 'home');

const slipway = (...args: readonly string[]): Promise<SlipwayRun> =>
  slipwayOf({ HOME: home() }, ...args, '--data-dir', join(work, 'data'));

const onNode = (command: string): Promise<string> =>
  ssh({ address, user: 'pirate', key: join(home(), '.ssh/id_ed25519'), knownHosts: join(project(), 'known_hosts') }, command);

/** Takes tools out of the node's PATH, or puts them back, by the ends of their names before and after. */
const moveTools = (tools: string, [before, after]: readonly [string, string]): Promise<string> =>
  onNode(
    `for tool in ${tools}; do [ ! -e "/usr/bin/$tool${before}" ] || sudo mv "/usr/bin/$tool${before}" "/usr/bin/$tool${after}"; done`,
  );

/** The burn-in of the one node, as its report has it. */
async function burnin() {
  const { code, stdout } = await slipway('burnin', project(), '--seconds', '5', '--part', 'disk', '--part', 'stress', '--json');
  expect(code).toBe(0);
  const ended = z.looseObject({ json: z.string() }).parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
  const { nodes } = reportSchema.parse(JSON.parse(await readFile(ended.json, 'utf8')));
  return nodes[0];
}

describe.skipIf(obstacle !== undefined)(
  `a burn-in of a node without the usual tools${obstacle === undefined ? '' : ` (skipped: ${obstacle})`}`,
  () => {
    beforeAll(async () => {
      work = await mkdtemp(join(tmpdir(), 'slipway-fallback-'));
      await labUp();
      await mkdir(join(home(), '.ssh'), { recursive: true });
      const key = join(home(), '.ssh/id_ed25519');
      await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
      const image = join(labDir, 'raspios.img.xz');
      expect((await slipway('new', project(), '--nodes', node, '--image', image, '--key', `${key}.pub`)).code).toBe(0);
      const file = join(project(), 'cluster.yaml');
      const document = parseDocument(await readFile(file, 'utf8'));
      document.setIn(['login', 'user'], 'pirate');
      document.setIn(['network'], { domain: 'lan', addressing: 'static', gateway: '10.77.0.1', dns: ['10.77.0.1'] });
      document.setIn(['nodes'], [{ name: node, role: 'control-plane', board: 'pi4', address: `${address}/24` }]);
      await writeFile(file, document.toString());
      expect((await slipway('write', project(), '--all', '--to-dir', work)).code).toBe(0);
      await lab('boot', join(work, `${node}.img`), node);
      await eventually(() => onNode('cloud-init status --wait >/dev/null 2>&1; true'));
    });
    afterAll(async () => {
      await lab('stop', node);
      await labDown();
      await rm(work, { recursive: true, force: true });
    });

    it.each([
      { hidden: 'fio stress-ng stress', tool: 'python3', runs: 12 },
      { hidden: 'fio stress-ng stress python3', tool: 'dd', runs: 6 },
    ])(
      'measures with $tool and loads with sh where there is no $hidden, and leaves nothing behind',
      async ({ hidden, tool, runs }) => {
        await moveTools(hidden, ['', '.away']);
        const result = await burnin();
        await moveTools(hidden, ['.away', '']);
        expect(result?.disks.map((measured) => [measured.tool, measured.runs.length])).toEqual([[tool, runs]]);
        for (const { bytesPerSecond } of result?.disks[0]?.runs ?? []) expect(bytesPerSecond).toBeGreaterThan(0);
        expect(result?.disks[0]?.sync === undefined).toBe(tool === 'dd');
        expect(result?.stress).toEqual({ tool: 'sh', seconds: 5 });
        expect(await onNode('ls -d /.slipway-burnin* 2>/dev/null; true')).toBe('');
      },
    );
  },
);
