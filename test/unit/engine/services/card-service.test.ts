import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BatchSnapshot, CardOrder } from '../../../../electron/contract/card.ts';
import { SlipwayError } from '../../../../electron/contract/errors.ts';
import type { CardInfo } from '../../../../electron/contract/flash.ts';
import type { LocalServices } from '../../../../electron/contract/services.ts';
import { createEngine, type Engine } from '../../../../electron/engine/server.ts';
import { home, jsonLines, slipway } from '../../../fakes/built.ts';
import { sampleKey } from '../../../fakes/cluster-plan.ts';

let work = '';
let dir = '';
let engine: Engine;
let services: LocalServices;
const never = new AbortController().signal;

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'slipway-engine-'));
  dir = join(work, 'lab');
  engine = await createEngine({
    home,
    dataDir: join(work, 'data'),
    shell: 'browser',
    practice: true,
    version: '0.0.0',
    nodePath: process.execPath,
  });
  services = engine.services;
  const plan = { name: 'lab', nodes: 'pi[1-3]', board: 'pi4', authorizedKeys: [sampleKey], timezone: 'Etc/UTC' };
  await services.projects.create({ dir, plan, practice: true });
  await services.images.fetch({ reference: 'practice' });
  await jobEnd();
});
afterAll(async () => {
  await engine.close();
  await rm(work, { recursive: true, force: true });
});

async function jobEnd(): Promise<void> {
  for await (const jobs of services.images.watch(never)) if (jobs.every((job) => job.state !== 'running')) return;
}

const order = (node: string, name = `${node}.img`): CardOrder => ({ node, target: { kind: 'file', path: join(work, name) } });

async function finished(batch: BatchSnapshot): Promise<BatchSnapshot> {
  let last = batch;
  for await (const snapshot of services.cards.watch({ batchId: batch.batchId }, never)) last = snapshot;
  return last;
}

const kinds = ({ cards }: BatchSnapshot): readonly string[] => cards.map(({ state }) => state.kind);

