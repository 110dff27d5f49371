import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { cardPhases, type BatchSnapshot, type CardTarget } from '../../../../electron/contract/card.ts';
import type { CardJob } from '../../../../electron/contract/writer-protocol.ts';
import { startBatch, type Batch, type BatchJob } from '../../../../electron/engine/cards/batch.ts';
import { directLauncher } from '../../../../electron/engine/cards/launch.ts';
import { judgeCard } from '../../../fakes/boot-partition.ts';
import { makeMappedPi, makeNoiseImage, noise, type MappedImage } from '../../../fakes/mapped-image.ts';
import { hasDiskTools } from '../../../fakes/pi-image.ts';
import { tempFolder } from '../../../fakes/temp-folder.ts';
import { writerProgram } from '../../../fakes/writer-program.ts';
import { addZram, canZram, needsZram, type Zram } from '../../../fakes/zram.ts';

const mib = 1024 * 1024;
const launcher = directLauncher(writerProgram);
const now = (): number => performance.now();
const never = new AbortController().signal;

const file = (path: string): CardTarget => ({ kind: 'file', path });

interface Card {
  readonly node: string;
  readonly target: CardTarget;
  readonly image: MappedImage;
  readonly files?: CardJob['files'];
}

const jobFor = ({ node, target, image, files = [] }: Card): BatchJob => ({
  node,
  target,
  job: { id: node, target, image, files, ...(files.length === 0 ? {} : { bootPartition: 1 }) },
});

const userData = (node: string): CardJob['files'] => [
  { path: 'user-data', content: `#cloud-config\nhostname: ${node}\n`, purpose: 'Names the node.' },
  { path: 'a folder/with a long name.txt', content: 'x'.repeat(5000), purpose: 'Proves long names.' },
];

async function follow(batch: Batch): Promise<readonly BatchSnapshot[]> {
  const seen: BatchSnapshot[] = [];
  for await (const snapshot of batch.watch(never)) seen.push(snapshot);
  return seen;
}

const outcomes = ({ cards }: BatchSnapshot): readonly string[] =>
  cards.map(({ node, state }) => `${node}: ${state.kind === 'failed' ? state.error.code : state.kind}`);

