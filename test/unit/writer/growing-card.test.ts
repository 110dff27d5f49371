import { readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CardReport } from '../../../electron/contract/card.ts';
import type { ImageOutline } from '../../../electron/contract/image.ts';
import { unfinishedMarker, type ArrivedImage } from '../../../electron/contract/writer-protocol.ts';
import { runCard } from '../../../electron/writer/card-pipeline.ts';
import { createTracker, type Progress } from '../../../electron/writer/tracker.ts';
import { makeNoiseImage, mapOf, noise, type MappedImage } from '../../fakes/mapped-image.ts';
import { memoryCard, type MemoryCard } from '../../fakes/memory-card.ts';
import { tempFolder } from '../../fakes/temp-folder.ts';

const mib = 1024 * 1024;
const cardSize = 8 * mib;

interface Writing {
  readonly report: Promise<CardReport>;
  readonly card: MemoryCard;
  readonly progress: Progress[];
  readonly arrive: (image: Partial<ArrivedImage>) => void;
  readonly stop: AbortController;
}

/** Starts to write a card from a file of which only an outline is known. */
function startWriting({ path, map }: MappedImage, outline: Partial<ImageOutline> = {}): Writing {
  const card = memoryCard({ size: cardSize, before: noise(cardSize) });
  const progress: Progress[] = [];
  const stop = new AbortController();
  let arrive = (_image: Partial<ArrivedImage>): void => undefined;
  const arrived = new Promise<ArrivedImage>((resolve) => {
    arrive = (image) => resolve({ path, map, files: [], ...image });
  });
  const report = runCard(
    {
      id: 'a',
      target: { kind: 'drive', drive: { path: '/dev/memory', size: cardSize } },
      image: { path, outline: { imageSize: map.imageSize, mappedBytes: map.mappedBytes, ranges: map.ranges, ...outline } },
      files: [],
    },
    {
      openTarget: () => Promise.resolve(card),
      arrived,
      tracker: createTracker(
        (told) => progress.push(told),
        () => performance.now(),
      ),
      signal: stop.signal,
      now: () => performance.now(),
    },
  );
  report.catch(() => undefined);
  return { report, card, progress, arrive, stop };
}

const bytesWritten = ({ progress }: Writing): number =>
  Math.max(0, ...progress.filter(({ phase }) => phase === 'writing').map(({ done }) => done));
const isUnfinished = ({ card }: Writing): boolean =>
  card.bytes.toString('ascii', 0, unfinishedMarker.length) === unfinishedMarker && card.bytes.readUInt16LE(510) !== 0xaa55;
const holds = ({ card }: Writing, content: Buffer): boolean => card.bytes.subarray(0, content.length).equals(content);

describe('a card whose image is still being unpacked', () => {
  it('gets what is there, waits for the rest, and is finished only when the image is whole', async () => {
    const image = makeNoiseImage(tempFolder(), 5 * mib);
    const content = readFileSync(image.path);
    truncateSync(image.path, 3 * mib);
    const writing = startWriting(image);
    await expect.poll(() => bytesWritten(writing)).toBe(3 * mib);
    writeFileSync(image.path, content.subarray(3 * mib), { flag: 'a' });
    await expect.poll(() => bytesWritten(writing)).toBe(5 * mib);
    expect(isUnfinished(writing)).toBe(true);
    writing.arrive({});
    expect(await writing.report).toMatchObject({ bytesWritten: 5 * mib, bytesVerified: 5 * mib });
    expect(holds(writing, content)).toBe(true);
  });

  it('gives signs of life when all that is foreseen is written and the image still comes', async () => {
    const writing = startWriting(makeNoiseImage(tempFolder(), 5 * mib));
    await expect.poll(() => bytesWritten(writing)).toBe(5 * mib);
    const told = writing.progress.length;
    await expect.poll(() => writing.progress.length).toBeGreaterThan(told + 1);
    writing.arrive({});
    await writing.report;
  });

  it('gets in the end what the outline did not foresee', async () => {
    const image = makeNoiseImage(tempFolder(), 5 * mib);
    const writing = startWriting(image, { imageSize: 3 * mib, ranges: [{ offset: 0, length: 3 * mib }] });
    writing.arrive({});
    await writing.report;
    expect(holds(writing, readFileSync(image.path))).toBe(true);
  });

  it('is not finished when what was written is not what the map of the whole says', async () => {
    const image = makeNoiseImage(tempFolder(), 5 * mib);
    const writing = startWriting(image);
    await expect.poll(() => bytesWritten(writing)).toBe(5 * mib);
    const other = makeNoiseImage(tempFolder(), 5 * mib);
    writeFileSync(other.path, Buffer.alloc(mib, 7), { flag: 'r+' });
    writing.arrive({ map: mapOf(other.path, 'whole') });
    await expect(writing.report).rejects.toMatchObject({ code: 'image/corrupt' });
    expect(isUnfinished(writing)).toBe(true);
  });

  it('fails when the whole image turns out larger than it', async () => {
    const image = makeNoiseImage(tempFolder(), 5 * mib);
    const writing = startWriting(image);
    writing.arrive({ map: { ...image.map, imageSize: cardSize + mib } });
    await expect(writing.report).rejects.toMatchObject({ code: 'card/too-small' });
    expect(isUnfinished(writing)).toBe(true);
  });

  it('finds an image that was put in its place before it could be opened', async () => {
    const image = makeNoiseImage(tempFolder(), 5 * mib);
    const moved = `${image.path}.stored`;
    renameSync(image.path, moved);
    const writing = startWriting(image);
    writing.arrive({ path: moved });
    await writing.report;
    expect(holds(writing, readFileSync(moved))).toBe(true);
  });

  it('can be cancelled while it waits for the image, and is given back unfinished', async () => {
    const writing = startWriting(makeNoiseImage(tempFolder(), 5 * mib));
    await expect.poll(() => bytesWritten(writing)).toBe(5 * mib);
    writing.stop.abort(new Error('cancelled'));
    await expect(writing.report).rejects.toThrow('cancelled');
    expect(isUnfinished(writing)).toBe(true);
    expect(writing.card.events.at(-1)).toBe('abandoned');
  });
});
