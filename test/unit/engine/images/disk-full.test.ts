import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startImageServer, type ImageServer } from '../../../fakes/image-server.ts';
import { entryFor, noise, openTestStore, pack, rawImage } from '../../../fakes/raw-images.ts';

const canMount = process.platform === 'linux' && process.getuid?.() === 0 && mountWorks();

function mountWorks(): boolean {
  const dir = mkdtempSync(join(tmpdir(), 'slipway-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', dir], { stdio: 'pipe' });
    execFileSync('umount', [dir]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

let dir: string;
let disk: string;
let server: ImageServer;

describe.skipIf(!canMount)('a disk that is full (needs root for a small tmpfs)', () => {
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'slipway-full-'));
    disk = join(dir, 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', disk]);
    server = await startImageServer();
  });
  afterEach(async () => {
    await server.close();
    execFileSync('umount', [disk]);
    rmSync(dir, { recursive: true, force: true });
  });

  const signal = new AbortController().signal;
  const raw = rawImage(2 ** 20);
  const large = Buffer.concat([rawImage(2 ** 20), noise(65_536, 2), ...Array.from({ length: 100 }, () => noise(65_536, 2))]);

  it('while unpacking ends in image/store-full, leaves nothing half-made, and the next fetch works', async () => {
    const store = await openTestStore(disk);
    const other = await store.fetch(entryFor(server.put('other', { body: raw }), { id: 'other' }), { signal });
    const failed = store.fetch(entryFor(server.put('disk', { body: pack.xz(large) })), { signal });
    await expect(failed).rejects.toMatchObject({ code: 'image/store-full' });
    expect(existsSync(join(disk, 'test-image'))).toBe(false);
    expect(readdirSync(join(disk, '.locks'))).toEqual([]);
    expect(await store.list()).toEqual([other]);
    await store.fetch(entryFor(server.put('disk', { body: pack.xz(raw) })), { signal });
    expect(readFileSync((await store.get('test-image')).rawPath).equals(raw)).toBe(true);
  });

  it('is noticed before a download that cannot fit begins', async () => {
    const store = await openTestStore(disk);
    const url = server.put('disk', { body: Buffer.concat([raw, noise(7 * 2 ** 20, 1)]) });
    await expect(store.fetch(entryFor(url), { signal })).rejects.toMatchObject({ code: 'image/store-full' });
    expect(existsSync(join(disk, 'test-image'))).toBe(false);
  });

  it('while downloading a file of unknown length ends in image/store-full', async () => {
    const store = await openTestStore(disk);
    const url = server.put('disk', { body: Buffer.concat([raw, noise(7 * 2 ** 20, 1)]), lengthLie: 'unknown' });
    await expect(store.fetch(entryFor(url), { signal })).rejects.toMatchObject({ code: 'image/store-full' });
    expect(existsSync(join(disk, 'test-image'))).toBe(false);
  });
});
