import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StoredImage } from '../../../../../electron/contract/image.ts';
import type { ImageStore } from '../../../../../electron/engine/images/store.ts';
import type { FetchProgress } from '../../../../../electron/engine/images/store/arrival.ts';
import { startImageServer, type ImageServer } from '../../../../fakes/image-server.ts';
import { entryFor, openTestStore, pack, rawImage, sha256 } from '../../../../fakes/raw-images.ts';

let dir: string;
let server: ImageServer;
let store: ImageStore;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'slipway-download-'));
  server = await startImageServer();
  store = await openTestStore(join(dir, 'store'));
});
afterEach(async () => {
  await server.close();
  rmSync(dir, { recursive: true, force: true });
});

const raw = rawImage(3 * 2 ** 20);
const packed = pack.xz(raw);
const MiB = 2 ** 20;

const fetchUrl = (url: string, more: Parameters<typeof entryFor>[1] = {}): Promise<StoredImage> =>
  store.fetch(entryFor(url, more), { signal: new AbortController().signal });

async function expectWhole(): Promise<void> {
  expect(sha256(readFileSync((await store.get('test-image')).rawPath))).toBe(sha256(raw));
}

/** Where each request began to read. */
const starts = (): readonly number[] => server.requests.map(({ range }) => Number(/\d+/.exec(range ?? '0')?.[0]));

/** What was under way when the connection broke may be lost: at most what the sockets hold. */
function expectJustBefore(start: number | undefined, broken: number): void {
  expect(start).toBeLessThanOrEqual(broken);
  expect(start).toBeGreaterThan(broken - 150_000);
}

describe('a download that breaks off', () => {
  it('goes on within the same call where it stopped', async () => {
    await fetchUrl(server.put('disk', { body: packed, breakAfter: [200_000, 300_000, Infinity] }));
    await expectWhole();
    const [first, second, third] = starts();
    expect(first).toBe(0);
    expectJustBefore(second, 200_000);
    expectJustBefore(third, (second ?? 0) + 300_000);
  });

  it('is given up when nothing more comes, keeps its bytes, and goes on after a restart', async () => {
    const url = server.put('disk', { body: packed, breakAfter: [400_000, 0] });
    await expect(fetchUrl(url)).rejects.toMatchObject({ code: 'image/interrupted' });
    expect(existsSync(join(dir, 'store', 'test-image', 'download.part'))).toBe(true);
    server.put('disk', { body: packed });
    store = await openTestStore(join(dir, 'store'));
    await fetchUrl(url);
    await expectWhole();
    expectJustBefore(starts().at(-1), 400_000);
  });

  it('goes on by date where the server has no ETag', async () => {
    const lastModified = 'Thu, 02 Jul 2020 10:00:00 GMT';
    await fetchUrl(server.put('disk', { body: packed, etag: null, lastModified, breakAfter: [200_000, Infinity] }));
    expect(server.requests.at(-1)?.headers['if-range']).toBe(lastModified);
    await expectWhole();
  });

  it('begins anew when the file has another ETag meanwhile', async () => {
    const url = server.put('disk', { body: pack.xz(rawImage(3 * MiB, 5)), breakAfter: [400_000, 0] });
    await expect(fetchUrl(url)).rejects.toMatchObject({ code: 'image/interrupted' });
    server.put('disk', { body: packed, etag: '"two"' });
    await fetchUrl(url);
    await expectWhole();
  });

  it.each([
    ['ignores ranges', { ranges: false }],
    ['has neither ETag nor date', { etag: null }],
    ['has a weak ETag only', { etag: 'W/"weak"' }],
  ] as const)('begins anew when the server %s', async (_name, how) => {
    await fetchUrl(server.put('disk', { body: packed, ...how, breakAfter: [400_000, Infinity] }));
    await expectWhole();
  });

  it('ends when a server without ranges breaks off each time', async () => {
    const url = server.put('disk', { body: packed, ranges: false, breakAfter: [400_000] });
    await expect(fetchUrl(url)).rejects.toMatchObject({ code: 'image/interrupted' });
  });

  it('is noticed when the server goes silent', async () => {
    store = await openTestStore(join(dir, 'store'), { stallMs: 300 });
    await fetchUrl(server.put('disk', { body: packed, stallAfter: [500_000, Infinity] }));
    await expectWhole();
  });

  it('is noticed when less comes than was announced', async () => {
    store = await openTestStore(join(dir, 'store'), { stallMs: 300 });
    const url = server.put('disk', { body: packed, lengthLie: 1000 });
    await expect(fetchUrl(url)).rejects.toMatchObject({ code: 'image/interrupted' });
  });

  it('with bytes that rotted on the disk meanwhile begins anew by itself', async () => {
    const url = server.put('disk', { body: packed, breakAfter: [400_000, 0] });
    await expect(fetchUrl(url)).rejects.toMatchObject({ code: 'image/interrupted' });
    const part = join(dir, 'store', 'test-image', 'download.part');
    writeFileSync(part, Buffer.alloc(statSync(part).size, 7));
    server.put('disk', { body: packed });
    await fetchUrl(url);
    await expectWhole();
  });
});

