import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { fakeNode, testPool } from '../../../../fakes/ssh-pool.ts';

interface Wire {
  readonly port: number;
  /** From now on nothing passes and nobody answers, not even the end of a connection: the plug is out. */
  pull(): void;
}

/** A wire to a node that can be pulled out, unlike a process, which closes its sockets when it ends. */
async function wireTo(nodePort: number): Promise<Wire> {
  const ends: Socket[] = [];
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ port: nodePort, host: '127.0.0.1', allowHalfOpen: true });
    for (const end of [near, far]) end.on('error', () => undefined);
    near.pipe(far, { end: false });
    far.pipe(near, { end: false });
    ends.push(near, far);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const end of ends) end.destroy();
    server.close();
  });
  const pull = (): void => {
    for (const end of ends) end.unpipe().pause();
  };
  return { port: (server.address() as AddressInfo).port, pull };
}

it('a node whose plug was pulled is hung up on, without waiting until TCP gives up', async () => {
  const node = await fakeNode();
  const wire = await wireTo(node.port);
  const pool = testPool();
  const shell = pool.shell({ ...node.target(), addresses: ['127.0.0.1'], port: wire.port });
  await expect(shell.exec(['echo', 'there'])).resolves.toMatchObject({ stdout: 'there\n' });
  wire.pull();
  await pool.close();
  await expect(shell.exec(['echo', 'there'])).rejects.toMatchObject({ code: 'engine/cancelled' });
});
