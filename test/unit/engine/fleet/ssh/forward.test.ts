import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { fakeShell } from '../../../../fakes/ssh-pool.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** A server as seen from the node: it sends back what it gets, and says so. */
async function echoServer(): Promise<number> {
  const server = createServer({ allowHalfOpen: true }, (socket) => socket.on('error', () => undefined).pipe(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

describe('a forwarded port', () => {
  it('leads to a server that the node sees, both ways and to the end', async () => {
    const { shell } = await fakeShell();
    const forward = await shell.forward({ host: '127.0.0.1', port: await echoServer() });
    closing.push(() => forward.close());
    const socket = connect({ port: forward.port, host: '127.0.0.1', allowHalfOpen: true });
    socket.end('hello '.repeat(50_000));
    expect(await text(socket)).toBe('hello '.repeat(50_000));
  });

  it('closes a connection that the node does not take', async () => {
    const { shell } = await fakeShell();
    const forward = await shell.forward({ host: '127.0.0.1', port: 1 });
    closing.push(() => forward.close());
    const socket = connect(forward.port, '127.0.0.1').on('error', () => undefined);
    await once(socket, 'close');
  });

  it('works again after the connection to the node was lost', async () => {
    const { node, shell } = await fakeShell();
    const forward = await shell.forward({ host: '127.0.0.1', port: await echoServer() });
    closing.push(() => forward.close());
    await shell.exec(['true']);
    node.drop();
    await shell.exec(['true']).catch(() => undefined);
    const socket = connect({ port: forward.port, host: '127.0.0.1', allowHalfOpen: true });
    socket.end('again');
    expect(await text(socket)).toBe('again');
  });

  it('is on loopback only, and gone once it is closed', async () => {
    const { shell } = await fakeShell();
    const forward = await shell.forward({ host: '127.0.0.1', port: await echoServer() });
    await forward.close();
    const socket = connect(forward.port, '127.0.0.1');
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
  });
});
