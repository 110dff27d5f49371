import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BatchSnapshot } from '../../electron/contract/card.ts';
import { usedRangesOf } from '../../electron/disk/used-ranges.ts';
import { startBatch } from '../../electron/engine/cards/batch.ts';
import { directLauncher } from '../../electron/engine/cards/launch.ts';
import { inspectImage } from '../../electron/engine/images/inspect/inspect.ts';
import { resolveReference } from '../../electron/engine/images/references.ts';
import type { ReadyImage } from '../../electron/engine/images/store.ts';
import { openTestStore } from '../fakes/raw-images.ts';
import { addZram, type Zram } from '../fakes/zram.ts';
import { cpuSeconds, program, residentBytes, seconds, type Measurement } from './measure.ts';
import { throttle, type CardSpeed, type Throttle } from './throttle.ts';
import { cli, dist, type Bench, type Workshop } from './workshop.ts';

const fast: CardSpeed = { write: 20_000_000, read: 45_000_000 };
const slow: CardSpeed = { write: 5_000_000, read: 45_000_000 };
const cardCount = 8;
const etcherFlash = fileURLToPath(new URL('etcher-flash.ts', import.meta.url));

/** Many throttled cards at once against one alone; one card from its `.xz` against what others do with it. */
export const manyCardsBench: Bench = {
  name: 'many-cards',
  async run(workshop) {
    const image = await storedImage(workshop, workshop.image);
    const size = Math.ceil((image.map.imageSize + 64 * 2 ** 20) / 4096) * 4096;
    const drives = Array.from({ length: cardCount }, () => addZram(size));
    try {
      const [one, ...others] = drives;
      if (one === undefined) return [];
      const together = await sideBySide(one, others, image);
      return [...together, ...(await fromArchive(workshop, one))];
    } finally {
      for (const drive of drives) await drive.remove();
    }
  },
};

async function storedImage({ work }: Workshop, path: string): Promise<ReadyImage> {
  const store = await openTestStore(join(work, 'many-store'), { inspect: inspectImage, usedRanges: usedRangesOf });
  const entry = resolveReference(path, []);
  await store.fetch(entry, { signal: new AbortController().signal });
  return store.get(entry.id);
}

async function sideBySide(one: Zram, others: readonly Zram[], image: ReadyImage): Promise<readonly Measurement[]> {
  const alone = await writeAll([[one, fast]], image);
  const all = await writeAll([[one, fast], ...others.map((drive) => [drive, fast] as const)], image);
  const mixed = await writeAll([[one, slow], ...others.map((drive) => [drive, fast] as const)], image);
  const [aloneSeconds, allSeconds, fastSeconds] = [
    longest(alone),
    longest(all),
    longest({ ...mixed, seconds: mixed.seconds.slice(1) }),
  ];
  return [
    ratio('8 cards at once against one alone', [allSeconds, aloneSeconds], 1.1),
    ratio('7 fast cards beside one of 5 MB/s against 8 fast ones', [fastSeconds, allSeconds], 1.05),
    {
      name: 'resident memory, all processes, 8 drives at once, against 400 MB',
      ours: `${(all.resident / 1e6).toFixed(0)} MB`,
      peer: '400 MB',
      ratio: all.resident / 400e6,
      limit: 1,
      bound: 'most',
    },
    ratio('CPU time of all processes, 8 drives at once, against one core', [all.cpu, allSeconds], 1),
  ];
}

interface Writing {
  /** Of each card, in order. */
  readonly seconds: readonly number[];
  /** Most bytes of this process and all it started. */
  readonly resident: number;
  /** Seconds of all cores. */
  readonly cpu: number;
}

const longest = ({ seconds: all }: Writing): number => Math.max(...all);

const ratio = (name: string, [ours, peer]: readonly [number, number], limit: number): Measurement => ({
  name,
  ours: `${ours.toFixed(1)} s`,
  peer: `${peer.toFixed(1)} s`,
  ratio: ours / peer,
  limit,
  bound: 'most',
});

