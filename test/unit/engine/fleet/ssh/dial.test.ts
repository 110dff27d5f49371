import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setImmediate as soon } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { dial, type Dialled } from '../../../../../electron/engine/fleet/ssh/dial.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const listen = async (server: Server, host: string, port = 0): Promise<number> => {
  servers.push(server);
  server.listen({ host, port });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

describe('dialling', () => {
  it('survives a machine that hangs up while another one is being talked to', async () => {
    const accepted: Socket[] = [];
    const take = (socket: Socket): void => void accepted.push(socket.on('error', () => undefined));
    const port = await listen(createServer(take), '127.0.0.1');
    await listen(createServer(take), '127.0.0.2', port);
    const signal = new AbortController().signal;
    const reached: Dialled[] = [];
    for await (const dialled of dial(['127.0.0.1', '127.0.0.2'], { port, timeoutMs: 2000, signal })) {
      reached.push(dialled);
      await expect.poll(() => accepted.length).toBe(2);
      await turns();
      for (const socket of accepted) if (!socket.destroyed) await once(socket.resetAndDestroy(), 'close');
      await turns();
    }
    expect(reached).toMatchObject([{ socket: { destroyed: true } }, { socket: { destroyed: true } }]);
  });
});

/** Some turns of the event loop, for what the system has told already. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await soon();
}
