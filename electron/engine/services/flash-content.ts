import type { FirstBootFile } from '../../contract/card.ts';
import { SlipwayError } from '../../contract/errors.ts';
import type { FlashOrder } from '../../contract/flash.ts';
import type { ImageFacts, Partition } from '../../contract/image.ts';
import { openFileDevice, type Device } from '../../disk/device.ts';
import { readFatFiles } from '../../disk/fat.ts';
import { flashFiles, type BootTexts } from '../flash/flash-files.ts';
import { settingsWithoutEffect } from '../flash/without-effect.ts';
import { inspectImage } from '../images/inspect/inspect.ts';
import { isUnfinished } from './card-reader.ts';
import type { HeldImage } from './image-service.ts';
import { openCardToRead, type OpenCard } from './open-card.ts';

/** What a card gets besides its image. */
export interface FlashContent {
  readonly files: readonly FirstBootFile[];
  readonly bootPartition: number | undefined;
  /** Settings that nothing on the card takes, a sentence each. */
  readonly notes: readonly string[];
}

interface Context {
  readonly held: HeldImage | undefined;
  readonly now: Date;
}

/** Files that settings go into. */
const edited = ['user-data', 'meta-data', 'device-init.yaml', 'occidentalis.txt', 'fake-hwclock.data', 'config.txt'];
const mostBytes = 1024 * 1024;

/**
 * Decides the files from what the image, or without one the card itself, has on its boot partition now.
 * Errors: `firstboot/unsupported` when there are files and nowhere to put them; `image/no-partition-table`.
 */
export async function flashContent({ target, settings }: FlashOrder, { held, now }: Context): Promise<FlashContent> {
  const source = held === undefined ? await openCardToRead(target) : await openRaw(held);
  try {
    const { texts, partition, reason } = await bootOf(source.device);
    const files = flashFiles(texts, settings, now);
    if (partition === undefined && files.length > 0) throw new SlipwayError('firstboot/unsupported', reason);
    return { files, bootPartition: partition?.number, notes: settingsWithoutEffect(texts, files, settings) };
  } finally {
    await source.close();
  }
}

async function openRaw({ rawPath }: HeldImage): Promise<OpenCard> {
  const device = await openFileDevice(rawPath, 'r');
  return { device, close: () => device.close() };
}

interface Boot {
  readonly texts: BootTexts;
  readonly partition: Partition | undefined;
  /** Why there is no partition. */
  readonly reason: string;
}

async function bootOf(device: Device): Promise<Boot> {
  if (await isUnfinished(device))
    throw new SlipwayError('image/no-partition-table', 'The card was not finished; write it again.');
  const facts: ImageFacts = await inspectImage(device);
  const partition = facts.table?.partitions.find(({ number }) => number === facts.boot?.partition);
  if (partition === undefined) return { texts: {}, partition, reason: facts.kind === 'unknown' ? facts.reason : '' };
  const files = await readFatFiles(device, partition, { paths: edited, mostBytes });
  const texts = Object.fromEntries([...files].map(([path, content]) => [path, content.toString('utf8')]));
  return { texts, partition, reason: '' };
}
