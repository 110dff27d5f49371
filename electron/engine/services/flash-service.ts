import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CardTarget } from '../../contract/card.ts';
import { SlipwayError } from '../../contract/errors.ts';
import type { FlashOrder } from '../../contract/flash.ts';
import type { FlashService } from '../../contract/services.ts';
import { startBatch, type Batch } from '../cards/batch.ts';
import { listDrives } from '../cards/drives.ts';
import { systemLauncher } from '../cards/launch.ts';
import { checkOrders } from '../cards/orders.ts';
import { flashContent, type FlashContent } from './flash-content.ts';
import { loadSettings } from './flash-sources.ts';
import type { HeldImage, ImageRoom } from './image-service.ts';
import type { Log } from './log.ts';

interface FlashOptions {
  readonly home: string;
  readonly nodePath: string;
  readonly images: ImageRoom;
  readonly log: Log;
}

export interface FlashRoom {
  readonly service: FlashService;
  /** Cancels what still runs and waits for it. */
  close(): Promise<void>;
}

export function createFlashService({ home, nodePath, images, log }: FlashOptions): FlashRoom {
  const launcher = systemLauncher({ nodePath, entry: join(home, 'dist/writer/main.js') });
  const batches = new Map<string, { readonly batch: Batch; readonly settled: Promise<void> }>();

  const run = (order: FlashOrder, content: FlashContent, held: HeldImage | undefined): Batch => {
    const node = order.settings.hostname ?? 'card';
    const { target } = order;
    const image = held && { path: held.rawPath, map: held.map };
    const job = { id: node, target, files: [...content.files], ...(image && { image }), bootPartition: content.bootPartition };
    return startBatch({
      jobs: [{ node, target, job }],
      launcher,
      now: () => performance.now(),
      onDiagnostic: (line) => log.info({ line }, 'writer'),
    });
  };

  const start: FlashService['start'] = async (order) => {
    const held = order.imageId === undefined ? undefined : await images.hold(order.imageId);
    const release = async (): Promise<void> => {
      await held?.release();
    };
    try {
      await checkTarget(order, { rawBytes: held?.map.imageSize, imagePath: images.storeDir });
      const content = await flashContent(order, { held, now: new Date() });
      await makeFolder(order.target, held);
      const batch = run(order, content, held);
      batches.set(batch.batchId, { batch, settled: batch.finished.then(release) });
      return { batch: batch.snapshot(), notes: content.notes };
    } catch (thrown) {
      await release();
      throw thrown;
    }
  };

  const batchNamed = (batchId: string): Batch => {
    const found = batches.get(batchId);
    if (found === undefined) throw new SlipwayError('engine/bad-request', 'There is no such write session.');
    return found.batch;
  };

  const close = async (): Promise<void> => {
    for (const { batch } of batches.values()) batch.cancel();
    await Promise.all([...batches.values()].map(({ settled }) => settled));
  };
  return {
    service: {
      load: ({ sources, settings }, signal) => loadSettings(sources, settings, signal),
      start,
      cancel: ({ batchId }) => {
        batchNamed(batchId).cancel();
        return Promise.resolve();
      },
      watch: ({ batchId }, signal) => batchNamed(batchId).watch(signal),
    },
    close,
  };
}

/** The same rules as for the cards of a plan: a refusal stands, whatever was forced. */
async function checkTarget(
  { target, confirmation }: FlashOrder,
  { rawBytes, imagePath }: { readonly rawBytes: number | undefined; readonly imagePath: string },
): Promise<void> {
  const need = { imagePath, ...(rawBytes !== undefined && { rawBytes }) };
  const drives = target.kind === 'drive' ? await listDrives(need) : [];
  checkOrders([{ node: 'card', target, ...(confirmation !== undefined && { confirmation }) }], { drives, running: [] });
}

/** The folder of a new card file is made when it is missing. */
async function makeFolder(target: CardTarget, held: HeldImage | undefined): Promise<void> {
  if (target.kind === 'file' && held !== undefined) await mkdir(dirname(target.path), { recursive: true });
}
