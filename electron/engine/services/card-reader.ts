import { SlipwayError } from '../../contract/errors.ts';
import { cardMarkerSchema, type CardInfo, type CardMarker } from '../../contract/flash.ts';
import type { ImageFacts } from '../../contract/image.ts';
import type { CardReaderService } from '../../contract/services.ts';
import { unfinishedMarker } from '../../contract/writer-protocol.ts';
import type { Device } from '../../disk/device.ts';
import { readFatFiles } from '../../disk/fat.ts';
import { inspectImage } from '../images/inspect/inspect.ts';
import { compareWithStore } from './card-integrity.ts';
import type { ImageRoom } from './image-service.ts';
import { openCardToRead, targetAt } from './open-card.ts';

export const markerPath = 'slipway.json';
export const mostMarkerBytes = 65_536;

/** `slipway card`: says what is on a drive or in a card file, from its bytes alone. */
export function createCardReader(images: ImageRoom): CardReaderService {
  return {
    read: async ({ path }, signal) => {
      const { target } = await targetAt(path);
      const card = await openCardToRead(target);
      try {
        return { path, bytes: card.device.size, state: await readState(card.device, images, signal) };
      } finally {
        await card.close();
      }
    },
  };
}

async function readState(device: Device, images: ImageRoom, signal: AbortSignal): Promise<CardInfo['state']> {
  const contents = await readContents(device);
  if (contents.kind !== 'image') return contents;
  const { facts, marker } = contents;
  return { ...contents, integrity: await compareWithStore({ device, facts, marker, images, signal }) };
}

type ImageContents = Omit<Extract<CardInfo['state'], { kind: 'image' }>, 'integrity'>;
/** What is on a card, as far as a look at its tables and its marker tells. */
type Contents = Exclude<CardInfo['state'], { kind: 'image' }> | ImageContents;

/** Reads what a card is, but not whether it is intact. Errors: `card/removed`, `card/verify-failed`, `image/bad-boot-partition`. */
export async function readContents(device: Device): Promise<Contents> {
  if (await isUnfinished(device)) return { kind: 'unfinished' };
  const facts = await factsOrBlank(device);
  if ('reason' in facts && facts.kind === 'blank') return facts;
  const marker = await readMarker(device, facts);
  return { kind: 'image', facts, ...(marker && { marker }) };
}

/** Whether the writer was stopped while it wrote this card. */
export async function isUnfinished(device: Device): Promise<boolean> {
  const head = await device.read(0, Math.min(unfinishedMarker.length, device.size));
  return head.toString('latin1') === unfinishedMarker;
}

type Blank = Extract<CardInfo['state'], { kind: 'blank' }>;

async function factsOrBlank(device: Device): Promise<ImageFacts | Blank> {
  try {
    return await inspectImage(device);
  } catch (thrown) {
    if (thrown instanceof SlipwayError && thrown.code === 'image/no-partition-table')
      return { kind: 'blank', reason: thrown.detail };
    throw thrown;
  }
}

/** The marker of the card's boot partition; undefined when there is none, or one that Slipway did not write. */
async function readMarker(device: Device, { table, boot }: ImageFacts): Promise<CardMarker | undefined> {
  const partition = table?.partitions.find(({ number }) => number === boot?.partition);
  if (partition === undefined || boot?.names.some((name) => name.toLowerCase() === markerPath) !== true) return undefined;
  const found = await readFatFiles(device, partition, { paths: [markerPath], mostBytes: mostMarkerBytes });
  return parseMarker(found.get(markerPath)?.toString('utf8') ?? '');
}

/** Undefined for what is no marker of Slipway's. */
export function parseMarker(text: string): CardMarker | undefined {
  try {
    return cardMarkerSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
