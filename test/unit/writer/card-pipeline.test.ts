import { openSync, closeSync, writeSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cardPhases, type CardPhase, type CardReport } from '../../../electron/contract/card.ts';
import { unfinishedMarker, type CardJob } from '../../../electron/contract/writer-protocol.ts';
import type { OpenCard } from '../../../electron/writer/card-device.ts';
import { runCard } from '../../../electron/writer/card-pipeline.ts';
import { cardError } from '../../../electron/writer/io-errors.ts';
import { createTracker, type Progress } from '../../../electron/writer/tracker.ts';
import { makeMappedPi, makeNoiseImage, noise, sha256, type MappedImage } from '../../fakes/mapped-image.ts';
import { memoryCard, type MemoryCard, type MemoryCardOptions } from '../../fakes/memory-card.ts';
import { hasDiskTools } from '../../fakes/pi-image.ts';
import { tempFolder } from '../../fakes/temp-folder.ts';

const mib = 1024 * 1024;
const drive = { kind: 'drive', drive: { path: '/dev/memory', size: 8 * mib } } as const;
const userData = { path: 'user-data', content: '#cloud-config\nhostname: pi-master\n', purpose: 'Names the node.' };

interface Run {
  readonly image: MappedImage;
  readonly card: OpenCard;
  readonly files?: CardJob['files'];
  readonly bootPartition?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

function run({ image, card, files = [], bootPartition, signal, onProgress = () => undefined }: Run): Promise<CardReport> {
  const now = (): number => performance.now();
  return runCard(
    { id: 'a', target: drive, image, files, ...(bootPartition === undefined ? {} : { bootPartition }) },
    {
      openTarget: () => Promise.resolve(card),
      arrived: new Promise(() => undefined),
      tracker: createTracker(onProgress, now),
      signal: signal ?? new AbortController().signal,
      now,
    },
  );
}

const marked = ({ bytes }: MemoryCard): boolean =>
  bytes.toString('ascii', 0, unfinishedMarker.length) === unfinishedMarker && bytes.readUInt16LE(510) !== 0xaa55;

const noisyCard = (options: Partial<MemoryCardOptions> = {}): MemoryCard => {
  const size = options.size ?? 8 * mib;
  return memoryCard({ size, before: noise(size), ...options });
};

const containing = (text: string): unknown => expect.stringContaining(text);

describe('writing one card', () => {
  it('puts every mapped byte on it and reports what was read back', async () => {
    const image = makeNoiseImage(tempFolder(), 5 * mib);
    const card = noisyCard();
    const report = await run({ image, card });
    expect(sha256(card.bytes.subarray(0, 5 * mib))).toBe(sha256(noiseOf(image)));
    expect(report).toMatchObject({ bytesWritten: 5 * mib, bytesVerified: 5 * mib, ranges: 2, files: [], readBack: 'direct' });
    expect(card.events.at(-1)).toBe('finished');
  });

  it('takes images whose size is no multiple of a sector, and images smaller than the first sectors', async () => {
    for (const size of [2 * mib + 512, 512, 100 * 512]) {
      const image = makeNoiseImage(tempFolder(), size);
      const card = noisyCard();
      await run({ image, card });
      expect(card.bytes.subarray(0, size).equals(noiseOf(image))).toBe(true);
    }
  });

  it('is not bootable, and says so in sector 0, at every moment between the first write and the last', async () => {
    const image = makeNoiseImage(tempFolder(), 5 * mib);
    const states: boolean[] = [];
    const card: MemoryCard = noisyCard({ onWrite: () => void states.push(marked(card)) });
    await run({ image, card });
    expect(states.length).toBeGreaterThan(6);
    expect(states.slice(1).every(Boolean)).toBe(true);
    expect(card.events.filter((event) => event.startsWith('write')).at(-1)).toBe('write 0 4096');
    expect(card.bytes.readUInt16LE(510)).toBe(0xaa55);
  });

  it('flushes before it reads back, and before and after the first sectors', async () => {
    const card = noisyCard();
    await run({ image: makeNoiseImage(tempFolder(), 2 * mib), card });
    expect(card.events.slice(-6)).toEqual(['flush', 'write 4096 1044480', 'flush', 'write 0 4096', 'flush', 'finished']);
  });

  it('wipes a backup partition table of an earlier life at the end of the drive', async () => {
    const card = noisyCard();
    await run({ image: makeNoiseImage(tempFolder(), 2 * mib), card });
    expect(card.bytes.subarray(7 * mib).equals(Buffer.alloc(mib))).toBe(true);
  });

  it('counts all mapped bytes while writing and while verifying', async () => {
    const told: Progress[] = [];
    await run({ image: makeNoiseImage(tempFolder(), 3 * mib), card: noisyCard(), onProgress: (progress) => told.push(progress) });
    for (const phase of ['writing', 'verifying'] as const)
      expect(told.findLast((progress) => progress.phase === phase)).toEqual({ phase, done: 3 * mib, total: 3 * mib });
    expect([...new Set(told.map(({ phase }) => phase))]).toEqual(cardPhases);
  });
});

const noiseOf = ({ map }: MappedImage): Buffer => {
  const bytes = noise(map.imageSize);
  bytes.fill(0, 0, 512);
  bytes.set([0x80, 0, 0, 0, 0x0c, 0, 0, 0, 0, 8, 0, 0, 0, 8, 0, 0], 446);
  bytes.writeUInt16LE(0xaa55, 510);
  return bytes;
};

describe('a card that lies', () => {
  it.each([0, 511, mib - 1, mib, 3 * mib + 7, 5 * mib - 1])('about byte %d is found out', async (flipped) => {
    let phase: CardPhase = 'preparing';
    const card: MemoryCard = noisyCard({
      onRead(offset, length) {
        if (phase === 'verifying' && flipped >= offset && flipped < offset + length)
          card.bytes.writeUInt8(card.bytes.readUInt8(flipped) ^ 1, flipped);
        if (phase === 'rereading' && flipped < mib) card.bytes.writeUInt8(card.bytes.readUInt8(flipped) ^ 1, flipped);
      },
    });
    const image = makeNoiseImage(tempFolder(), 5 * mib);
    const outcome = run({ image, card, onProgress: (progress) => void (phase = progress.phase) });
    await expect(outcome).rejects.toMatchObject({ code: 'card/verify-failed' });
    expect(card.events.at(-1)).toBe('abandoned');
  });

  it('is not blamed when it is the stored image that changed', async () => {
    const image = makeNoiseImage(tempFolder(), 5 * mib);
    const file = openSync(image.path, 'r+');
    writeSync(file, 'rot', 3 * mib);
    closeSync(file);
    const card = noisyCard();
    await expect(run({ image, card })).rejects.toMatchObject({
      code: 'image/corrupt',
      detail: containing('bytes 0 to 4194303'),
    });
    expect(marked(card)).toBe(true);
  });
});

describe('a card that fails', () => {
  it.each([
    ['ENXIO', 'card/removed'],
    ['EIO', 'card/write-failed'],
  ])('with %s in the middle is %s with the place, and stays recognisable', async (code, expected) => {
    let phase: CardPhase = 'preparing';
    const card: MemoryCard = noisyCard({
      onWrite(offset) {
        if (phase === 'writing' && offset === 3 * mib)
          throw cardError(Object.assign(new Error(code), { code }), {
            kind: 'drive',
            path: '/dev/memory',
            doing: 'write',
            offset,
          });
      },
    });
    const image = makeNoiseImage(tempFolder(), 5 * mib);
    const outcome = run({ image, card, onProgress: (progress) => void (phase = progress.phase) });
    await expect(outcome).rejects.toMatchObject({ code: expected, detail: containing(`at byte ${3 * mib}`) });
    expect(marked(card)).toBe(true);
    expect(card.events.at(-1)).toBe('abandoned');
  });

  it('because it is smaller than the image is not touched', async () => {
    const card = noisyCard({ size: 4 * mib });
    await expect(run({ image: makeNoiseImage(tempFolder(), 5 * mib), card })).rejects.toMatchObject({ code: 'card/too-small' });
    expect(card.events).toEqual(['abandoned']);
  });

  it('because the stored image ended early is not touched', async () => {
    const image = makeNoiseImage(tempFolder(), 5 * mib);
    const card = noisyCard();
    const longer = { ...image, map: { ...image.map, imageSize: 6 * mib } };
    await expect(run({ image: longer, card })).rejects.toMatchObject({ code: 'image/truncated' });
    expect(card.events).toEqual([]);
  });

  it('for want of a stored image is not touched', async () => {
    const image = makeNoiseImage(tempFolder(), mib);
    const card = noisyCard();
    await expect(run({ image: { ...image, path: `${image.path}.gone` }, card })).rejects.toMatchObject({
      code: 'image/not-stored',
    });
    expect(card.events).toEqual([]);
  });
});

describe.skipIf(!hasDiskTools)(
  `cards with first-boot files${hasDiskTools ? '' : ' (skipped: needs dosfstools, mtools, e2fsprogs)'}`,
  () => {
    const size = 32 * mib;

    it.each(cardPhases)('cancelled while %s are closed, marked and not bootable', async (phase) => {
      const image = await makeMappedPi({ dir: tempFolder(), bootMb: 18, rootMb: 8 });
      const controller = new AbortController();
      const card = noisyCard({ size });
      const outcome = run({
        image,
        card,
        files: [userData],
        bootPartition: 1,
        signal: controller.signal,
        onProgress(progress) {
          if (progress.phase === phase) controller.abort();
        },
      });
      await expect(outcome).rejects.toThrow('aborted');
      expect(phase === 'preparing' || marked(card)).toBe(true);
      expect(card.events.at(-1)).toBe(phase === 'preparing' ? undefined : 'abandoned');
    });

    it('whose boot partition has no room are card/boot-full, and not bootable', async () => {
      const image = await makeMappedPi({ dir: tempFolder(), bootMb: 18, rootMb: 8 });
      const card = noisyCard({ size });
      const tooBig = { ...userData, content: 'x'.repeat(20 * mib) };
      await expect(run({ image, card, files: [tooBig], bootPartition: 1 })).rejects.toMatchObject({ code: 'card/boot-full' });
      expect(marked(card)).toBe(true);
    });

    it.each([
      ['partition that is not there', 7],
      ['partition at all', undefined],
    ])('for a boot %s are card/personalise-failed', async (_what, bootPartition) => {
      const image = await makeMappedPi({ dir: tempFolder(), bootMb: 18, rootMb: 8 });
      const outcome = run({
        image,
        card: noisyCard({ size }),
        files: [userData],
        ...(bootPartition === undefined ? {} : { bootPartition }),
      });
      await expect(outcome).rejects.toMatchObject({ code: 'card/personalise-failed' });
    });

    it('that come back different are card/verify-failed with the name of the file', async () => {
      const image = await makeMappedPi({ dir: tempFolder(), bootMb: 18, rootMb: 8 });
      const card = noisyCard({ size });
      const forgetful: OpenCard = {
        ...card,
        reopened(use) {
          const at = card.bytes.indexOf(userData.content);
          expect(at).toBeGreaterThan(mib);
          card.bytes.write('X', at);
          return use(card.device);
        },
      };
      const outcome = run({ image, card: forgetful, files: [userData], bootPartition: 1 });
      await expect(outcome).rejects.toMatchObject({ code: 'card/verify-failed', detail: containing('user-data') });
      expect(marked(card)).toBe(true);
    });
  },
);
