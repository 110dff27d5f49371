import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { program, residentBytes, seconds, type Measurement } from './measure.ts';
import { throttle, type CardSpeed, type Throttle } from './throttle.ts';
import { cli, dist, type Bench, type Workshop } from './workshop.ts';
import { addZram } from '../fakes/zram.ts';

const speed: CardSpeed = { write: 20_000_000, read: 45_000_000 };
const cards = 4;

interface CardLine {
  readonly type: string;
  readonly cards?: readonly CardLine[];
  readonly state?: { readonly kind: string; readonly phase?: string; readonly report?: { readonly bytesWritten: number } };
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
    const { time, personalising, mapped } = await writeOne(held, ['--data-dir', join(work, 'data'), project, 'pi1'], device);
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
      {
        name: 'first-boot files onto that card, and read back, against 300 ms',
        ours: `${(personalising * 1000).toFixed(0)} ms`,
        peer: '300 ms',
        ratio: personalising / 0.3,
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

interface Written {
  /** Seconds in all, from start to end of the program. */
  readonly time: number;
  /** Seconds from the end of the verification to the finished card. */
  readonly personalising: number;
  readonly mapped: number;
}

/** `slipway write` to one held-back drive, timed by what it says. */
async function writeOne(held: Throttle, args: readonly string[], device: string): Promise<Written> {
  const cliArgs = ['write', ...args, '--to', device, '--confirm', device, '--yes', '--json'];
  const [command, argv] = held.wrap([process.execPath, join(dist, 'headless/cli.js'), ...cliArgs]);
  const start = performance.now();
  const child = spawn(command, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
  let personalisingSince: number | undefined;
  let finishedAt = 0;
  let mapped: number | undefined;
  for await (const line of createInterface(child.stdout)) {
    const { type, cards: [card] = [], state = card?.state } = JSON.parse(line) as CardLine;
    if (state?.phase === 'personalising') personalisingSince ??= performance.now();
    if (state?.kind === 'done' && finishedAt === 0) finishedAt = performance.now();
    if (type === 'card') mapped = state?.report?.bytesWritten;
  }
  if (mapped === undefined || personalisingSince === undefined) throw new Error('the card was not written');
  const time = (performance.now() - start) / 1000;
  return { time, personalising: (finishedAt - personalisingSince) / 1000, mapped };
}

async function imageBytes(path: string): Promise<number> {
  const handle = await open(path);
  const { size } = await handle.stat();
  await handle.close();
  return size;
}
