import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { BlockMap } from '../../../electron/contract/image.ts';
import { openFileTarget } from '../../../electron/writer/file-target.ts';
import { tempFolder } from '../../fakes/temp-folder.ts';

const mib = 1024 * 1024;
const map: BlockMap = { imageSize: 64 * mib, blockSize: 512, mappedBytes: 2 * mib, origin: 'file-systems', ranges: [] };

const canMount = process.getuid?.() === 0 && process.platform === 'linux';
const needsMount = canMount ? '' : ' (skipped: needs root on Linux)';

const containing = (text: string): unknown => expect.stringContaining(text);

describe('a card file', () => {
  it('is a sparse file of the size of the image that nobody else may read', async () => {
    const path = join(tempFolder(), 'pi1.img');
    const card = await openFileTarget(path, map);
    await card.device.write(10 * mib, Buffer.alloc(mib, 1));
    await card.device.flush();
    expect((await card.device.read(10 * mib - 1, 3)).toString('hex')).toBe('000101');
    await card.finish();
    const { size, blocks, mode } = statSync(path);
    expect({ size, mode: mode & 0o777 }).toEqual({ size: 64 * mib, mode: 0o600 });
    expect(blocks * 512).toBeLessThan(4 * mib);
  });

  it('has its name only when it is finished; an older one stays until then', async () => {
    const folder = tempFolder();
    const path = join(folder, 'pi1.img');
    writeFileSync(path, 'older card');
    const card = await openFileTarget(path, map);
    expect(readFileSync(path, 'utf8')).toBe('older card');
    expect(readdirSync(folder).toSorted()).toEqual(['pi1.img', 'pi1.img.part']);
    await card.finish();
    expect(readdirSync(folder)).toEqual(['pi1.img']);
    expect(statSync(path).size).toBe(64 * mib);
  });

  it('leaves nothing behind when it is abandoned', async () => {
    const folder = tempFolder();
    const card = await openFileTarget(join(folder, 'pi1.img'), map);
    await card.device.write(0, Buffer.alloc(mib));
    await card.abandon();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves nothing behind when something else took its name meanwhile', async () => {
    const folder = tempFolder();
    const path = join(folder, 'pi1.img');
    const card = await openFileTarget(path, map);
    mkdirSync(path);
    await expect(card.finish()).rejects.toMatchObject({ code: 'card/write-failed' });
    await card.abandon();
    expect(readdirSync(folder)).toEqual(['pi1.img']);
  });

  it('replaces the half-written one of a writer that was killed', async () => {
    const path = join(tempFolder(), 'pi1.img');
    writeFileSync(`${path}.part`, 'x'.repeat(100));
    const card = await openFileTarget(path, map);
    expect((await card.device.read(0, 100)).equals(Buffer.alloc(100))).toBe(true);
    await card.abandon();
  });

  it('leaves the file of a writer alone that began the same card after it', async () => {
    const path = join(tempFolder(), 'pi1.img');
    const [first, given] = [await openFileTarget(path, map), await openFileTarget(path, map)];
    await expect(first.finish()).rejects.toMatchObject({ code: 'card/removed' });
    await first.abandon();
    expect(statSync(`${path}.part`).size).toBe(64 * mib);
    await given.finish();
    expect(statSync(path).size).toBe(64 * mib);
  });

  it('reads its last bytes when the image ends inside of a sector', async () => {
    const card = await openFileTarget(join(tempFolder(), 'pi1.img'), { ...map, imageSize: mib + 100 });
    await card.device.write(mib, Buffer.alloc(100, 7));
    expect((await card.device.read(mib - 10, 110)).equals(Buffer.concat([Buffer.alloc(10), Buffer.alloc(100, 7)]))).toBe(true);
    await card.abandon();
  });

  it('shows what is on the disk through a second open', async () => {
    const card = await openFileTarget(join(tempFolder(), 'pi1.img'), map);
    await card.device.write(5000, Buffer.from('hello'));
    expect((await card.reopened((device) => device.read(5000, 5))).toString()).toBe('hello');
    await card.abandon();
  });

  it('never writes through a link, neither at its name nor at the name of its half', async () => {
    const folder = tempFolder();
    const victim = join(folder, 'victim');
    writeFileSync(victim, 'precious');
    symlinkSync(victim, join(folder, 'a.img'));
    symlinkSync(victim, join(folder, 'b.img.part'));
    await expect(openFileTarget(join(folder, 'a.img'), map)).rejects.toMatchObject({ code: 'drive/refused' });
    const card = await openFileTarget(join(folder, 'b.img'), map);
    await card.device.write(0, Buffer.alloc(4096));
    await card.finish();
    expect(readFileSync(victim, 'utf8')).toBe('precious');
    expect(lstatSync(join(folder, 'b.img')).isFile()).toBe(true);
  });

  it.each([
    ['a folder', (folder: string) => folder, 'drive/refused'],
    ['a device', () => '/dev/null', 'drive/refused'],
    ['a relative path', () => 'pi1.img', 'drive/refused'],
    ['in a folder that is not there', (folder: string) => join(folder, 'no', 'pi1.img'), 'card/no-folder'],
  ])('that is %s is refused', async (_what, pathIn, code) => {
    await expect(openFileTarget(pathIn(tempFolder()), map)).rejects.toMatchObject({ code });
  });

  it('larger than the free space is card/no-space before anything is written', async () => {
    const folder = tempFolder();
    const huge = { ...map, imageSize: 2 ** 50, mappedBytes: 2 ** 50 };
    await expect(openFileTarget(join(folder, 'pi1.img'), huge)).rejects.toMatchObject({ code: 'card/no-space' });
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe.skipIf(!canMount)(`on a small or read-only disk${needsMount}`, () => {
  const mounts: string[] = [];
  afterEach(() => {
    for (const mount of mounts.splice(0)) execFileSync('umount', [mount]);
  });
  const mounted = (options: string): string => {
    const place = join(tempFolder(), 'disk');
    mkdirSync(place);
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'slipway-test', place]);
    mounts.unshift(place);
    return place;
  };

  it('a card file that fills the disk is card/no-space with the place, and makes room again', async () => {
    const disk = mounted('size=4m');
    const card = await openFileTarget(join(disk, 'pi1.img'), map);
    const fill = async (): Promise<void> => {
      for (let at = 0; at < 8 * mib; at += mib) await card.device.write(at, Buffer.alloc(mib, 1));
    };
    await expect(fill()).rejects.toMatchObject({ code: 'card/no-space', detail: containing('at byte') });
    await card.abandon();
    expect(readdirSync(disk)).toEqual([]);
  });

  it('a card file on a read-only disk is card/read-only', async () => {
    const path = join(mounted('size=4m,ro'), 'pi1.img');
    await expect(openFileTarget(path, map)).rejects.toMatchObject({ code: 'card/read-only' });
    expect(existsSync(path)).toBe(false);
  });
});