describe('the card service', () => {
  it('writes several cards at once, each with the files of its own node', async () => {
    const batch = await finished(await services.cards.start({ dir, cards: [order('pi1'), order('pi2')] }));
    expect(kinds(batch)).toEqual(['done', 'done']);
    const history = await services.cards.history({ dir });
    expect(new Set(history.map(({ node, state }) => `${node} ${state.kind}`))).toEqual(new Set(['pi1 done', 'pi2 done']));
  });

  it('lets one engine start a card of a project while another of its cards is still written', async () => {
    const first = await services.cards.start({ dir, cards: [order('pi1', 'first.img')] });
    const second = await services.cards.start({ dir, cards: [order('pi2', 'second.img')] });
    expect(kinds(await finished(first))).toEqual(['done']);
    expect(kinds(await finished(second))).toEqual(['done']);
  });

  it('keeps a second process out of the project while cards are written, and names who is in', async () => {
    const holder = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
    await writeFile(
      join(dir, '.slipway-lock'),
      JSON.stringify({ pid: holder.pid, host: (await import('node:os')).hostname(), purpose: 'writing cards' }),
    );
    try {
      const ended = await slipway(join(work, 'data'), 'write', dir, 'pi3', '--to', join(work, 'locked.img'), '--json');
      expect(ended.code).toBe(1);
      expect(jsonLines(ended).at(-1)).toMatchObject({
        code: 'project/locked',
        detail: expect.stringContaining(String(holder.pid)) as string,
      });
    } finally {
      holder.kill('SIGKILL');
      await rm(join(dir, '.slipway-lock'), { force: true });
    }
  });

  it('refuses two nodes on one target before anything is written', async () => {
    await expect(
      services.cards.start({ dir, cards: [order('pi1', 'same.img'), order('pi2', 'same.img')] }),
    ).rejects.toMatchObject({
      code: 'card/two-nodes-one-target',
    });
    await expect(open(join(work, 'same.img'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('gives a target to one of several sessions that are started at the same moment', async () => {
    const starts = Array.from({ length: 8 }, () => services.cards.start({ dir, cards: [order('pi1', 'raced.img')] }));
    const settled = await Promise.allSettled(starts);
    const won = settled.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
    const lost = settled.flatMap((start) => (start.status === 'rejected' ? [start.reason as SlipwayError] : []));
    expect(lost.map(({ code }) => code)).toEqual(Array.from({ length: 7 }, () => 'card/in-use'));
    expect((await Promise.all(won.map(finished))).map(kinds)).toEqual([['done']]);
  });

  it('does not let go of an image while cards are written from it', async () => {
    const batch = await services.cards.start({ dir, cards: [order('pi3', 'held.img')] });
    await expect(services.images.remove({ id: 'practice' })).rejects.toMatchObject({ code: 'image/in-use' });
    await finished(batch);
  });

  it('shows the review with every secret masked and the image’s own text beside each file it replaces', async () => {
    const [review] = await services.cards.review({ dir, node: 'pi2' });
    const files = review?.firstBoot.kind === 'files' ? review.firstBoot.files : [];
    const userData = files.find(({ path }) => path === 'user-data');
    expect(userData?.content).toContain('hostname: pi2');
    expect(userData?.content).toContain('••••••');
    expect(userData?.original).toContain('black-pearl');
    const key = await readFile(join(dir, 'keys', 'pi2_ed25519'), 'utf8');
    expect(JSON.stringify(review)).not.toContain(key.split('\n')[1]);
  });

  it('does not start on a plan with errors', async () => {
    const { revision, text } = await services.projects.open({ dir });
    await services.projects.save({ dir, revision, text: text.replace('pi[02-03]', 'Pi_X') });
    const broken = await services.projects.open({ dir });
    await services.projects.save({ dir, revision: broken.revision, text: text.replace('name: lab', 'name: lab\nbord: pi4') });
    await expect(services.cards.start({ dir, cards: [order('pi1')] })).rejects.toMatchObject({ code: 'plan/has-errors' });
    const again = await services.projects.open({ dir });
    await services.projects.save({ dir, revision: again.revision, text });
  });
});

describe('a Slipway that is killed while it writes', () => {
  // Writing a card takes well under a second here; each start is also the proof that the kill before it broke nothing.
  const waits = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => (index * 600) / count);

  it.each([
    { who: 'it and its writer', killed: killGroup, kills: 20 },
    { who: 'it alone, its writer ends by itself', killed: killLeader, kills: 7 },
  ])(
    'leaves a card that is whole or cannot boot, and a project and a store that work again ($who)',
    async (row) => {
      const { who, killed, kills } = row;
      const file = join(work, `killed ${who}.img`);
      for (const wait of waits(kills)) {
        await killedAfter(wait, { file, killed });
        expect({ wait, broken: await brokenCards(file) }).toEqual({ wait, broken: [] });
      }
      const again = await slipway(join(work, 'data'), 'write', dir, 'pi1', '--to', file, '--yes', '--json');
      expect(again).toMatchObject({ code: 0 });
      expect(isWhole(await services.cardReader.read({ path: file }, never))).toBe(true);
    },
    180_000,
  );
});

/** Starts `slipway write`, and kills it this many milliseconds after its first progress. */
async function killedAfter(wait: number, { file, killed }: { file: string; killed: (pid: number) => void }): Promise<void> {
  const command = ['write', dir, 'pi1', '--to', file, '--yes', '--json', '--data-dir', join(work, 'data')];
  const child = spawn(process.execPath, [`${home}dist/headless/cli.js`, ...command], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data').then(() => sleep(wait)), ended]);
  if (child.exitCode === null && child.pid !== undefined) killed(child.pid);
  await ended;
  expect([0, null]).toContain(child.exitCode);
}

/** A detached child leads a process group of its own, and its writer is in it. */
function killGroup(pid: number): void {
  process.kill(-pid, 'SIGKILL');
}

function killLeader(pid: number): void {
  process.kill(pid, 'SIGKILL');
}

/** Cards that would boot without being whole. The `.part` is looked at first: it may get its final name meanwhile. */
async function brokenCards(file: string): Promise<readonly CardInfo[]> {
  const cards = [await cardAt(`${file}.part`), await cardAt(file)];
  return cards.filter((card) => card !== undefined).filter((card) => card.state.kind === 'image' && !isWhole(card));
}

async function cardAt(path: string): Promise<CardInfo | undefined> {
  return services.cardReader.read({ path }, never).catch((thrown: unknown) => {
    if (thrown instanceof SlipwayError && thrown.code === 'drive/not-found') return undefined;
    throw thrown;
  });
}

/** Every used byte outside the boot partition is that of the image, and on the boot partition are the node's files. */
const isWhole = ({ state }: CardInfo): boolean =>
  state.kind === 'image' && state.marker?.node === 'pi1' && state.integrity.kind === 'intact';

describe('images that are no system Slipway knows', () => {
  it('are written as they are, and the review says why nothing is set up', async () => {
    const blank = join(work, 'blank.img');
    await writeFile(blank, mbrWithOnePartition());
    await truncate(blank, 4 * 2 ** 20);
    const plain = join(work, 'plain');
    const plan = { name: 'plain', nodes: 'pi1', board: 'pi4', image: blank, authorizedKeys: [sampleKey], timezone: 'Etc/UTC' };
    await services.projects.create({ dir: plain, plan, practice: false });
    await services.images.fetch({ reference: blank });
    await jobEnd();
    const [review] = await services.cards.review({ dir: plain });
    expect(review?.firstBoot).toMatchObject({ kind: 'none', reason: expect.stringMatching(/.{20,}/) as string });
    const batch = await finished(await services.cards.start({ dir: plain, cards: [order('pi1', 'as-is.img')] }));
    expect(kinds(batch)).toEqual(['done']);
    expect((await readFile(join(work, 'as-is.img'))).equals(await readFile(blank))).toBe(true);
  });
});

/** A partition table with one Linux partition from sector 2048 to the end of 4 MiB. */
function mbrWithOnePartition(): Buffer {
  const sector = Buffer.alloc(512);
  sector[446 + 4] = 0x83;
  sector.writeUInt32LE(2048, 446 + 8);
  sector.writeUInt32LE(8192 - 2048, 446 + 12);
  sector.writeUInt16LE(0xaa55, 510);
  return sector;
}
