import { createTRPCClient, createWSClient, wsLink } from '@trpc/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { AppRouter } from '../../../../electron/contract/router.ts';
import { ask } from '../../../fakes/raw-http.ts';
import { closed, cookieOf, openServerLab, openSocket, tryUpgrade, type ServerLab } from '../../../fakes/running-server.ts';
import { stubFacts } from '../../../fakes/stub-services.ts';

let lab: ServerLab;
beforeEach(async () => (lab = await openServerLab()));
afterEach(() => lab.close());

describe('the socket', () => {
  it("speaks the contract with the page's own client", async () => {
    const started = await lab.start();
    const Cookie = await cookieOf(started);
    const socketWith = class extends WebSocket {
      constructor(url: string) {
        super(url, { headers: { Origin: started.origin, Cookie } });
      }
    };
    const client = createWSClient({
      url: `ws://127.0.0.1:${started.port}/trpc`,
      WebSocket: socketWith as unknown as typeof globalThis.WebSocket,
    });
    const api = createTRPCClient<AppRouter>({ links: [wsLink<AppRouter>({ client })] });
    expect(await api.app.facts.query()).toEqual(stubFacts);
    await expect(api.projects.open.query({ dir: '/x' })).rejects.toMatchObject({
      data: { slipway: { code: 'engine/internal' } },
    });
    await client.close();
  });

  it('opens with cookie and origin, and only at /trpc', async () => {
    const started = await lab.start();
    const headers = { Origin: started.origin, Cookie: await cookieOf(started) };
    expect(await tryUpgrade(started.port, headers)).toBe('open');
    expect(await tryUpgrade(started.port, headers, '/')).toBe(404);
    expect(await tryUpgrade(started.port, headers, '/trpc/../x')).toBe(404);
  });

  it.each([
    ['no cookie', ''],
    ['a wrong cookie', 'slipway_PORT=wrong'],
    ["another port's cookie", 'slipway_1=VALUE'],
  ])('does not open with %s', async (_, template) => {
    const started = await lab.start();
    const value = (await cookieOf(started)).split('=')[1] ?? '';
    const Cookie = template.replace('PORT', String(started.port)).replace('VALUE', value);
    expect(await tryUpgrade(started.port, { Origin: started.origin, Cookie })).toBe(401);
  });

  it('opens though another page set a false cookie of the same name', async () => {
    const started = await lab.start();
    const Cookie = `slipway_${started.port}=false; ${await cookieOf(started)}`;
    expect(await tryUpgrade(started.port, { Origin: started.origin, Cookie })).toBe('open');
  });

  it('cuts a client that floods it', async () => {
    const started = await lab.start({ limits: { messageBurst: 20, messagesPerSecond: 1 } });
    const socket = await openSocket(started);
    const end = closed(socket);
    for (let count = 0; count < 100; count += 1) socket.send('PING');
    expect(await end).toBe(1006);
  });

  it('cuts a client whose message is too long', async () => {
    const started = await lab.start({ limits: { messageBytes: 1000 } });
    const socket = await openSocket(started);
    const end = closed(socket);
    socket.send('x'.repeat(1001));
    expect(await end).toBe(1009);
  });

  it('is not opened once too many are', async () => {
    const started = await lab.start({ limits: { sockets: 1 } });
    const Cookie = await cookieOf(started);
    const first = new WebSocket(`ws://127.0.0.1:${started.port}/trpc`, { headers: { Origin: started.origin, Cookie } });
    await new Promise((resolve) => first.once('open', resolve));
    expect(await tryUpgrade(started.port, { Origin: started.origin, Cookie })).toBe(503);
    first.terminate();
  });

  it('survives nonsense from a client', async () => {
    const started = await lab.start();
    const socket = await openSocket(started);
    const answers: string[] = [];
    socket.on('message', (data: Buffer) => answers.push(data.toString()));
    for (const nonsense of [
      '',
      '{',
      '[]',
      '42',
      '{"id":1}',
      '{"id":1,"method":"query","params":{"path":"__proto__.x"}}',
      '[[[[]]]]',
    ])
      socket.send(nonsense);
    socket.send('PING');
    await expect.poll(() => answers).toContain('PONG');
    socket.terminate();
    expect((await ask(started.port)).status).toBe(200);
  });
});
