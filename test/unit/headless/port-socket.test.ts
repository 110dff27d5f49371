import { createTRPCClient, createWSClient, wsLink } from '@trpc/client';
import type { MessagePort } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import type { AppRouter } from '../../../electron/contract/router.ts';
import type { Drive } from '../../../electron/contract/card.ts';
import type { Services } from '../../../electron/contract/services.ts';
import { serveOnPort } from '../../../electron/headless/port-socket.ts';
import { portSocketClass } from '../../../renderer/state/port-socket.ts';
import { stubFacts, stubServices } from '../../fakes/stub-services.ts';
import { wireChannel } from '../../fakes/wire-ports.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean();
});

/** The page's own socket and tRPC's own client at one end, tRPC's own handler at the other. */
function connect(services: Services) {
  const { engineEnd, pageEnd } = wireChannel();
  serveOnPort(engineEnd, services);
  const client = createWSClient({
    url: 'ws://slipway/trpc',
    WebSocket: portSocketClass({
      take: () => Promise.resolve(pageEnd as unknown as globalThis.MessagePort),
      onStopped: () => undefined,
    }),
  });
  cleanups.push(() => client.close());
  return { api: createTRPCClient<AppRouter>({ links: [wsLink<AppRouter>({ client })] }), client, pageEnd };
}

/** A bare page end: sends and collects raw text. */
function bare(services = stubServices()): { readonly page: MessagePort; readonly heard: unknown[] } {
  const { engineEnd, pageEnd } = wireChannel();
  const heard: unknown[] = [];
  pageEnd.on('message', (data: unknown) => heard.push(data));
  serveOnPort(engineEnd, services);
  cleanups.push(() => {
    pageEnd.close();
    return Promise.resolve();
  });
  return { page: pageEnd, heard };
}

describe('serveOnPort', () => {
  it("carries calls of the page's client, and their errors with our code", async () => {
    const { api } = connect(stubServices({ app: { facts: () => Promise.resolve(stubFacts) } }));
    expect(await api.app.facts.query()).toEqual(stubFacts);
    await expect(api.app.diagnostics.query()).rejects.toMatchObject({ data: { slipway: { code: 'engine/internal' } } });
    await expect(api.projects.open.query({ dir: 1 } as unknown as { dir: string })).rejects.toMatchObject({
      data: { slipway: { code: 'engine/bad-request' } },
    });
  });

  it('streams subscriptions, and stops them when the page lets go of its port', async () => {
    let stopped = false;
    async function* drives(signal: AbortSignal): AsyncGenerator<readonly Drive[]> {
      yield [];
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      stopped = true;
    }
    const { api, client } = connect(stubServices({ drives: { watch: (_, signal) => drives(signal) } }));
    const seen: (readonly Drive[])[] = [];
    api.drives.watch.subscribe({}, { onData: (list) => seen.push(list) });
    await expect.poll(() => seen).toEqual([[]]);
    await client.close();
    await expect.poll(() => stopped).toBe(true);
  });

  it('answers a ping, so that the page notices an engine that hangs', async () => {
    const { page, heard } = bare();
    page.postMessage('PING');
    await expect.poll(() => heard).toEqual(['PONG']);
  });

  it('survives text that is no request', async () => {
    const { page, heard } = bare(stubServices({ app: { facts: () => Promise.resolve(stubFacts) } }));
    for (const nonsense of ['', '{', '42', '{"id":1}', 'PONG']) page.postMessage(nonsense);
    page.postMessage(JSON.stringify({ id: 7, method: 'query', params: { path: 'app.facts' } }));
    await expect.poll(() => heard.at(-1)).toContain('"id":7,"result"');
  });

  it('hangs up on a page that sends anything but text', async () => {
    const { page } = bare();
    const closed = new Promise((resolve) => page.once('close', () => resolve('closed')));
    page.postMessage({ type: 'not text' });
    expect(await closed).toBe('closed');
  });
});