describe('a batch of card files', () => {
  it('tells every phase of its card in order, ever newer revisions, and ends with the proof', async () => {
    const folder = tempFolder();
    const image = makeNoiseImage(folder, 8 * mib);
    const ends: string[] = [];
    const batch = startBatch({
      jobs: [jobFor({ node: 'pi1', target: file(join(folder, 'pi1.img')), image })],
      launcher,
      now,
      onCardEnd: ({ node, state }) => ends.push(`${node} ${state.kind}`),
    });
    const seen = await follow(batch);
    const phases = seen.flatMap(({ cards: [card] }) => (card?.state.kind === 'running' ? [card.state.phase] : []));
    expect(cardPhases.filter((phase) => phases.includes(phase))).toEqual([...new Set(phases)]);
    const revisions = seen.map(({ revision }) => revision);
    expect(revisions).toEqual(revisions.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toMatchObject({
      finished: true,
      cards: [{ node: 'pi1', state: { kind: 'done', report: { bytesVerified: 8 * mib } } }],
    });
    expect(await batch.finished).toEqual(seen.at(-1));
    expect(ends).toEqual(['pi1 done']);
  });

  it('cancels one card and writes the others', async () => {
    const folder = tempFolder();
    const image = makeNoiseImage(folder, 48 * mib);
    const batch = startBatch({
      jobs: ['a', 'b', 'c'].map((node) => jobFor({ node, target: file(join(folder, `${node}.img`)), image })),
      launcher,
      now,
    });
    batch.cancel('b');
    expect(outcomes(await batch.finished)).toEqual(['a: done', 'b: cancelled', 'c: done']);
    expect(readdirSync(folder).toSorted()).toEqual(['a.img', 'c.img', `noise-${48 * mib}.img`]);
  });

  it('cancels a running card and all that is left', async () => {
    const folder = tempFolder();
    const image = makeNoiseImage(folder, 64 * mib);
    const batch = startBatch({
      jobs: ['a', 'b'].map((node) => jobFor({ node, target: file(join(folder, `${node}.img`)), image })),
      launcher,
      now,
    });
    for await (const { cards } of batch.watch(never)) if (cards.some(({ state }) => state.kind === 'running')) batch.cancel();
    expect(outcomes(await batch.finished)).toEqual(['a: cancelled', 'b: cancelled']);
    expect(readdirSync(folder)).toEqual([`noise-${64 * mib}.img`]);
  });
});

describe.skipIf(!canZram || !hasDiskTools)(`a batch of cards${needsZram}`, () => {
  const drives: Zram[] = [];
  const mounts: string[] = [];
  afterEach(async () => {
    for (const mount of mounts.splice(0)) execFileSync('umount', [mount]);
    for (const drive of drives.splice(0)) await drive.remove();
  });
  const usedCard = (size: number): CardTarget & { readonly kind: 'drive' } => {
    const zram = addZram(size);
    drives.push(zram);
    const { path } = zram;
    execFileSync('dd', [`of=${path}`, 'bs=1M', 'oflag=direct', 'status=none'], { input: noise(size) });
    return { kind: 'drive', drive: { path, size } };
  };

  it.each([16, 32] as const)('puts a FAT%d Pi on a card full of noise, and Debian’s fsck finds nothing', async (fat) => {
    const folder = tempFolder();
    const image = await makeMappedPi({ dir: folder, fat, bootMb: fat === 32 ? 36 : 18, rootMb: 8 });
    const target = usedCard(48 * mib);
    const batch = startBatch({ jobs: [jobFor({ node: 'pi1', target: target, image, files: userData('pi1') })], launcher, now });
    const done = await batch.finished;
    expect(done.cards).toMatchObject([
      { state: { kind: 'done', report: { readBack: 'direct', files: [{ path: 'user-data' }, {}] } } },
    ]);
    const card = await judgeCard(target.drive.path, folder);
    expect(await card.read('user-data')).toBe('#cloud-config\nhostname: pi1\n');
    expect(await card.read('a folder/with a long name.txt')).toBe('x'.repeat(5000));
  });

  it('writes four at once, each with its own files, while a fifth fails and a sixth does not fit', async () => {
    const folder = tempFolder();
    const image = await makeMappedPi({ dir: folder, bootMb: 18, rootMb: 8 });
    const small = join(tempFolder(), 'disk');
    mkdirSync(small);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'slipway-test', small]);
    mounts.push(small);
    const cards = ['pi1', 'pi2'].map((node) => ({ node, target: usedCard(32 * mib) }));
    const tiny = usedCard(16 * mib);
    const batch = startBatch({
      jobs: [
        ...cards.map(({ node, target }) => jobFor({ node, target, image, files: userData(node) })),
        jobFor({ node: 'pi3', target: file(join(folder, 'pi3.img')), image, files: userData('pi3') }),
        jobFor({ node: 'pi4', target: file(join(folder, 'pi4.img')), image, files: userData('pi4') }),
        jobFor({ node: 'pi5', target: file(join(small, 'pi5.img')), image, files: userData('pi5') }),
        jobFor({ node: 'pi6', target: tiny, image, files: userData('pi6') }),
      ],
      launcher,
      now,
    });
    expect(outcomes(await batch.finished)).toEqual([
      'pi1: done',
      'pi2: done',
      'pi3: done',
      'pi4: done',
      'pi5: card/no-space',
      'pi6: card/too-small',
    ]);
    const places = [...cards.map(({ target }) => target.drive.path), join(folder, 'pi3.img'), join(folder, 'pi4.img')];
    for (const [index, place] of places.entries())
      expect(await (await judgeCard(place, folder)).read('user-data')).toContain(`hostname: pi${index + 1}\n`);
  });
});
