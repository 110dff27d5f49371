import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../../electron/contract/errors.ts';
import type { ImageEntry, StoredImage } from '../../../../electron/contract/image.ts';
import type { ImageStore } from '../../../../electron/engine/images/store.ts';
import { startImageServer, type ImageServer, type ServedFile } from '../../../fakes/image-server.ts';
import { entryFor, noise, openTestStore, pack, rawImage, run, sha256, zipOf } from '../../../fakes/raw-images.ts';

let dir: string;
let server: ImageServer;
let store: ImageStore;
let other: StoredImage;

const raw = rawImage();
const otherRaw = rawImage(256 * 1024, 7);

const fetch = (entry: ImageEntry, into = store): Promise<StoredImage> =>
  into.fetch(entry, { signal: new AbortController().signal });

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'slipway-bad-'));
  server = await startImageServer();
  store = await openTestStore(join(dir, 'store'));
  other = await fetch(entryFor(server.put('other', { body: otherRaw }), { id: 'other' }));
});
afterEach(async () => {
  await server.close();
  rmSync(dir, { recursive: true, force: true });
});

/** Nothing is lost: other images are whole, nothing half-made is left, and a second try with the right file works. */
async function expectUnharmed(name: string): Promise<void> {
  expect(await store.list()).toEqual([other]);
  expect(readFileSync((await store.get('other')).rawPath).equals(otherRaw)).toBe(true);
  expect(existsSync(join(dir, 'store', 'test-image', 'incoming'))).toBe(false);
  expect(existsSync(join(dir, 'store', 'test-image', 'image.raw'))).toBe(false);
  await fetch(entryFor(server.put(name, { body: pack.xz(raw) })));
  expect(readFileSync((await store.get('test-image')).rawPath).equals(raw)).toBe(true);
}

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 0x10;
  return copy;
}

/** Cuts a part of a packed file's middle; its end stays. */
const cut = (bytes: Buffer, share: number): Buffer => bytes.subarray(0, Math.floor(bytes.length * share));

const html = '<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Please sign in to the network.</body></html>';

