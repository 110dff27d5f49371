import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startImageServer, type ImageServer } from '../../../../fakes/image-server.ts';
import { entryFor, openTestStore, rawImage } from '../../../../fakes/raw-images.ts';

let dir: string;
let server: ImageServer;
let proxy: Server;
let seen: string[];
let status: number | undefined;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'slipway-proxy-'));
  server = await startImageServer();
  seen = [];
  status = undefined;
  proxy = createServer((request, response) => {
    seen.push(request.url ?? '');
    if (status !== undefined) {
      response.writeHead(status).end();
      return;
    }
    const onward = httpRequest(request.url ?? '', { headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.end();
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  proxy.closeAllConnections();
  proxy.close();
  await server.close();
  rmSync(dir, { recursive: true, force: true });
});

const raw = rawImage();
const proxyUrl = (): string => `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;

describe('a proxy', () => {
  it.each(['HTTP_PROXY', 'http_proxy'])('that %s names is used', async (name) => {
    const store = await openTestStore(dir, { environment: { [name]: proxyUrl() } });
    await store.fetch(entryFor(server.put('disk', { body: raw })), { signal: new AbortController().signal });
    expect(readFileSync((await store.get('test-image')).rawPath).equals(raw)).toBe(true);
    expect(seen).toEqual([`${server.url}disk`]);
  });

  it('is not used for what NO_PROXY names', async () => {
    const store = await openTestStore(dir, { environment: { HTTP_PROXY: proxyUrl(), NO_PROXY: '127.0.0.1' } });
    await store.fetch(entryFor(server.put('disk', { body: raw })), { signal: new AbortController().signal });
    expect(seen).toEqual([]);
  });

  it.each([
    [407, 'image/unreachable'],
    [503, 'image/server-refused'],
  ])('that answers %i ends in %s', async (answer, code) => {
    status = answer;
    const store = await openTestStore(dir, { environment: { HTTP_PROXY: proxyUrl() } });
    const failed = store.fetch(entryFor(server.put('disk', { body: raw })), { signal: new AbortController().signal });
    await expect(failed).rejects.toMatchObject({ code });
  });
});
