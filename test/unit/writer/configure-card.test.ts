import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CardReport, CardTarget } from '../../../electron/contract/card.ts';
import type { CardJob } from '../../../electron/contract/writer-protocol.ts';
import { configureCard } from '../../../electron/writer/configure-card.ts';
import { openExisting } from '../../../electron/writer/open-target.ts';
import { createTracker } from '../../../electron/writer/tracker.ts';
import { sha256 } from '../../fakes/mapped-image.ts';
import { hasDiskTools, makePiImage, tool } from '../../fakes/pi-image.ts';
import { tempFolder } from '../../fakes/temp-folder.ts';
import { addZram, canZram, needsZram } from '../../fakes/zram.ts';

const mib = 1024 * 1024;
const files: CardJob['files'] = [
  { path: 'user-data', content: '#cloud-config\nhostname: other\n', purpose: 'Names the node.' },
  { path: 'a-longer-name.conf', content: 'x'.repeat(10_000), purpose: 'New.' },
];
const target = (path: string): CardTarget => ({ kind: 'file', path });

function configure(job: Partial<CardJob> & Pick<CardJob, 'target'>, signal = new AbortController().signal): Promise<CardReport> {
  const now = (): number => performance.now();
  const tracker = createTracker(() => undefined, now);
  return configureCard({ id: 'a', files, bootPartition: 1, ...job }, { openExisting, tracker, signal, now });
}

/** What mtools and fsck.vfat say of the boot partition of a card or card file. */
async function bootOf(card: string): Promise<{ userData: string; extra: string }> {
  const volume = join(tempFolder(), 'p1');
  await tool('dd', `if=${card}`, `of=${volume}`, 'bs=1M', 'skip=1', 'count=64', 'status=none');
  await tool('fsck.vfat', '-n', volume);
  const userData = await tool('mtype', '-i', volume, '::user-data');
  return { userData, extra: await tool('mtype', '-i', volume, '::a-longer-name.conf') };
}

const rootOf = (card: string): string => sha256(readFileSync(card).subarray(65 * mib));

describe.skipIf(!hasDiskTools)('configuring a card file (skipped without dosfstools, mtools and e2fsprogs)', () => {
  it('changes the files on the boot partition and nothing else', async () => {
    const card = await makePiImage({ dir: tempFolder(), flavour: 'hypriot-1.12.3', rootMb: 8 });
    const root = rootOf(card);
    const report = await configure({ target: target(card) });
    expect(await bootOf(card)).toEqual({ userData: files[0]?.content, extra: files[1]?.content });
    expect(rootOf(card)).toBe(root);
    expect(report).toMatchObject({ ranges: 0, bytesWritten: 10_030, bytesVerified: 10_030 });
    expect(report.files.map(({ path }) => path)).toEqual(['user-data', 'a-longer-name.conf']);
  });

  it.each([
    ['does not fit', { files: [{ path: 'big', content: 'x'.repeat(70 * mib), purpose: 'Too big.' }] }, 'card/boot-full'],
    ['has no such partition', { bootPartition: 3 }, 'card/personalise-failed'],
  ])('leaves the card as it was when it %s', async (_what, job, code) => {
    const card = await makePiImage({ dir: tempFolder(), flavour: 'hypriot-1.12.3', rootMb: 8 });
    const before = sha256(readFileSync(card));
    await expect(configure({ target: target(card), ...job })).rejects.toMatchObject({ code });
    expect(sha256(readFileSync(card))).toBe(before);
  });

  it('writes nothing when it was cancelled before', async () => {
    const card = await makePiImage({ dir: tempFolder(), flavour: 'hypriot-1.12.3', rootMb: 8 });
    const before = sha256(readFileSync(card));
    await expect(configure({ target: target(card) }, AbortSignal.abort())).rejects.toThrow();
    expect(sha256(readFileSync(card))).toBe(before);
  });
});

it.skipIf(!hasDiskTools)('a file that is no text arrives byte for byte (skipped without mtools)', async () => {
  const card = await makePiImage({ dir: tempFolder(), flavour: 'hypriot-1.12.3', rootMb: 8 });
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, value) => value));
  const logo = { path: 'logo.bin', content: bytes.toString('base64'), encoding: 'base64', purpose: 'A picture.' } as const;
  const report = await configure({ target: target(card), files: [logo] });
  expect(report.files).toEqual([{ path: 'logo.bin', bytes: 256, sha256: sha256(bytes) }]);
  expect(execFileSync('mtype', ['-i', `${card}@@1M`, '::logo.bin']).equals(bytes)).toBe(true);
});

describe('configuring what is no card file', () => {
  it.each<[string, (dir: string) => string, string]>([
    ['a file that is not there', (dir) => join(dir, 'none.img'), 'card/no-folder'],
    ['a folder', (dir) => dir, 'card/write-failed'],
    ['a device', () => '/dev/null', 'drive/refused'],
    ['a path that starts nowhere', () => 'card.img', 'drive/refused'],
  ])('is refused: %s', async (_what, path, code) => {
    await expect(configure({ target: target(path(tempFolder())) })).rejects.toMatchObject({ code });
  });

  it('is refused: a link, whatever it leads to', async () => {
    const dir = tempFolder();
    mkdirSync(join(dir, 'a'));
    symlinkSync(join(dir, 'a'), join(dir, 'link.img'));
    await expect(configure({ target: target(join(dir, 'link.img')) })).rejects.toMatchObject({ code: 'card/write-failed' });
  });
});

describe.skipIf(!canZram || !hasDiskTools)(`configuring a drive${needsZram}`, () => {
  it('keeps everything but the files', async () => {
    const image = await makePiImage({ dir: tempFolder(), flavour: 'hypriot-1.7.1', rootMb: 8 });
    const zram = addZram(80 * mib);
    onTestFinished(() => zram.remove());
    execFileSync('dd', [`if=${image}`, `of=${zram.path}`, 'bs=1M', 'oflag=direct', 'status=none']);
    const report = await configure({ target: { kind: 'drive', drive: { path: zram.path, size: zram.size } } });
    expect(report.readBack).toBe('direct');
    expect(await bootOf(zram.path)).toEqual({ userData: files[0]?.content, extra: files[1]?.content });
    const root = execFileSync('dd', [`if=${zram.path}`, 'bs=1M', 'skip=65', 'count=8', 'status=none'], { maxBuffer: 16 * mib });
    expect(sha256(root)).toBe(rootOf(image));
  });
});
