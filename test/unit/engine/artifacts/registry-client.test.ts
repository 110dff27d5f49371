import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openRegistry, parseChallenge } from '../../../../electron/engine/artifacts/registry/registry-client.ts';
import { openHttpClient } from '../../../../electron/engine/images/download/http-client.ts';

describe('what a registry asks to be signed in with', () => {
  it.each([
    ['Bearer realm="https://auth.docker.io/token",service="registry.docker.io"', 'https://auth.docker.io/token'],
    ['bearer service="x",realm="http://a/t"', 'http://a/t'],
  ])('%s leads to %s', (header, realm) => {
    expect(parseChallenge(header)?.realm).toBe(realm);
  });

  it.each([undefined, '', 'Basic realm="x"', 'Bearer realm="file:///etc/passwd"', 'Bearer realm="nowhere"'])(
    '%s leads nowhere',
    (header) => {
      expect(parseChallenge(header)).toBeUndefined();
    },
  );
});

describe('a registry that hands out tokens', () => {
  it.each([
    ['is asked with the token it gave, once for each repository', '{"token":"t0"}', []],
    ['is asked for another one when that has run out', '{"token":"t0","expires_in":0}', ['/token -']],
  ])('%s', async (_, given, again) => {
    const seen: string[] = [];
    const server = createServer((request, response) => {
      const { url = '', headers } = request;
      seen.push(`${url.split('?')[0] ?? ''} ${headers.authorization ?? '-'}`);
      if (url.startsWith('/token')) response.end(given);
      else if (headers.authorization === 'Bearer t0') response.setHeader('content-type', 'application/json').end('{}');
      else response.writeHead(401, { 'www-authenticate': `Bearer realm="http://${headers.host ?? ''}/token",service="s"` }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const http = await openHttpClient({ environment: {}, stallMs: 10_000 });
    onTestFinished(async () => {
      await http.close();
      server.close();
    });
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const registry = openRegistry({ http, base, signal: new AbortController().signal });
    const image = { registry: 'x', repository: 'a/b', tag: '1' };
    await registry.manifest(image);
    await registry.manifest(image);
    const withToken = '/v2/a/b/manifests/1 Bearer t0';
    expect(seen).toEqual(['/v2/a/b/manifests/1 -', '/token -', ...again, withToken, ...again, withToken]);
  });
});
