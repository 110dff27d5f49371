import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import type { CardTarget, DriveIdentity } from '../../../electron/contract/card.ts';
import { readBlockFacts } from '../../../electron/disk/block-facts.ts';
import { attack, job, outcome, scene, start, type Attack } from '../../fakes/hostile-peer.ts';
import type { MappedImage } from '../../fakes/mapped-image.ts';
import { addZram, canZram, needsZram, type Zram } from '../../fakes/zram.ts';

const mib = 1024 * 1024;

describe.skipIf(!canZram)(`a peer with drives${needsZram}`, () => {
  const drives: Zram[] = [];
  afterEach(async () => {
    for (const drive of drives.splice(0)) await drive.remove();
  });
  const plugIn = (size = 16 * mib): Zram => {
    const zram = addZram(size);
    drives.push(zram);
    return zram;
  };
  const identity = async ({ path, size }: Zram): Promise<DriveIdentity> => {
    const { sequence } = await readBlockFacts(path);
    return { path, size, ...(sequence === undefined ? {} : { sequence }) };
  };
  const isEmpty = ({ path }: Zram): boolean => readFileSync(path).every((byte) => byte === 0);
  const order = (image: MappedImage, drive: DriveIdentity): Attack['lines'] => [start(job(image, { kind: 'drive', drive }))];

  it('gets the drive that it named and no other one written', async () => {
    const { image } = scene();
    const [named, other] = [plugIn(), plugIn()];
    const { said } = await attack({ args: ['--drives-only'], lines: order(image, await identity(named)) });
    expect([outcome(said), isEmpty(named), isEmpty(other)]).toEqual(['done', false, true]);
  });

  it.each<[string, number]>([
    ['another size', 32 * mib],
    ['the same size', 16 * mib],
  ])('that swaps the drive for one of %s after it was listed gets drive/changed', async (_what, size) => {
    const { image } = scene();
    const first = addZram(16 * mib);
    const listed = await identity(first);
    await first.remove();
    const second = plugIn(size);
    expect(second.path).toBe(listed.path);
    const { said } = await attack({ lines: order(image, listed) });
    expect([outcome(said), isEmpty(second)]).toEqual(['drive/changed', true]);
  });

  it.each<[string, (path: string, folder: string) => string]>([
    ['a link to it', (path, folder) => linkTo(path, join(folder, 'card'))],
    ['a link in /dev', (path) => linkTo(path, `/dev/slipway-test-${process.pid}`)],
    ['two slashes', (path) => path.replace('/dev/', '/dev//')],
    ['a detour', (path) => path.replace('/dev/', '/dev/../dev/')],
    ['a trailing slash', (path) => `${path}/`],
    ['a node of its own making', (path, folder) => copyOf(path, join(folder, 'node'))],
  ])('that names it by %s gets drive/not-found', async (_what, by) => {
    const { image, folder } = scene();
    const drive = plugIn();
    const { said } = await attack({ lines: order(image, { ...(await identity(drive)), path: by(drive.path, folder) }) });
    expect([outcome(said), isEmpty(drive)]).toEqual(['drive/not-found', true]);
  });

  it.each<[string, (path: string, folder: string) => string]>([
    ['the drive itself', (path) => path],
    ['a link to it', (path, folder) => linkTo(path, join(folder, 'card.img'))],
    ['a node of its own making', (path, folder) => copyOf(path, join(folder, 'card.img'))],
  ])('that names %s as a card file gets drive/refused, also to configure it', async (_what, by) => {
    const { image, folder } = scene();
    const drive = plugIn();
    const target: CardTarget = { kind: 'file', path: by(drive.path, folder) };
    const written = await attack({ lines: [start(job(image, target))] });
    const configured = await attack({ lines: [start({ id: 'a', target, files: [] })] });
    expect(outcome(written.said)).toBe('drive/refused');
    expect(['drive/refused', 'card/write-failed']).toContain(outcome(configured.said));
    expect(isEmpty(drive)).toBe(true);
  });

  it('cannot have an administrator read what its user may not', async () => {
    const { image } = scene();
    chmodSync(image.path, 0o600);
    const drive = plugIn();
    const env = { PKEXEC_UID: '65534' };
    const refused = await attack({ env, lines: order(image, await identity(drive)) });
    expect([outcome(refused.said), isEmpty(drive)]).toEqual(['image/not-stored', true]);
    chmodSync(image.path, 0o644);
    expect(outcome((await attack({ env, lines: order(image, await identity(drive)) })).said)).toBe('done');
  });
});

function linkTo(path: string, link: string): string {
  symlinkSync(path, link);
  onTestFinished(() => rmSync(link, { force: true }));
  return link;
}

/** A second device node of the same device, as mknod(1) makes it. */
function copyOf(path: string, place: string): string {
  const [major = '', minor = ''] = execFileSync('lsblk', ['-dno', 'MAJ:MIN', path]).toString().trim().split(':');
  execFileSync('mknod', [place, 'b', major, minor]);
  return place;
}
