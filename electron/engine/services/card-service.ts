import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { BatchSnapshot, CardOrder } from '../../contract/card.ts';
import { SlipwayError } from '../../contract/errors.ts';
import type { ResolvedPlan } from '../../contract/plan.ts';
import type { CardRecord, CardService } from '../../contract/services.ts';
import { startBatch, type Batch, type BatchJob } from '../cards/batch.ts';
import { listDrives } from '../cards/drives.ts';
import { systemLauncher } from '../cards/launch.ts';
import { checkOrders } from '../cards/orders.ts';
import { acquireProjectLock } from '../project/lock.ts';
import { readJournal, type JournalEvent } from '../project/journal.ts';
import { createBatchJournal } from './batch-journal.ts';
import { cardContent, reviewOf, writeFilesTo, type CardContent } from './card-review.ts';
import type { ImageRoom } from './image-service.ts';
import type { Log } from './log.ts';
import { nodeNamed, type ProjectRoom } from './project-service.ts';

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
  const batches = new Map<string, Batch>();
  const running = (): readonly Batch[] => [...batches.values()].filter((batch) => !batch.snapshot().finished);

  const contentOf = (dir: string, plan: ResolvedPlan, name: string): Promise<CardContent> =>
    cardContent({ dir, plan, node: nodeNamed(plan, name), images });

  const start = async (dir: string, orders: readonly CardOrder[]): Promise<Batch> => {
    const plan = await projects.soundPlan(dir);
    const contents = await inOrder(orders, ({ node }) => contentOf(dir, plan, node));
    await checkTargets(orders, contents);
    const jobs = await inOrder(orders, (order, index) => batchJob(order, contents[index], images));
    const releases = await holdAll(dir, contents, images);
    const journal = createBatchJournal({ dir, contents, orders, log });
    await journal.started();
    const batch = startBatch({
      jobs,
      launcher,
      now: () => performance.now(),
      onCardEnd: journal.ended,
      onDiagnostic: (line) => log.info({ line }, 'writer'),
    });
    batches.set(batch.batchId, batch);
    void batch.finished.then(journal.settled).finally(() => Promise.all(releases.map((release) => release())));
    return batch;
  };

  const checkTargets = async (orders: readonly CardOrder[], contents: readonly CardContent[]): Promise<void> => {
    const rawBytes = Math.max(...contents.map(({ image }) => image.rawBytes));
    const wantsDrives = orders.some(({ target }) => target.kind === 'drive');
    const drives = wantsDrives ? await listDrives({ rawBytes, imagePath: await images.rawPath(contents[0]?.image.id ?? '') }) : [];
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
    await Promise.all(open.map((batch) => batch.finished));
  };
  return { service, close };
}
