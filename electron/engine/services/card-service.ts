import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { BatchSnapshot, CardOrder, CardTarget, Drive } from '../../contract/card.ts';
import { SlipwayError } from '../../contract/errors.ts';
import type { CardService } from '../../contract/services.ts';
import { startBatch, type Batch } from '../cards/batch.ts';
import { listDrives } from '../cards/drives.ts';
import { systemLauncher } from '../cards/launch.ts';
import { checkOrders } from '../cards/orders.ts';
import { readJournal } from '../project/journal.ts';
import { deskAddresses } from '../fleet/discovery/local-network.ts';
import { createBatchJournal, historyOf } from './batch-journal.ts';
import { cardContent, reviewOf, writeFilesTo, type CardContent } from './card-review.ts';
import { batchJob, cardSource, type CardSource } from './card-source.ts';
import { finishedNodes } from './finished-cards.ts';
import type { HeldImage, ImageRoom } from './image-service.ts';
import type { Log } from './log.ts';
import { nodeNamed, type ProjectRoom } from './project-service.ts';
import { createProjectLocks } from './shared-lock.ts';

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
  close: () => Promise<void>;
}

/** A write session of a project, and when its journal is on disk and its locks are gone. */
interface Session {
  readonly dir: string;
  readonly batch: Batch;
  readonly settled: Promise<void>;
}

export function createCardService(options: CardOptions): CardRoom {
  const { images, projects } = options;
  const sessions = new Map<string, Session>();
  const running = (): readonly Session[] => [...sessions.values()].filter(({ batch }) => !batch.snapshot().finished);
  const open = createSessionOpener(options, {
    targetsInUse: () => running().flatMap(({ batch }) => batch.snapshot().cards.map(({ target }) => target)),
    opened: (session) => void sessions.set(session.batch.batchId, session),
  });

  const sessionNamed = (batchId: string): Session => {
    const session = sessions.get(batchId);
    if (session === undefined) throw new SlipwayError('engine/bad-request', 'There is no such write session.');
    return session;
  };
  const contentsOf = async (dir: string, name?: string): Promise<readonly CardContent[]> => {
    const plan = await projects.soundPlan(dir);
    const nodes = name === undefined ? plan.nodes : [nodeNamed(plan, name)];
    return inOrder(nodes, (node) => cardContent({ dir, plan, node, images, desks: deskAddresses(), now: new Date() }));
  };

  const service: CardService = {
    review: async ({ dir, node }) => (await contentsOf(dir, node)).map(reviewOf),
    exportFiles: async ({ dir, node, outDir }) => exportTo(outDir, await contentsOf(dir, node)),
    finished: async ({ dir, cards }, signal) =>
      finishedNodes(cards, { dir, plan: await projects.soundPlan(dir), images, desks: deskAddresses(), signal }),
    start: async ({ dir, cards }) => snapshotOf(await open(dir, cards)),
    cancel: async ({ batchId, node }) => {
      sessionNamed(batchId).batch.cancel(node);
      return Promise.resolve();
    },
    watch: ({ batchId }, signal) => followed(sessionNamed(batchId), signal),
    running: () => Promise.resolve(running().map(snapshotOf)),
    history: async ({ dir }) => historyOf(await readJournal(dir)),
    fileTargets: async ({ dir, outDir = join(dir, 'cards') }) => {
      const { nodes } = await projects.soundPlan(dir);
      return nodes.map(({ name }) => ({ node: name, path: join(resolve(outDir), `${name}.img`) }));
    },
  };
  const close = async (): Promise<void> => {
    for (const { batch } of running()) batch.cancel();
    await Promise.all([...sessions.values()].map(({ settled }) => settled));
  };
  return { service, close };
}

/** Who sees the end of a session finds it in the journal too. */
async function* followed({ dir, batch, settled }: Session, signal: AbortSignal): AsyncGenerator<BatchSnapshot> {
  for await (const snapshot of batch.watch(signal)) {
    if (snapshot.finished) await settled;
    yield { ...snapshot, dir };
  }
}

const snapshotOf = ({ dir, batch }: Session): BatchSnapshot => ({ ...batch.snapshot(), dir });

