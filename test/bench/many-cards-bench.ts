import { join } from 'node:path';
import type { BatchSnapshot } from '../../electron/contract/card.ts';
import { usedRangesOf } from '../../electron/disk/used-ranges.ts';
import { startBatch } from '../../electron/engine/cards/batch.ts';
import { directLauncher } from '../../electron/engine/cards/launch.ts';
import { inspectImage } from '../../electron/engine/images/inspect/inspect.ts';
import { resolveReference } from '../../electron/engine/images/references.ts';
import type { ReadyImage } from '../../electron/engine/images/store.ts';
import { openTestStore } from '../fakes/raw-images.ts';
import { addZram, type Zram } from '../fakes/zram.ts';
import { cpuSeconds, ratio, residentBytes, type Measurement } from './measure.ts';
import { throttle, type CardSpeed } from './throttle.ts';
import { dist, type Bench, type Workshop } from './workshop.ts';

const fast: CardSpeed = { write: 20_000_000, read: 45_000_000 };
const slow: CardSpeed = { write: 5_000_000, read: 45_000_000 };
const cardCount = 8;

/** Many throttled cards at once against one alone. */
export const manyCardsBench: Bench = {
  name: 'many-cards',
  async run(workshop) {
    const image = await storedImage(workshop, workshop.image);
    const size = Math.ceil((image.map.imageSize + 64 * 2 ** 20) / 4096) * 4096;
    const drives = Array.from({ length: cardCount }, () => addZram(size));
    try {
      const [one, ...others] = drives;
      if (one === undefined) return [];
      return await sideBySide(one, others, image);
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