describe('a file that is no good', () => {
  const noisy = noise(70 * 1024, 3);
  const cases: readonly (readonly [string, ErrorCode, () => Partial<ServedFile>])[] = [
    ['a truncated .xz', 'image/truncated', () => ({ body: cut(pack.xz(raw), 0.6) })],
    ['a truncated .gz', 'image/truncated', () => ({ body: cut(pack.gz(raw), 0.6) })],
    ['a truncated .zst', 'image/truncated', () => ({ body: cut(pack.zst(raw), 0.6) })],
    ['a .zip that ends within the image', 'image/truncated', () => ({ body: cut(pack.zip(raw), 0.6) })],
    ['a .zip without its table of contents', 'image/truncated', () => ({ body: pack.zip(raw).subarray(0, -60) })],
    ['an .xz with a wrong CRC', 'image/corrupt', () => ({ body: flipped(pack.xz(raw), pack.xz(raw).length - 40) })],
    ['an .xz with a flipped bit', 'image/corrupt', () => ({ body: flipped(pack.xz(raw), 90_000) })],
    ['a .gz with a flipped bit', 'image/corrupt', () => ({ body: flipped(pack.gz(raw), 90_000) })],
    ['a .gz with a wrong CRC', 'image/corrupt', () => ({ body: flipped(pack.gz(raw), pack.gz(raw).length - 7) })],
    ['a .zst with a flipped bit', 'image/corrupt', () => ({ body: flipped(pack.zst(raw), 90_000) })],
    ['a .zip with a flipped bit', 'image/corrupt', () => ({ body: flipped(pack.zip(raw), 90_000) })],
    ['a .zip with a wrong CRC', 'image/corrupt', () => ({ body: flipped(zipOf({ 'a.img': raw }), 15) })],
    ['a web page', 'image/not-an-image', () => ({ body: html, contentType: 'text/html' })],
    ['a long web page that says it is an image', 'image/not-an-image', () => ({ body: html.repeat(50) })],
    ['a JSON error', 'image/not-an-image', () => ({ body: '{"error":"rate limited"}', contentType: 'application/json' })],
    ['a zip without an image', 'image/not-an-image', () => ({ body: zipOf({ 'readme.txt': noisy, 'notes/a.md': noisy }) })],
    ['a zip of nothing', 'image/not-an-image', () => ({ body: zipOf({}) })],
    ['a zip with two images', 'image/several-in-zip', () => ({ body: zipOf({ 'a.img': raw, 'b.img': raw }) })],
    ['a zip with a path that escapes', 'image/unsafe-path', () => ({ body: zipOf({ '../../a.img': raw }) })],
    [
      'a zip with an absolute path after the image',
      'image/unsafe-path',
      () => ({ body: zipOf({ 'a.img': raw, '/etc/x': noisy }) }),
    ],
    ['a zip with a Windows path', 'image/unsafe-path', () => ({ body: zipOf({ 'C:\\x.txt': noisy, 'a.img': raw }) })],
    ['a bzip2 file', 'image/unsupported-format', () => ({ body: run('bzip2', ['-c'], raw) })],
    ['a tar archive', 'image/unsupported-format', () => ({ body: run('tar', ['-c', '-C', '/etc', 'passwd']) })],
    ['an .xz within a .gz', 'image/unsupported-format', () => ({ body: pack.gz(pack.xz(raw)) })],
    ['an image without a partition table', 'image/no-partition-table', () => ({ body: Buffer.alloc(4096, 0) })],
    ['a packed image without a partition table', 'image/no-partition-table', () => ({ body: pack.xz(noise(40_000, 2)) })],
    ['an empty file', 'image/truncated', () => ({ body: '' })],
    ['half a sector', 'image/truncated', () => ({ body: Buffer.alloc(256) })],
  ];
  it.each(cases)('%s ends in %s and harms nothing', async (_name, code, served) => {
    const url = server.put('disk', { body: '', ...served() });
    await expect(fetch(entryFor(url))).rejects.toMatchObject({ code });
    await expectUnharmed('disk');
  });

  it.each(cases)('%s as a local file ends in %s and harms nothing', async (_name, code, served) => {
    const path = join(dir, 'local');
    writeFileSync(path, Buffer.from(served().body ?? ''));
    await expect(fetch(entryFor(pathToFileURL(path).href))).rejects.toMatchObject({ code });
    await expectUnharmed('disk');
  });
});

describe('an archive that unpacks without end', () => {
  const zeros = Buffer.alloc(24 * 2 ** 20);
  rawImage(64 * 1024).copy(zeros);
  it.each(['gz', 'xz', 'zst', 'zip'] as const)('stops a .%s bomb by its ratio', async (format) => {
    const limits = { maxRawBytes: 2 ** 40, maxRatio: 100, ratioFrom: 2 ** 20 };
    const careful = await openTestStore(join(dir, 'store'), { unpackLimits: limits });
    const url = server.put('disk', { body: pack[format](zeros) });
    await expect(fetch(entryFor(url), careful)).rejects.toMatchObject({ code: 'image/bomb' });
    await expectUnharmed('disk');
  });

  it('stops an image that is larger than any card', async () => {
    const careful = await openTestStore(join(dir, 'store'), {
      unpackLimits: { maxRawBytes: 2 ** 20, maxRatio: 1e9, ratioFrom: 1 },
    });
    await expect(fetch(entryFor(server.put('disk', { body: pack.xz(zeros) })), careful)).rejects.toMatchObject({
      code: 'image/bomb',
    });
    await expectUnharmed('disk');
  });

  it('lets a mostly empty image of the usual kind pass', async () => {
    const body = Buffer.concat([rawImage(), Buffer.alloc(64 * 2 ** 20)]);
    const stored = await fetch(entryFor(server.put('disk', { body: pack.xz(body) })));
    expect(stored.rawBytes).toBe(body.length);
  });
});

