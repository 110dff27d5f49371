import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { ClientChannel } from 'ssh2';
import type { Forward } from './node-shell.ts';

/**
 * Listens on a free port of 127.0.0.1 and joins each connection to a channel of its own. A connection that the node does not
 * take is closed, as a dead server would; the listener lives on through reconnects.
 */
export async function listenFor(openChannel: () => Promise<ClientChannel>): Promise<Forward> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    void join(socket, openChannel);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: portOf(server.address()),
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

async function join(socket: Socket, openChannel: () => Promise<ClientChannel>): Promise<void> {
  try {
    const channel = await openChannel();
    if (socket.destroyed) return void channel.destroy();
    channel.on('error', () => undefined).on('close', () => socket.end());
    socket.on('close', () => channel.destroy());
    await Promise.all([pipeline(socket, channel), pipeline(channel, socket)]);
  } catch {
    socket.destroy();
  }
}

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === 'object' && address !== null ? address.port : 0;
