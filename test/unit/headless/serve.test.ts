import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BatchSnapshot } from '../../../electron/contract/card.ts';
import { ask, rawExchange } from '../../fakes/raw-http.ts';
import {
  closed,
  cookieOf,
  openServerLab,
  openSocket,
  partsOf,
  postToken,
  tryUpgrade,
  type ServerLab,
} from '../../fakes/running-server.ts';
import { stubServices } from '../../fakes/stub-services.ts';

let lab: ServerLab;
beforeEach(async () => (lab = await openServerLab()));
afterEach(() => lab.close());

describe('the page', () => {
  it('is served at / with the security headers, and asked for anew each time', async () => {
    const { port } = await lab.start();
    const answer = await ask(port);
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('<title>Slipway</title>');
    expect(answer.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(answer.headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
        `connect-src 'self' ws://127.0.0.1:${port}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
  });

  it('lets a browser keep hashed assets for good, and answers 304 to a known ETag', async () => {
    const { port } = await lab.start();
    const first = await ask(port, { path: '/assets/index-C0ffee.js' });
    expect(first.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    const again = await ask(port, { path: '/', headers: { 'If-None-Match': (await ask(port)).headers.etag } });
    expect([again.status, again.body]).toEqual([304, '']);
  });

  it('answers HEAD without a body and refuses to be written to', async () => {
    const { port, origin } = await lab.start();
    const head = await ask(port, { method: 'HEAD' });
    expect([head.status, head.headers['content-length'], head.body]).toEqual([200, '37', '']);
    const put = await ask(port, { method: 'PUT', headers: { Origin: origin } });
    expect([put.status, put.headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..\\..\\..\\secret.txt',
    '/assets/../../secret.txt',
    '//etc/passwd',
    '/assets',
    '/assets/',
    '/assets/index-C0ffee.js/',
    '/assets/index-C0ffee.js.map',
    '/assets/index-C0ffee.js%00.txt',
    '/linked.txt',
    '/index.html/../../secret.txt',
    '/__proto__',
    '/constructor',
    'http://127.0.0.1/secret.txt',
    '*',
  ])('has nothing at %s', async (path) => {
    const started = await lab.start();
    const answer = await ask(started.port, { path, headers: { Cookie: await cookieOf(started) } });
    expect([answer.status, answer.body.includes('not for you')]).toEqual([404, false]);
  });

  it('must be built: a folder without index.html is an error that names it', async () => {
    await expect(lab.start({ pageDir: join(lab.folder, 'nowhere') })).rejects.toMatchObject({ code: 'engine/internal' });
  });
});

describe('a session', () => {
  it('is opened by the token of the printed address, with a cookie no script can read', async () => {
    const started = await lab.start();
    expect(started.token).toMatch(/^[\w-]{43}$/);
    const answer = await postToken(started);
    expect(answer.status).toBe(204);
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(new RegExp(`^slipway_${started.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`)),
    ]);
  });

  it('is opened only once by the same token', async () => {
    const started = await lab.start();
    await postToken(started);
    const second = await postToken(started);
    expect([second.status, second.headers['set-cookie']]).toEqual([401, undefined]);
  });

  it('goes on when the browser that opened it shows the used address again', async () => {
    const started = await lab.start();
    const Cookie = await cookieOf(started);
    expect((await postToken(started, { Cookie })).status).toBe(204);
  });

  it('can be opened by another browser with a new address', async () => {
    const started = await lab.start();
    await postToken(started);
    const other = { ...started, ...partsOf(started.server.newUrl()) };
    expect(other.token).not.toBe(started.token);
    expect((await postToken(other)).status).toBe(204);
  });

  it.each([
    ['a wrong token', JSON.stringify({ token: 'A'.repeat(43) }), 401],
    ['an empty token', JSON.stringify({ token: '' }), 401],
    ['no JSON', 'token', 400],
    ['another shape', JSON.stringify(['token']), 400],
    ['an extra field', JSON.stringify({ token: 'x', admin: true }), 400],
    ['no body', '', 400],
    ['a body without end', 'x'.repeat(2000), 413],
  ])('is not opened by %s', async (_, body, status) => {
    const { port, origin } = await lab.start();
    const answer = await ask(port, { method: 'POST', path: '/session', headers: { Origin: origin }, body });
    expect([answer.status, answer.headers['set-cookie']]).toEqual([status, undefined]);
  });

  it('is not opened by GET', async () => {
    const started = await lab.start();
    const answer = await ask(started.port, { path: `/session?token=${started.token}` });
    expect([answer.status, answer.headers.allow]).toEqual([405, 'POST']);
    expect((await postToken(started)).status).toBe(204);
  });

  it.each([
    ['no cookie', {}],
    ['a made-up cookie', { Cookie: `slipway_1=${'A'.repeat(43)}` }],
  ])('is needed for anything that is not the page: %s gives 401', async (_, headers) => {
    const { port } = await lab.start();
    expect((await ask(port, { path: '/trpc', headers })).status).toBe(401);
  });
});

describe('requests from elsewhere', () => {
  it.each([
    ['rebound', 'evil.example'],
    ['prefixed', '127.0.0.1.evil.example'],
    ['like-minded', '127.evil.com'],
    ['of another port', '127.0.0.1:1'],
    ['without port', '127.0.0.1'],
    ['with user', 'user@127.0.0.1'],
    ['any address', '0.0.0.0'],
  ])('with a host that is %s get 421', async (_, host) => {
    const started = await lab.start();
    const Host = /:|^127\.0\.0\.1$/.test(host) ? host : `${host}:${started.port}`;
    const headers = { Host, Cookie: await cookieOf(started), Origin: started.origin };
    expect((await ask(started.port, { headers })).status).toBe(421);
    expect(await tryUpgrade(started.port, headers)).toBe(421);
  });

  it('without any host get 421', async () => {
    const { port } = await lab.start();
    expect(await rawExchange(port, 'GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 421/);
  });

  it('by any of the names of this machine are answered', async () => {
    const { port } = await lab.start();
    for (const name of ['127.0.0.1', 'localhost', '[::1]']) {
      expect((await ask(port, { headers: { Host: `${name}:${port}` } })).status).toBe(200);
    }
  });

  it.each([
    ['another site', 'http://evil.example'],
    ['another port', 'http://127.0.0.1:1'],
    ['another scheme', 'https://127.0.0.1:PORT'],
    ['another of our names', 'http://localhost:PORT'],
    ['a sandboxed frame', 'null'],
    ['nowhere', undefined],
  ])('with the origin of %s neither open a session nor a socket', async (_, template) => {
    const started = await lab.start();
    const origin = template?.replace('PORT', String(started.port));
    const headers = { Cookie: await cookieOf(started), ...(origin === undefined ? {} : { Origin: origin }) };
    const body = JSON.stringify({ token: partsOf(started.server.newUrl()).token });
    expect((await ask(started.port, { method: 'POST', path: '/session', headers, body })).status).toBe(403);
    expect(await tryUpgrade(started.port, headers)).toBe(403);
  });

  it.each([
    ['cross-site', 'no-cors', 403],
    ['same-site', 'no-cors', 403],
    ['same-site', 'cors', 403],
    ['cross-site', 'navigate', 200],
    ['none', 'navigate', 200],
    ['same-origin', 'no-cors', 200],
  ])('may link to the page but not read from it: %s %s gives %d', async (site, mode, status) => {
    const { port } = await lab.start();
    const headers = { 'Sec-Fetch-Site': site, 'Sec-Fetch-Mode': mode };
    expect((await ask(port, { path: '/assets/index-C0ffee.js', headers })).status).toBe(status);
  });

  it('carry the security headers in their answers too', async () => {
    const { port } = await lab.start();
    const answer = await ask(port, { headers: { Host: 'evil.example' } });
    expect(answer.headers['content-security-policy']).toContain("connect-src 'self';");
    expect(answer.headers['content-security-policy']).not.toContain('evil');
  });
});

describe('limits', () => {
  const slow = { headersMs: 100, requestMs: 200, checkMs: 20 };

  it('hang up on a client that never finishes its headers', async () => {
    const { port } = await lab.start({ limits: slow });
    expect(await rawExchange(port, 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ')).toMatch(/^HTTP\/1.1 408|^$/);
  });

  it('hang up on a client that never finishes its body', async () => {
    const { port, origin } = await lab.start({ limits: slow });
    const head = `POST /session HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: ${origin}\r\nContent-Length: 100\r\n\r\n{"to`;
    expect(await rawExchange(port, head)).toMatch(/^HTTP\/1.1 408|^$/);
  });

  it('refuse headers that are too long', async () => {
    const { port } = await lab.start();
    expect(await rawExchange(port, `GET / HTTP/1.1\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1.1 431/);
  });

  it('refuse what is not HTTP', async () => {
    const { port } = await lab.start();
    expect(await rawExchange(port, 'SSH-2.0-OpenSSH_9.2\r\n\r\n')).toMatch(/^HTTP\/1.1 400/);
  });

  it('stop reading a body at its limit', async () => {
    const { port, origin } = await lab.start();
    const head = `POST /session HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: ${origin}\r\nContent-Length: 100000000\r\n\r\n`;
    expect(await rawExchange(port, head + 'x'.repeat(5000))).toMatch(/^HTTP\/1.1 413/);
  });
});

describe('the server', () => {
  it('listens on ::1 when asked to, with an address that says so', async () => {
    const { server } = await lab.start({ host: '::1' });
    expect(server.url).toMatch(/^http:\/\/\[::1\]:\d+\/#token=/);
    expect((await fetch(new URL('/', server.url))).status).toBe(200);
  });

  it('says that a port is taken, with the code serve/port', async () => {
    const { port } = await lab.start();
    await expect(lab.start({ port })).rejects.toMatchObject({ code: 'serve/port', detail: `127.0.0.1:${port}` });
  });

  it('cuts open sockets when it closes', async () => {
    const started = await lab.start();
    const socket = await openSocket(started);
    const end = closed(socket);
    await started.server.close();
    expect(await end).toBe(1006);
  });

  it('notices that nobody is there, but not while cards are being written', async () => {
    const batch: BatchSnapshot = { batchId: 'b', revision: 1, finished: false, cards: [] };
    const answers = [[batch], [batch], []];
    const services = stubServices({ cards: { running: () => Promise.resolve(answers.shift() ?? []) } });
    await new Promise<void>((onIdle) => void lab.start({ services, idleExitMs: 5, onIdle }));
    expect(answers).toEqual([]);
  });
});