describe('a server that refuses', () => {
  it.each([
    [404, 'image/not-found'],
    [410, 'image/not-found'],
    [403, 'image/server-refused'],
    [500, 'image/server-refused'],
    [503, 'image/server-refused'],
  ] as const)('with %i ends in %s', async (status, code) => {
    const url = server.put('disk', { body: packed, statuses: [status] });
    await expect(fetchUrl(url)).rejects.toMatchObject({ code });
    expect(existsSync(join(dir, 'store', 'test-image'))).toBe(false);
  });

  it('once with 500 is asked again', async () => {
    await fetchUrl(server.put('disk', { body: packed, statuses: [500, 200] }));
    await expectWhole();
  });

  it('that nobody listens on is unreachable at once', async () => {
    const url = server.put('disk', { body: packed });
    await server.close();
    await expect(fetchUrl(url)).rejects.toMatchObject({ code: 'image/unreachable' });
    server = await startImageServer();
  });
});

describe('a redirect', () => {
  it('is followed, relative ones too', async () => {
    server.put('there', { body: packed });
    server.put('here', { body: '', redirect: '/there' });
    await fetchUrl(server.put('start', { body: '', redirect: `${server.url}here` }));
    await expectWhole();
  });

  it('in a circle ends', async () => {
    server.put('b', { body: '', redirect: '/a' });
    await expect(fetchUrl(server.put('a', { body: '', redirect: '/b' }))).rejects.toMatchObject({ code: 'image/redirect-loop' });
  });

  it('to ever new places ends', async () => {
    for (let hop = 0; hop < 15; hop++) server.put(`hop${hop}`, { body: '', redirect: `/hop${hop + 1}` });
    await expect(fetchUrl(`${server.url}hop0`)).rejects.toMatchObject({ code: 'image/redirect-loop' });
  });

  it('to a file on this computer is refused', async () => {
    const url = server.put('a', { body: '', redirect: 'file:///etc/passwd' });
    await expect(fetchUrl(url)).rejects.toMatchObject({ code: 'image/server-refused' });
  });
});

describe('a download', () => {
  it('that is cancelled keeps its bytes for the next time', async () => {
    const url = server.put('disk', { body: packed, pieceBytes: 16 * 1024, pauseMs: 5 });
    const controller = new AbortController();
    const onProgress = ({ done }: FetchProgress): void => {
      if (done > 300_000) controller.abort();
    };
    const cancelled = store.fetch(entryFor(url), { signal: controller.signal, onProgress });
    await expect(cancelled).rejects.toMatchObject({ code: 'engine/cancelled' });
    server.put('disk', { body: packed });
    await fetchUrl(url);
    expect(starts().at(-1)).toBeGreaterThan(300_000);
    await expectWhole();
  });

  it('tells how far it is, of how much, in phases', async () => {
    const seen: FetchProgress[] = [];
    const entry = entryFor(server.put('disk', { body: packed }));
    await store.fetch(entry, { signal: new AbortController().signal, onProgress: (progress) => seen.push(progress) });
    const order = ['downloading', 'unpacking', 'mapping', 'inspecting'];
    const places = seen.map(({ phase }) => order.indexOf(phase));
    expect(places).toEqual([...places].sort());
    expect(seen.at(-1)?.phase).toBe('inspecting');
    const arriving = seen.filter(({ phase }) => phase === 'downloading' || phase === 'unpacking');
    expect(arriving.every(({ total }) => total === packed.length)).toBe(true);
    expect(arriving.at(-1)?.done).toBe(packed.length);
  });

  it('sends login data of the address as a header, and keeps it out of the store', async () => {
    const url = server.put('disk', { body: packed }).replace('http://', 'http://ada:s3cret@');
    await fetchUrl(url);
    expect(server.requests.at(-1)?.headers.authorization).toBe(`Basic ${Buffer.from('ada:s3cret').toString('base64')}`);
    expect((await store.get('test-image')).stored.source).toBe(`${server.url}disk`);
  });

  it('that a failing server breaks off does not name the secret in its address', async () => {
    const url = `${server.url}disk?token=t0ken`.replace('http://', 'http://ada:s3cret@');
    const failure = await fetchUrl(url).catch((error: unknown) => error);
    expect(JSON.stringify(failure) + String(failure)).not.toMatch(/s3cret|t0ken/);
  });
});
