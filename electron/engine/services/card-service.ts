import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { CardOrder } from '../../contract/card.ts';
import { SlipwayError } from '../../contract/errors.ts';
import type { ResolvedPlan } from '../../contract/plan.ts';
import type { CardService } from '../../contract/services.ts';
import { startBatch, type Batch, type BatchJob } from '../cards/batch.ts';
import { listDrives } from '../cards/drives.ts';
import { systemLauncher } from '../cards/launch.ts';
import { checkOrders } from '../cards/orders.ts';
import { readJournal } from '../project/journal.ts';
import { createBatchJournal, historyOf } from './batch-journal.ts';
import { cardContent, reviewOf, writeFilesTo, type CardContent } from './card-review.ts';
import type { HeldImage, ImageRoom } from './image-service.ts';
import type { Log } from './log.ts';
import { nodeNamed, type ProjectRoom } from './project-service.ts';
import { createProjectLocks, type ProjectLocks } from './shared-lock.ts';

interface CardOptions {
  readonly home: string;
  readonly nodePath: string;
  readonly images: ImageRoom;
  readonly projects: ProjectRoom;
  readonly log: Log;
}

export interface CardRoom {
  readonly service: CardService;
  /** Cancels every card under way and waits for it. */
  close(): Promise<void>;
}

export function createCardService({ home, nodePath, images, projects, log }: CardOptions): CardRoom {
  const launcher = systemLauncher({ nodePath, entry: join(home, 'dist/writer/main.js') });
  const locks = createProjectLocks('writing cards');
  const batches = new Map<string, Batch>();
  /** Resolves when a batch's journal is on disk and its locks are gone. */
  const settled = new Map<string, Promise<void>>();
  const running = (): readonly Batch[] => [...batches.values()].filter((batch) => !batch.snapshot().finished);

  const contentOf = (dir: string, plan: ResolvedPlan, name: string): Promise<CardContent> =>
    cardContent({ dir, plan, node: nodeNamed(plan, name), images });

  const start = async (dir: string, orders: readonly CardOrder[]): Promise<Batch> => {
    const plan = await projects.soundPlan(dir);
    const contents = await inOrder(orders, ({ node }) => contentOf(dir, plan, node));
    await checkTargets(orders, contents);
    const held = await holdEverything({ locks, images }, dir, contents);
    try {
      await makeFolders(orders);
      const journal = createBatchJournal({ dir, contents, orders, log });
      await journal.started();
      const batch = startBatch({
        jobs: orders.map((order, index) => batchJob(order, contents[index], held)),
        launcher,
        now: () => performance.now(),
        onCardEnd: journal.ended,
        onDiagnostic: (line) => log.info({ line }, 'writer'),
      });
      batches.set(batch.batchId, batch);
      settled.set(batch.batchId, batch.finished.then(journal.settled).finally(held.release));
      return batch;
    } catch (thrown) {
      await held.release();
      throw thrown;
    }
  };

  const checkTargets = async (orders: readonly CardOrder[], contents: readonly CardContent[]): Promise<void> => {
    const rawBytes = Math.max(...contents.map(({ image }) => image.rawBytes));
    const wantsDrives = orders.some(({ target }) => target.kind === 'drive');
    const drives = wantsDrives ? await listDrives({ rawBytes, imagePath: images.storeDir }) : [];
    checkOrders(orders, { drives, running: running().flatMap((batch) => batch.snapshot().cards.map(({ target }) => target)) });
  };

  const batchNamed = (batchId: string): Batch => {
    const batch = batches.get(batchId);
    if (batch === undefined) throw new SlipwayError('engine/bad-request', 'There is no such write session.');
    return batch;
  };

  const service: CardService = {
    review: async ({ dir, node }) => {
      const plan = await projects.soundPlan(dir);
      const names = node === undefined ? plan.nodes.map(({ name }) => name) : [node];
      return (await inOrder(names, (name) => contentOf(dir, plan, name))).map(reviewOf);
    },
    exportFiles: async ({ dir, node, outDir }) => {
      const { files, image } = await contentOf(dir, await projects.soundPlan(dir), node);
      if (image.facts.kind === 'unknown') throw new SlipwayError('firstboot/unsupported', image.facts.reason);
      return writeFilesTo(outDir, files);
    },
    start: async ({ dir, cards }) => (await start(dir, cards)).snapshot(),
    cancel: ({ batchId, node }) => Promise.resolve(batchNamed(batchId).cancel(node)),
    watch: ({ batchId }, signal) => batchNamed(batchId).watch(signal),
    running: () => Promise.resolve(running().map((batch) => batch.snapshot())),
    history: async ({ dir }) => historyOf(await readJournal(dir)),
    fileTargets: async ({ dir, outDir }) => {
      const plan = await projects.soundPlan(dir);
      return plan.nodes.map(({ name }) => ({ node: name, path: join(resolve(outDir ?? join(dir, 'cards')), `${name}.img`) }));
    },
  };
  const close = async (): Promise<void> => {
    const open = running();
    for (const batch of open) batch.cancel();
    await Promise.all(settled.values());
  };
  return { service, close };
}

interface HeldThings {
  imageOf(id: string): HeldImage;
  release(): Promise<void>;
}

interface Holders {
  readonly locks: ProjectLocks;
  readonly images: ImageRoom;
}

/** Keeps other processes out of the project, and the images in the store, until the cards are done. */
async function holdEverything({ locks, images }: Holders, dir: string, contents: readonly CardContent[]): Promise<HeldThings> {
  const releases = [await locks(dir)];
  const release = async (): Promise<void> => {
    await Promise.all(releases.map((free) => free()));
  };
  const held = new Map<string, HeldImage>();
  try {
    for (const id of new Set(contents.map(({ image }) => image.id))) {
      const image = await images.hold(id);
      held.set(id, image);
      releases.push(image.release);
    }
  } catch (thrown) {
    await release();
    throw thrown;
  }
  return {
    release,
    imageOf: (id) => {
      const image = held.get(id);
      if (image === undefined) throw new SlipwayError('image/not-stored', id);
      return image;
    },
  };
}

function batchJob({ node, target }: CardOrder, content: CardContent | undefined, held: HeldThings): BatchJob {
  if (content === undefined) throw new SlipwayError('plan/unknown-node', node);
  const { rawPath, map } = held.imageOf(content.image.id);
  const { facts } = content.image;
  const boot = facts.kind === 'known' ? { bootPartition: facts.boot.partition } : {};
  return { node, target, job: { id: node, target, image: { path: rawPath, map }, ...boot, files: [...content.files] } };
}

/** The folder of a card file is made when it is missing: people name it before it exists. */
async function makeFolders(orders: readonly CardOrder[]): Promise<void> {
  for (const { target } of orders) if (target.kind === 'file') await mkdir(dirname(target.path), { recursive: true });
}

/** One after the other, so that keys are made and images inspected in the plan's order. */
async function inOrder<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
