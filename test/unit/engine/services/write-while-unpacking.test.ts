import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { CardState } from '../../../../electron/contract/card.ts';
import type { CardInfo } from '../../../../electron/contract/flash.ts';
import type { LocalServices } from '../../../../electron/contract/services.ts';
import { createEngine, type Engine } from '../../../../electron/engine/server.ts';
import { home } from '../../../fakes/built.ts';
import { sampleKey } from '../../../fakes/cluster-plan.ts';
import { startImageServer, type ImageServer } from '../../../fakes/image-server.ts';
import { makePiImage } from '../../../fakes/pi-image.ts';
import { noise, pack, sha256 } from '../../../fakes/raw-images.ts';
import { addZram, canZram, needsZram, type Zram } from '../../../fakes/zram.ts';

const never = new AbortController().signal;
let work = '';
let packed: Buffer = Buffer.alloc(0);
let server: ImageServer;
let engine: Engine;
let services: LocalServices;

beforeAll(async () => {
  if (!canZram) return;
  work = await mkdtemp(join(tmpdir(), 'slipway-growing-'));
  const image = await makePiImage({
    dir: work,
    flavour: 'hypriot-1.12.3',
    rootMb: 24,
    rootFiles: { 'big.bin': noise(12 * 2 ** 20, 1) },
  });
  packed = pack.xz(await readFile(image));
  server = await startImageServer();
});
afterAll(async () => {
  if (!canZram) return;
  await server.close();
  await rm(work, { recursive: true, force: true });
});
beforeEach(async () => {
  if (!canZram) return;
  const dataDir = await mkdtemp(join(work, 'data-'));
  engine = await createEngine({ home, dataDir, shell: 'browser', practice: false, version: '0', nodePath: process.execPath });
  services = engine.services;
  onTestFinished(() => engine.close());
});

interface Begun {
  readonly drive: Zram;
  readonly dir: string;
  readonly reference: string;
  /** Lets the second half of the image come. */
  readonly open: () => void;
}

/** A plan whose image is on its way, and of which the first half is there. */
async function begin(hash: string): Promise<Begun> {
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const reference = server.put('os.img.xz', { body: packed, gate });
  server.put('os.img.xz.sha256', { body: `${hash}  os.img.xz\n` });
  const drive = addZram(128 * 2 ** 20);
  onTestFinished(() => drive.remove());
  const dir = join(await mkdtemp(join(work, 'plan-')), 'lab');
  const plan = { name: 'lab', nodes: 'pi1', board: 'pi4', image: reference, authorizedKeys: [sampleKey], timezone: 'Etc/UTC' };
  await services.projects.create({ dir, plan, practice: false });
  await services.images.fetch({ reference });
  for await (const [job] of services.images.watch(never)) if (job?.state === 'running' && job.drivesCanStart) break;
  return { drive, dir, reference, open };
}

/** Starts to write and tells, after bytes have been written, how the card ends. */
async function startWriting({ dir, drive: { path, size } }: Begun): Promise<() => Promise<CardState | undefined>> {
  const [found] = (await services.drives.list({})).filter(({ identity }) => identity.path === path);
  const target = { kind: 'drive', drive: found?.identity ?? { path, size } } as const;
  const { batchId } = await services.cards.start({ dir, cards: [{ node: 'pi1', target, confirmation: path }] });
  const snapshots = services.cards.watch({ batchId }, never)[Symbol.asyncIterator]();
  const next = async (): Promise<CardState | undefined> => {
    const snapshot = await snapshots.next();
    return snapshot.done === true ? undefined : snapshot.value.cards[0]?.state;
  };
  let state = await next();
  while (!hasWritten(state)) state = await next();
  return async () => {
    let last: CardState | undefined;
    for (let coming = await next(); coming !== undefined; coming = await next()) last = coming;
    return last;
  };
}

/** Also when it has ended, so that a card that failed early fails the test and does not hold it. */
const hasWritten = (state: CardState | undefined): boolean =>
  state?.kind === 'running' ? state.phase === 'writing' && state.progress.done > 0 : state?.kind !== 'waiting';

const whatIsOn = async ({ path }: Zram): Promise<CardInfo['state']> => (await services.cardReader.read({ path }, never)).state;

describe.skipIf(!canZram)(`writing a drive while its image is still being downloaded${needsZram}`, () => {
  it('begins before the image is in the store, and ends with a card that is intact and has its node’s files', async () => {
    const begun = await begin(sha256(packed));
    const end = await startWriting(begun);
    expect(await services.images.find({ reference: begun.reference })).toBeUndefined();
    begun.open();
    expect((await end())?.kind).toBe('done');
    const image = (await services.images.stored())[0]?.id;
    expect(await whatIsOn(begun.drive)).toMatchObject({
      kind: 'image',
      marker: { node: 'pi1' },
      integrity: { kind: 'intact', imageId: image },
    });
    await services.images.remove({ id: image ?? '' });
  });

  it('leaves no card that boots when the download is not what its publisher vouches for', async () => {
    const begun = await begin(sha256('something else'));
    const end = await startWriting(begun);
    begun.open();
    expect(await end()).toMatchObject({ kind: 'failed', error: { code: 'image/hash-mismatch' } });
    await expect.poll(() => whatIsOn(begun.drive)).toEqual({ kind: 'unfinished' });
    expect(await services.images.stored()).toEqual([]);
  });

  it('fails the card when the download is cancelled', async () => {
    const begun = await begin(sha256(packed));
    const end = await startWriting(begun);
    const { id } = await services.images.fetch({ reference: begun.reference });
    await services.images.cancel({ id });
    expect(await end()).toMatchObject({ kind: 'failed', error: { code: 'engine/cancelled' } });
    begun.open();
  });
});