/** Writes one image to all of these drives through the built writer, as the engine does. */
async function writeAll(cards: readonly (readonly [Zram, CardSpeed])[], { rawPath, map }: ReadyImage): Promise<Writing> {
  const held = throttle(Object.fromEntries(cards.map(([{ path }, speed]) => [path, speed])));
  const [nodePath, nodeArguments] = held.wrap([process.execPath]);
  let [resident, cpu] = [0, 0];
  const cpuBefore = cpuSeconds(process.pid);
  const timer = setInterval(() => {
    resident = Math.max(resident, residentBytes(process.pid));
    cpu = Math.max(cpu, cpuSeconds(process.pid) - cpuBefore);
  }, 100);
  try {
    const batch = startBatch({
      jobs: cards.map(([{ path, size }], index) => {
        const target = { kind: 'drive', drive: { path, size } } as const;
        const id = `pi${index + 1}`;
        return { node: id, target, job: { id, target, image: { path: rawPath, map }, files: [] } };
      }),
      launcher: directLauncher({ nodePath, nodeArguments, entry: join(dist, 'writer/main.js') }),
      now: () => performance.now(),
    });
    return { seconds: secondsOf(await batch.finished), resident, cpu };
  } finally {
    clearInterval(timer);
    held.remove();
  }
}

const secondsOf = ({ cards }: BatchSnapshot): readonly number[] =>
  cards.map(({ node, state }) => {
    if (state.kind !== 'done') throw new Error(`${node} was not written: ${JSON.stringify(state)}`);
    return state.report.seconds;
  });

/** From the packed image to a card that was read back: unpacking, first-boot files and the program's start count too. */
async function fromArchive(workshop: Workshop, drive: Zram): Promise<readonly Measurement[]> {
  const { work, image, xz } = workshop;
  const held = throttle({ [drive.path]: fast });
  const wrapped = (...argv: readonly string[]): Promise<number> => seconds(() => program(...held.wrap(argv)));
  try {
    const bmap = join(work, 'image.bmap');
    await program('bmaptool', ['create', '-o', bmap, image]);
    const bmaptool = await wrapped('bmaptool', 'copy', '--bmap', bmap, xz, drive.path);
    const readBack = await wrapped('sh', '-c', readRanges(await rangesOf(bmap)), drive.path);
    const dd = await wrapped(
      'sh',
      '-c',
      'xz -dc "$1" | dd of="$0" bs=4M iflag=fullblock oflag=direct status=none',
      drive.path,
      xz,
    );
    const cmp = await wrapped(
      'sh',
      '-c',
      'dd if="$0" bs=4M iflag=direct status=none 2>/dev/null | cmp -n "$(stat -c %s "$1")" - "$1"',
      drive.path,
      image,
    );
    const etcher = await wrapped(process.execPath, '--import', 'tsx', etcherFlash, xz, drive.path);
    const ours = await fromArchiveWith(held, workshop, drive);
    return [
      ratio('one card, from .xz to verified, against bmaptool copy + direct read-back', [ours, bmaptool + readBack], 1.05),
      ratio('one card, from .xz to verified, against `xz -dc | dd oflag=direct` + `cmp`', [ours, dd + cmp], 0.7),
      ratio('one card, from .xz to verified, against etcher-sdk decompressThenFlash with verify and trim', [ours, etcher], 1),
    ];
  } finally {
    held.remove();
  }
}

/** Seconds of `slipway write`, from an image that is not in the store yet; every used byte is then compared once more. */
async function fromArchiveWith(held: Throttle, { work, image, xz }: Workshop, drive: Zram): Promise<number> {
  const project = join(work, 'packed');
  await cli(work, 'new', project, '--nodes', 'pi1', '--image', xz, '--key', join(work, 'key.pub'));
  const { path } = drive;
  const write = ['write', project, 'pi1', '--to', path, '--confirm', path, '--yes', '--data-dir', join(work, 'data')];
  const time = await seconds(() => program(...held.wrap([process.execPath, join(dist, 'headless/cli.js'), ...write])));
  const found = await cli(work, 'card', path);
  if (!/^intact +yes/m.test(found)) throw new Error(`the card of ${image} is not intact: ${found}`);
  return time;
}

/** The ranges of a bmap file, in its blocks of 4096 bytes. */
async function rangesOf(bmap: string): Promise<readonly (readonly [number, number])[]> {
  const text = await readFile(bmap, 'utf8');
  return [...text.matchAll(/<Range[^>]*>\s*(\d+)(?:-(\d+))?\s*<\/Range>/g)].map(([, first = '0', last = first]) => [
    Number(first),
    Number(last) - Number(first) + 1,
  ]);
}

/** Reads the ranges of `$0` past the cache, and hashes them as a verification does. */
const readRanges = (ranges: readonly (readonly [number, number])[]): string =>
  `{ ${ranges
    .map(
      ([first, count]) =>
        `dd if="$0" bs=1M iflag=direct,skip_bytes,count_bytes skip=${first * 4096} count=${count * 4096} status=none`,
    )
    .join('; ')}; } | sha256sum`;
