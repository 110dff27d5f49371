import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseDocument } from 'yaml';
import { isIn, nodeIn, watchFleet } from '../lab/fleet-watch.ts';
import { lab, labDown, labObstacle, labUp, serveImage, slipway } from '../lab/lab.ts';
import { cpuSeconds, program, seconds, type Measurement } from './measure.ts';
import type { Bench } from './workshop.ts';

const nodes = ['d1', 'd2', 'd3'] as const;
const idleSeconds = 30;

/** Three lab nodes from their first SSH answer to adopted, a sweep of a /24, and what looking costs when all is found. */
export const fleetBench: Bench = {
  name: 'fleet',
  async run({ work }) {
    const obstacle = labObstacle();
    if (obstacle !== undefined) {
      process.stderr.write(`fleet: not measured, ${obstacle}\n`);
      return [];
    }
    await labUp();
    const place = await writeCards(work);
    const watch = watchFleet(place.project, place);
    try {
      const delays: number[] = [];
      for (const node of nodes) {
        await lab('boot', join(work, 'cards', `${node}.img`), node);
        const answeredAt = await sshAnswers((await lab('ip', node)).trim());
        const adopted = await watch.until(isIn(node, 'adopted'));
        delays.push(Math.max(0, Date.parse(nodeIn(adopted, node).since) - answeredAt) / 1000);
      }
      const pid = watch.process.pid ?? 0;
      const before = cpuSeconds(pid);
      await delay(idleSeconds * 1000);
      const idle = ((cpuSeconds(pid) - before) / idleSeconds) * 100;
      const swept = await sweepSeconds(place);
      return [worst(delays), sweepRow(swept), idleRow(idle)];
    } finally {
      await watch.stop();
      for (const node of nodes) await lab('stop', node);
      await labDown();
    }
  },
};

interface Place {
  readonly project: string;
  readonly home: string;
  readonly dataDir: string;
}

async function writeCards(work: string): Promise<Place> {
  const place = { project: join(work, 'fleet'), home: join(work, 'home'), dataDir: join(work, 'data') };
  const { project, home, dataDir } = place;
  const key = join(home, '.ssh', 'id_ed25519');
  await mkdir(join(home, '.ssh'), { recursive: true, mode: 0o700 });
  await program('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  const image = await serveImage('raspios');
  await slipway('new', project, '--data-dir', dataDir, '--nodes', 'd[1-3]', '--image', image, '--key', `${key}.pub`);
  const file = join(project, 'cluster.yaml');
  const document = parseDocument(await readFile(file, 'utf8'));
  document.setIn(['login', 'user'], 'pi');
  await writeFile(file, document.toString());
  await slipway('write', project, '--all', '--to-dir', join(work, 'cards'), '--data-dir', dataDir);
  return place;
}

/** When the SSH server of a node first said its banner, milliseconds since 1970. */
async function sshAnswers(address: string): Promise<number> {
  const knock = 'until read -t 1 -r line <"/dev/tcp/$0/22"; do sleep 0.1; done 2>/dev/null; date +%s%3N';
  return Number(await lab('exec', 'bash', '-c', knock, address));
}

/** From the start of the command to the last address, so its own start counts too. */
async function sweepSeconds({ project, home, dataDir }: Place): Promise<number> {
  const watch = watchFleet(project, { home, dataDir, words: ['--sweep'] });
  try {
    return await seconds(() => watch.until(({ sweep }) => sweep?.running === false));
  } finally {
    await watch.stop();
  }
}

const worst = (delays: readonly number[]): Measurement => ({
  name: 'found and adopted, the slowest of three lab nodes, after its SSH answers',
  ours: `${Math.max(...delays).toFixed(1)} s (${delays.map((each) => each.toFixed(1)).join(', ')})`,
  peer: '5 s',
  ratio: Math.max(...delays) / 5,
  limit: 1,
  bound: 'most',
});

const sweepRow = (swept: number): Measurement => ({
  name: 'sweep of a /24',
  ours: `${swept.toFixed(1)} s`,
  peer: '3 s',
  ratio: swept / 3,
  limit: 1,
  bound: 'most',
});

const idleRow = (idle: number): Measurement => ({
  name: 'discovery when all is found, processor time',
  ours: `${idle.toFixed(2)} %`,
  peer: '1 %',
  ratio: idle,
  limit: 1,
  bound: 'most',
});