describe('a hash', () => {
  const packed = pack.xz(raw);
  const wrong = sha256('something else');

  it('that is right is said to vouch for the image', async () => {
    const stored = await fetch(entryFor(server.put('disk', { body: packed }), { sha256: sha256(packed) }));
    expect(stored.checkedAgainst).toBe('download-sha256');
  });

  it('of the unpacked image that is right vouches too', async () => {
    const stored = await fetch(entryFor(server.put('disk', { body: packed }), { rawSha256: sha256(raw) }));
    expect(stored.checkedAgainst).toBe('raw-sha256');
  });

  it.each([['sha256'], ['rawSha256']] as const)('of kind %s that is wrong keeps nothing', async (kind) => {
    const url = server.put('disk', { body: packed });
    const failure = expect(fetch(entryFor(url, { [kind]: wrong }))).rejects;
    await failure.toMatchObject({ code: 'image/hash-mismatch', detail: expect.stringContaining(wrong) as string });
    await expectUnharmed('disk');
  });

  it('of a local file that is wrong keeps nothing', async () => {
    const path = join(dir, 'local.xz');
    writeFileSync(path, packed);
    const entry = entryFor(pathToFileURL(path).href, { sha256: wrong });
    await expect(fetch(entry)).rejects.toMatchObject({ code: 'image/hash-mismatch' });
    await expectUnharmed('disk');
  });

  it('that the publisher gives beside the file is used', async () => {
    const sha256Url = server.put('disk.sha256', { body: `${sha256(packed)}  disk\r\n` });
    const stored = await fetch(entryFor(server.put('disk', { body: packed }), { sha256Url }));
    expect(stored.checkedAgainst).toBe('download-sha256');
  });

  it('that the publisher changes later is not believed', async () => {
    const sha256Url = server.put('disk.sha256', { body: sha256(packed) });
    const entry = entryFor(server.put('disk', { body: packed }), { sha256Url });
    await fetch(entry);
    await store.remove('test-image');
    server.put('disk.sha256', { body: wrong });
    await expect(fetch(entry)).rejects.toMatchObject({ code: 'image/hash-mismatch' });
    server.put('disk.sha256', { body: sha256(packed) });
    expect((await fetch(entry)).checkedAgainst).toBe('download-sha256');
  });

  it('that is nowhere to be had leaves the image unchecked, and says so', async () => {
    const entry = entryFor(server.put('disk', { body: packed }), { sha256Url: `${server.url}nowhere.sha256` });
    expect((await fetch(entry)).checkedAgainst).toBe('nothing');
  });
});

describe('space', () => {
  it('beyond the limit of the store is refused before the download begins', async () => {
    await store.setLimit(600_000);
    const url = server.put('disk', { body: raw });
    await expect(fetch(entryFor(url))).rejects.toMatchObject({ code: 'image/store-limit' });
    expect(existsSync(join(dir, 'store', 'test-image'))).toBe(false);
    await store.setLimit(32e9);
    await expectUnharmed('disk');
  });

  it('beyond the limit is refused while unpacking, too', async () => {
    const body = pack.xz(rawImage(8 * 2 ** 20));
    await store.setLimit((await store.status()).usedBytes + body.length + 500_000);
    await expect(fetch(entryFor(server.put('disk', { body })))).rejects.toMatchObject({ code: 'image/store-limit' });
    await store.setLimit(32e9);
    await expectUnharmed('disk');
  });

  it('is counted when the server does not say how much will come', async () => {
    await store.setLimit((await store.status()).usedBytes + 300_000);
    const url = server.put('disk', { body: raw, lengthLie: 'unknown' });
    await expect(fetch(entryFor(url))).rejects.toMatchObject({ code: 'image/store-limit' });
    await store.setLimit(32e9);
    await expectUnharmed('disk');
  });
});
