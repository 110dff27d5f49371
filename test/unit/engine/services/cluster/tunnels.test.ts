import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createTunnels, sweepTunnels } from '../../../../../electron/engine/services/cluster/tunnels.ts';
import { tempFolder } from '../../../../fakes/temp-folder.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listening(): Promise<number> {
  const server = createServer((socket) => socket.destroy());
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** A port that was free a moment ago. */
async function nobodyAt(): Promise<number> {
  const port = await listening();
  const server = servers.pop();
  await new Promise<unknown>((resolve) => server?.close(resolve));
  return port;
}

const credentials = {
  server: 'https://10.0.0.1:6443',
  authority: Buffer.from('ca').toString('base64'),
  login: { kind: 'token', token: 't' },
} as const;

describe('kubeconfigs of tunnels', () => {
  it('that a killed Slipway left are swept away, and those of another that runs are not', async () => {
    const folder = join(tempFolder(), 'tunnels');
    await mkdir(folder);
    const open = `lab-${await listening()}.yaml`;
    for (const name of [open, `lab-${await nobodyAt()}.yaml`, 'lab-99999.yaml', 'notes.txt'])
      await writeFile(join(folder, name), 'secret');
    await sweepTunnels(folder);
    expect((await readdir(folder)).sort()).toEqual([open, 'lab-99999.yaml', 'notes.txt'].sort());
  });

  it('are there while the tunnel is, and gone with it', async () => {
    const folder = join(tempFolder(), 'tunnels');
    const port = await listening();
    let closed = 0;
    const close = (): Promise<void> => {
      closed += 1;
      return Promise.resolve();
    };
    const tunnels = createTunnels(folder, () => Promise.resolve({ context: 'lab', credentials, forward: { port, close } }));
    const state = await tunnels.open('/p');
    expect(state).toEqual({ server: `https://127.0.0.1:${port}`, kubeconfig: join(folder, `lab-${port}.yaml`) });
    expect(await tunnels.open('/p')).toEqual(state);
    expect(await readdir(folder)).toEqual([`lab-${port}.yaml`]);
    await tunnels.closeAll();
    expect(await readdir(folder)).toEqual([]);
    expect([closed, tunnels.current('/p')]).toEqual([1, null]);
  });

  it('that are closed while they are being opened are not shown as open', async () => {
    const forward = { port: await listening(), close: () => Promise.resolve() };
    const tunnels = createTunnels(join(tempFolder(), 'tunnels'), () => Promise.resolve({ context: 'lab', credentials, forward }));
    await Promise.all([tunnels.open('/p'), tunnels.close('/p')]);
    expect(tunnels.current('/p')).toBeNull();
  });

  it('that cannot be written leave no forwarded port behind', async () => {
    const folder = join(tempFolder(), 'tunnels');
    await writeFile(folder, 'no folder');
    let closed = 0;
    const forward = { port: await listening(), close: () => Promise.resolve(void (closed += 1)) };
    const tunnels = createTunnels(folder, () => Promise.resolve({ context: 'lab', credentials, forward }));
    await expect(tunnels.open('/p')).rejects.toThrow();
    expect([closed, tunnels.current('/p')]).toEqual([1, null]);
  });
});
