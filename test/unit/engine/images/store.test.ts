import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImageEntry, StoredImage } from '../../../../electron/contract/image.ts';
import type { ImageStore } from '../../../../electron/engine/images/store.ts';
import { startImageServer, type ImageServer } from '../../../fakes/image-server.ts';
import { entryFor, openTestStore, pack, rawImage, sha256 } from '../../../fakes/raw-images.ts';

let dir: string;
let server: ImageServer;
let store: ImageStore;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'slipway-store-'));
  server = await startImageServer();
  store = await openTestStore(join(dir, 'store'));
});
afterEach(async () => {
  await server.close();
  rmSync(dir, { recursive: true, force: true });
});

const raw = rawImage();
const fetch = (entry: ImageEntry, into = store): Promise<StoredImage> =>
  into.fetch(entry, { signal: new AbortController().signal });

describe('an image store', () => {
  it.each(['img', 'zip', 'gz', 'xz', 'zst'] as const)('unpacks a downloaded .%s to the exact raw bytes', async (format) => {
    const packed = pack[format](raw);
    const stored = await fetch(entryFor(server.put('disk', { body: packed })));
    const { rawPath, map } = await store.get('test-image');
    expect(readFileSync(rawPath).equals(raw)).toBe(true);
    expect(stored).toMatchObject({
      rawSha256: sha256(raw),
      downloadSha256: sha256(packed),
      rawBytes: raw.length,
      checkedAgainst: 'nothing',
    });
    expect(map).toMatchObject({ imageSize: raw.length, mappedBytes: raw.length, origin: 'file-systems' });
  });

  it.each(['img', 'zip', 'gz', 'xz', 'zst'] as const)('unpacks a local .%s and leaves it untouched', async (format) => {
    const path = join(dir, 'local file');
    writeFileSync(path, pack[format](raw));
    const before = statSync(path).mtimeMs;
    await fetch(entryFor(pathToFileURL(path).href));
    expect(readFileSync((await store.get('test-image')).rawPath).equals(raw)).toBe(true);
    expect(statSync(path).mtimeMs).toBe(before);
  });

  it('keeps nothing but the image, its map and its document', async () => {
    await fetch(entryFor(server.put('disk.xz', { body: pack.xz(raw) })));
    expect(readdirSync(join(dir, 'store', 'test-image')).sort()).toEqual(['image.json', 'image.raw', 'map.json']);
    expect(readdirSync(join(dir, 'store', '.locks'))).toEqual([]);
  });

  it('stores zeros as holes', async () => {
    const mostlyZero = rawImage(16 * 1024 * 1024);
    mostlyZero.fill(0, 1024 * 1024);
    const stored = await fetch(entryFor(server.put('disk', { body: pack.xz(mostlyZero) })));
    expect(stored.storedBytes).toBeLessThan(2 * 1024 * 1024);
    expect(readFileSync((await store.get('test-image')).rawPath).equals(mostlyZero)).toBe(true);
  });

  it('does not ask the server again for what it has', async () => {
    const entry = entryFor(server.put('disk', { body: pack.gz(raw) }));
    const first = await fetch(entry);
    await server.close();
    expect(await fetch(entry)).toEqual(first);
    server = await startImageServer();
  });

  it('lists what it holds, also after it was closed and opened again', async () => {
    const stored = await fetch(entryFor(server.put('disk', { body: raw })));
    expect(await store.list()).toEqual([stored]);
    expect(await (await openTestStore(join(dir, 'store'))).list()).toEqual([stored]);
  });

  it('removes an image with everything of it', async () => {
    await fetch(entryFor(server.put('disk', { body: raw })));
    await store.remove('test-image');
    expect(await store.list()).toEqual([]);
    expect(existsSync(join(dir, 'store', 'test-image'))).toBe(false);
    await expect(store.remove('test-image')).rejects.toMatchObject({ code: 'image/not-stored' });
    await expect(store.get('test-image')).rejects.toMatchObject({ code: 'image/not-stored' });
  });

  it('does not remove an image that is being written to cards', async () => {
    await fetch(entryFor(server.put('disk', { body: raw })));
    const release = await store.hold('test-image');
    const other = await openTestStore(join(dir, 'store'));
    await expect(other.remove('test-image')).rejects.toMatchObject({ code: 'image/in-use' });
    await release();
    await other.remove('test-image');
    await expect(store.hold('test-image')).rejects.toMatchObject({ code: 'image/not-stored' });
  });

  it('remembers the limit and tells what it takes', async () => {
    await fetch(entryFor(server.put('disk', { body: raw })));
    await store.setLimit(5_000_000);
    const status = await (await openTestStore(join(dir, 'store'))).status();
    expect(status).toMatchObject({ limitBytes: 5_000_000, dir: join(dir, 'store') });
    expect(status.usedBytes).toBeGreaterThan(300_000);
    expect(status.freeDiskBytes).toBeGreaterThan(0);
  });
});
