import { describe, expect, it } from 'vitest';
import type { ProbeReport } from '../../../electron/contract/card.ts';
import { SlipwayError } from '../../../electron/contract/errors.ts';
import { probeCard } from '../../../electron/writer/probe.ts';
import { createTracker, type Progress } from '../../../electron/writer/tracker.ts';
import { fakeCard, type FakeCard, type Fault } from '../../fakes/fake-card.ts';

const mib = 1024 * 1024;
const gib = 1024 * mib;

interface Options {
  readonly blockBytes?: number;
  readonly imageSize?: number;
  readonly signal?: AbortSignal;
  readonly now?: () => number;
  readonly onProgress?: (progress: Progress) => void;
}

function probe({ device }: FakeCard, options: Options = {}): Promise<ProbeReport> {
  const { blockBytes = 4096, imageSize = 2 * gib, signal = new AbortController().signal } = options;
  const now = options.now ?? ((): number => performance.now());
  const tracker = createTracker(options.onProgress ?? (() => undefined), now);
  return probeCard({ device, blockBytes, start: mib, imageSize, tracker, signal, now });
}

/** The bytes that a fake-capacity error says are kept. */
async function capacityFound(card: FakeCard, options: Options = {}): Promise<number> {
  const thrown: unknown = await probe(card, options).catch((error: unknown) => error);
  if (!(thrown instanceof SlipwayError) || thrown.code !== 'card/fake-capacity')
    throw new Error('not found fake', { cause: thrown });
  expect(thrown.detail).toContain('Nothing of the image was written');
  return Number(/keeps (\d+)/.exec(thrown.detail)?.[1]);
}

const sizes = [8 * mib, 64 * mib, 2 * gib, 32 * 10 ** 9, 128 * gib, 10 ** 12 - (10 ** 12 % 4096)];
const blocks = [512, 1024, 2048, 4096];

describe('a good card', () => {
  it.each(sizes.flatMap((size) => blocks.map((block) => [size, block] as const)))(
    'of %d bytes passes with blocks of %d bytes; its first MiB stays, its last block is zero',
    async (size, blockBytes) => {
      const card = fakeCard({ size, sector: blockBytes });
      const told: Progress[] = [];
      const report = await probe(card, { blockBytes, onProgress: (progress) => told.push(progress) });
      expect(report.outcome).toBe('sound');
      expect(Math.min(...card.sectors.keys())).toBe(mib);
      const last = Math.floor(size / blockBytes) * blockBytes - blockBytes;
      expect(card.sectors.get(last)?.equals(Buffer.alloc(blockBytes))).toBe(true);
      expect(told.at(-1)).toMatchObject({ phase: 'probing', done: told.at(-1)?.total });
    },
  );

  it('of 1 TB is tested with less than 9 MiB written, and its rates are told', async () => {
    const card = fakeCard({ size: sizes[5] ?? 0 });
    const report = await probe(card);
    const written = card.calls.filter(({ doing }) => doing === 'write').reduce((sum, { length }) => sum + length, 0);
    expect(written).toBeLessThan(9 * mib);
    expect(report.bytesPerSecond?.write).toBeGreaterThan(0);
    expect(report.bytesPerSecond?.read).toBeGreaterThan(0);
  });

  it('that was tested before does not pass on what that test left', async () => {
    const card = fakeCard({ size: 2 * gib });
    await probe(card);
    const writes = { ...card.device, write: () => Promise.resolve() };
    await expect(probe({ ...card, device: writes })).rejects.toMatchObject({ code: 'card/dead' });
  });

  it('that is very slow is left to the read-back of the image', async () => {
    let clock = 0;
    const card = fakeCard({ size: 2 * gib, onCall: () => void (clock += 3000) });
    const report = await probe(card, { now: () => clock });
    expect(report.outcome).toBe('unfinished');
    expect(report.seconds).toBeLessThanOrEqual(30);
  });
});

describe('a fake card', () => {
  it.each([
    [16 * gib, 2 * gib],
    [128 * gib, 8 * gib],
    [128 * gib, 64 * gib],
    [64 * 10 ** 9, 4 * gib],
    [64 * mib, 32 * mib],
  ])('of %d bytes that comes round after %d is told with that size', async (size, real) => {
    for (const sector of blocks)
      expect(await capacityFound(fakeCard({ size, sector, fault: { kind: 'wraps', real } }), { blockBytes: sector })).toBe(real);
  });

  it.each<[string, (real: number) => Fault]>([
    ['forgets', (real) => ({ kind: 'drops', real })],
    ['forgets after a while', (real) => ({ kind: 'drops-late', real, blocks: 64 })],
    ['fails', (real) => ({ kind: 'fails', real })],
  ])(
    'that %s what is written beyond its real size is told, within 1 %% of that size and never above it',
    async (_what, fault) => {
      for (const real of [8 * gib, 7_900_000_256, 3 * gib, 64 * gib - 4096].map((bytes) => bytes - (bytes % 4096))) {
        const found = await capacityFound(fakeCard({ size: 128 * gib, sector: 4096, fault: fault(real) }));
        expect(found).toBeLessThanOrEqual(real);
        expect(found).toBeGreaterThan(0.99 * real);
      }
    },
  );

  it('says whether the image would fit', async () => {
    const card = (): FakeCard => fakeCard({ size: 128 * gib, fault: { kind: 'wraps', real: 8 * gib } });
    await expect(probe(card(), { imageSize: 2 * gib })).rejects.toMatchObject({
      fix: expect.stringContaining('would fit') as unknown,
    });
    await expect(probe(card(), { imageSize: 9 * gib })).rejects.toMatchObject({
      fix: expect.not.stringContaining('would fit') as unknown,
    });
  });
});

describe('a bad card', () => {
  it.each<[string, Fault]>([
    ['that locked itself', { kind: 'locked' }],
    ['that fails everywhere', { kind: 'fails', real: 0 }],
    ['that loses a bit', { kind: 'rots', offset: mib + 64 * mib }],
    ['with a worn place', { kind: 'bad-sector', offset: mib + 64 * mib }],
  ])('%s is card/dead', async (_what, fault) => {
    const outcome = probe(fakeCard({ size: 32 * gib, fault }));
    await expect(outcome).rejects.toMatchObject({
      code: 'card/dead',
      detail: expect.stringContaining('Nothing of the image') as unknown,
    });
  });

  it('that is pulled out ends the test as such', async () => {
    const pulled = new SlipwayError('card/removed');
    let calls = 0;
    const card = fakeCard({
      size: gib,
      onCall: () => {
        calls += 1;
        if (calls > 20) throw pulled;
      },
    });
    await expect(probe(card)).rejects.toBe(pulled);
  });

  it.each([1, 10, 30])('is not tested on after a cancel during call %d', async (at) => {
    const controller = new AbortController();
    let calls = 0;
    const card = fakeCard({
      size: gib,
      onCall: () => {
        calls += 1;
        if (calls === at) controller.abort();
      },
    });
    await expect(probe(card, { signal: controller.signal })).rejects.toThrow('aborted');
    expect(card.calls).toHaveLength(at);
  });
});
