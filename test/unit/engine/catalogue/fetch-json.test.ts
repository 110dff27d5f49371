import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { fetchJson } from '../../../../electron/engine/catalogue/fetch-json.ts';

let server: Server | undefined;
async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/list.json`;
}
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

describe('fetchJson', () => {
  it('gets JSON, through redirects', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/list.json') response.writeHead(302, { location: '/moved.json' }).end();
      else response.end('{"os_list":[]}');
    });
    expect(await fetchJson(url)).toEqual({ os_list: [] });
  });

  it.each<[string, RequestListener, string]>([
    ['a missing page', (_, response) => response.writeHead(404).end(), 'image/not-found'],
    [
      'a missing page that goes on and on',
      (_, response) => void response.writeHead(404).write('<p>Not here.</p>'.repeat(100_000)),
      'image/not-found',
    ],
    ['a server in trouble', (_, response) => response.writeHead(503).end(), 'image/server-refused'],
    ['a login page', (_, response) => response.end('<html>Log in</html>'), 'catalogue/bad-list'],
    ['a connection that breaks', (_, response) => response.destroy(), 'image/unreachable'],
    [
      'an answer that breaks off',
      (_, response) => response.writeHead(200, { 'content-length': '100' }).end('{', () => response.destroy()),
      'image/unreachable',
    ],
    ['an endless answer', (_, response) => void response.end('['.repeat(17 * 1024 * 1024)), 'catalogue/bad-list'],
  ])('tells %s by its own code', async (_, listener, code) => {
    await expect(fetchJson(await serve(listener))).rejects.toMatchObject({ code });
  });

  it('tells a server that is not there', async () => {
    const url = await serve(() => undefined);
    server?.close();
    await expect(fetchJson(url)).rejects.toMatchObject({ code: 'image/unreachable' });
  });
});
