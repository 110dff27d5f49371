import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { program, residentBytes, seconds, type Measurement } from './measure.ts';
import { throttle, type CardSpeed } from './throttle.ts';
import { cli, dist, type Bench, type Workshop } from './workshop.ts';
import { addZram } from '../fakes/zram.ts';

const speed: CardSpeed = { write: 20_000_000, read: 45_000_000 };
const cards = 4;

interface CardLine {
  readonly type: string;
  readonly state?: { readonly kind: string; readonly report?: { readonly bytesWritten: number; readonly seconds: number } };
}

/** One throttled card against its own rates and against `dd` + `cmp`; memory of four cards at once. */
export const cardBench: Bench = {
  name: 'cards',
  async run(workshop) {
    const { work, image } = workshop;
    const project = join(work, 'cards');
    await cli(work, 'new', project, '--nodes', `pi[1-${cards}]`, '--image', image, '--key', join(work, 'key.pub'));
    await cli(work, 'images', 'add', image);
    const zram = addZram(8_000_000_000);
    try {
      return [...(await oneCard(workshop, project, zram.path)), await memoryOfFour(work, project)];
    } finally {
      await zram.remove();
    }
  },
};

async function oneCard({ work, image }: Workshop, project: string, device: string): Promise<readonly Measurement[]> {
  const held = throttle({ [device]: speed });
  const wrapped = (...argv: readonly string[]): Promise<string> => program(...held.wrap(argv));
  try {
    let out = '';
    const time = await seconds(async () => {
      out = await wrapped(
        process.execPath,
        join(dist, 'headless/cli.js'),
        'write',
        project,
        'pi1',
        '--to',
        device,
        '--confirm',
        device,
        '--yes',
        '--json',
        '--data-dir',
        join(work, 'data'),
      );
    });
    const mapped = reportOf(out).bytesWritten;
    const ideal = mapped / speed.write + mapped / speed.read;
    const size = await imageBytes(image);
    const peer = await seconds(async () => {
      await wrapped('dd', `if=${image}`, `of=${device}`, 'bs=4M', 'oflag=direct', 'conv=fsync', 'status=none');
      await wrapped(
        'sh',
        '-c',
        'dd if="$1" bs=4M iflag=direct status=none count="$2" iflag=count_bytes | cmp -n "$2" - "$0"',
        image,
        device,
        String(size),
      );
    });
    return [
      {
        name: 'write + verify one card against mapped bytes ÷ its rates + 2 s',
        ours: `${time.toFixed(1)} s`,
        peer: `${(1.05 * ideal + 2).toFixed(1)} s`,
        ratio: time / (1.05 * ideal + 2),
        limit: 1,
        bound: 'most',
      },
      {
        name: 'write + verify one card against `dd oflag=direct` + `cmp`',
        ours: `${time.toFixed(1)} s`,
        peer: `${peer.toFixed(1)} s`,
        ratio: time / peer,
        limit: 1,
        bound: 'most',
      },
    ];
  } finally {
    held.remove();
  }
}

async function memoryOfFour(work: string, project: string): Promise<Measurement> {
  const child = spawn(
    process.execPath,
    [
      join(dist, 'headless/cli.js'),
      'write',
      project,
      '--all',
      '--to-dir',
      join(work, 'files'),
      '--yes',
      '--data-dir',
      join(work, 'data'),
    ],
    { stdio: 'ignore' },
  );
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, residentBytes(child.pid ?? 0))), 50);
  await new Promise((resolve) => child.once('exit', resolve));
  clearInterval(timer);
  return {
    name: `resident memory, all processes, ${cards} cards at once, against 400 MB`,
    ours: `${(peak / 1e6).toFixed(0)} MB`,
    peer: '400 MB',
    ratio: peak / 400e6,
    limit: 1,
    bound: 'most',
  };
}

function reportOf(output: string): { readonly bytesWritten: number; readonly seconds: number } {
  const lines = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as CardLine);
  const report = lines.findLast((line) => line.type === 'card')?.state?.report;
  if (report === undefined) throw new Error('the card was not written');
  return report;
}

async function imageBytes(path: string): Promise<number> {
  const handle = await open(path);
  const { size } = await handle.stat();
  await handle.close();
  return size;
}