async function exportTo(outDir: string, contents: readonly CardContent[]): Promise<readonly string[]> {
  const [content] = contents;
  if (content?.image.facts.kind !== 'known') throw new SlipwayError('firstboot/unsupported', content?.image.facts.reason);
  return writeFilesTo(outDir, content.files);
}

type SessionOpener = (dir: string, orders: readonly CardOrder[]) => Promise<Session>;

interface SessionList {
  readonly targetsInUse: () => readonly CardTarget[];
  readonly opened: (session: Session) => void;
}

interface Begun {
  readonly dir: string;
  readonly orders: readonly CardOrder[];
  readonly cards: readonly OrderedCard[];
}

/** Checks orders against the plan and the drives, takes what must be held, and starts the writer. */
function createSessionOpener(options: CardOptions, { targetsInUse, opened }: SessionList): SessionOpener {
  const { home, nodePath, images, projects, log } = options;
  const launcher = systemLauncher({ nodePath, entry: join(home, 'dist/writer/main.js') });
  const locks = createProjectLocks('writing cards');
  /** Targets of sessions that are being opened: of two that are ordered at the same moment only one may have the card. */
  const opening = new Set<CardTarget>();

  const begin = async ({ dir, orders, cards }: Begun): Promise<Session> => {
    const held = createHolds(images, await locks(dir));
    try {
      await makeFolders(orders);
      const imageIds = new Map(cards.map(({ order, source }) => [order.node, source.imageId]));
      const journal = createBatchJournal({ dir, imageIds, orders, log });
      const jobs = await inOrder(cards, ({ order, source }) => batchJob(order, source, held.image));
      await journal.started();
      const batch = startBatch({
        jobs,
        launcher,
        now: () => performance.now(),
        onCardEnd: journal.ended,
        onDiagnostic: (line) => log.info({ line }, 'writer'),
      });
      return { dir, batch, settled: batch.finished.then(journal.settled).finally(held.release) };
    } catch (thrown) {
      await held.release();
      throw thrown;
    }
  };
  return async (dir, orders) => {
    const plan = await projects.soundPlan(dir);
    const cards = await inOrder(orders, async (order) => {
      const node = nodeNamed(plan, order.node);
      return { order, source: await cardSource(order, { dir, plan, node, images, desks: deskAddresses(), now: new Date() }) };
    });
    const drives = await drivesFor(cards, images);
    checkOrders(orders, { drives, running: [...targetsInUse(), ...opening] });
    for (const { target } of orders) opening.add(target);
    try {
      const session = await begin({ dir, orders, cards });
      opened(session);
      return session;
    } finally {
      for (const { target } of orders) opening.delete(target);
    }
  };
}

interface OrderedCard {
  readonly order: CardOrder;
  readonly source: CardSource;
}

/** The drives as they are now, judged for the largest of these images; not asked for when only files are written. */
async function drivesFor(cards: readonly OrderedCard[], images: ImageRoom): Promise<readonly Drive[]> {
  if (cards.every(({ order }) => order.target.kind === 'file')) return [];
  const rawBytes = Math.max(...cards.map(({ source }) => source.rawBytes));
  return listDrives({ rawBytes, imagePath: images.storeDir });
}

interface Holds {
  /** Keeps an image in the store; asked for twice, it is held once. */
  readonly image: (id: string) => Promise<HeldImage>;
  readonly release: () => Promise<void>;
}

/** Everything that a session keeps from others until its cards are done, the project's lock first. */
function createHolds(images: ImageRoom, unlock: () => Promise<void>): Holds {
  const held = new Map<string, Promise<HeldImage>>();
  let isOver = false;
  return {
    image(id) {
      // An image that becomes whole after its cards were cancelled: nobody would let go of it again.
      if (isOver) return Promise.reject(new SlipwayError('engine/cancelled'));
      const image = held.get(id) ?? images.hold(id);
      held.set(id, image);
      return image;
    },
    async release() {
      isOver = true;
      for (const image of held.values()) await image.then(({ release }) => release()).catch(() => undefined);
      await unlock();
    },
  };
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
