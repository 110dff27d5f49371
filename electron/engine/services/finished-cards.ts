import type { CardOrder } from '../../contract/card.ts';
import { SlipwayError } from '../../contract/errors.ts';
import type { ResolvedPlan } from '../../contract/plan.ts';
import type { Device } from '../../disk/device.ts';
import { readFatFiles } from '../../disk/fat.ts';
import { compareWithImage } from './card-integrity.ts';
import { readContents } from './card-reader.ts';
import { cardContent, type CardContent } from './card-review.ts';
import type { ImageRoom } from './image-service.ts';
import { openCardToRead } from './open-card.ts';
import { nodeNamed } from './project-service.ts';

interface Expected {
  readonly dir: string;
  readonly plan: ResolvedPlan;
  readonly images: ImageRoom;
  /** Addresses of this computer that a node may call. */
  readonly desks: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * The nodes whose target holds already what would be written to it: a batch that was broken off goes on with the others.
 * Evidence only, read from the card itself; what cannot be read counts as not finished.
 */
export async function finishedNodes(orders: readonly CardOrder[], expected: Expected): Promise<readonly string[]> {
  const finished: string[] = [];
  for (const order of orders) if (await isFinished(order, expected)) finished.push(order.node);
  return finished;
}

async function isFinished({ node, target }: CardOrder, expected: Expected): Promise<boolean> {
  try {
    const card = await openCardToRead(target);
    try {
      return await holds(card.device, node, expected);
    } finally {
      await card.close();
    }
  } catch (thrown) {
    expected.signal.throwIfAborted();
    if (thrown instanceof SlipwayError) return false;
    throw thrown;
  }
}

/**
 * Each first-boot file is byte for byte what the plan makes of the node now, but for the time of writing, which the card
 * tells; outside the boot partition every used byte is the image's. So a change of the plan, its secrets or its image counts.
 */
async function holds(device: Device, name: string, expected: Expected): Promise<boolean> {
  const contents = await readContents(device);
  if (contents.kind !== 'image') return false;
  const { marker, facts } = contents;
  const now = new Date(marker?.writtenAt ?? 0);
  if (Number.isNaN(now.getTime())) return false;
  const content = await cardContent({ ...expected, node: nodeNamed(expected.plan, name), now });
  const boot = facts.table?.partitions.find(({ number }) => number === facts.boot?.partition);
  if (device.size < content.image.rawBytes || !(await filesAreThere(device, boot, content.files))) return false;
  return (await compareWithImage(content.image, { device, ...expected })).kind === 'intact';
}

/** No FAT driver reads more at a time, and no first-boot file comes near it. */
const mostFileBytes = 16 * 2 ** 20;

async function filesAreThere(
  device: Device,
  boot: Parameters<typeof readFatFiles>[1] | undefined,
  files: CardContent['files'],
): Promise<boolean> {
  if (files.length === 0) return true;
  if (boot === undefined) return false;
  const found = await readFatFiles(device, boot, { paths: files.map(({ path }) => path), mostBytes: mostFileBytes });
  return files.every(({ path, content, encoding }) => found.get(path)?.equals(Buffer.from(content, encoding ?? 'utf8')) === true);
}
