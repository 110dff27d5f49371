import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { phoneHomePath } from '../../../../../../electron/contract/phone-home.ts';
import type { FinderStatus } from '../../../../../../electron/contract/fleet.ts';
import type { Call } from '../../../../../../electron/engine/fleet/discovery/phone-home/call.ts';
import { openEndpoint, type Endpoint } from '../../../../../../electron/engine/fleet/discovery/phone-home/endpoint.ts';
import {
  createPhoneHomeListener,
  type PhoneHomeListener,
} from '../../../../../../electron/engine/fleet/discovery/phone-home/listener.ts';
import { phoneHomeNodeFiles } from '../../../../../../electron/engine/firstboot/phone-home.ts';
import { nodeSettings } from '../../../../../../electron/engine/firstboot/node-settings.ts';
import { testIdentity, testInput } from '../../../../../fakes/first-boot-input.ts';
import { callSecrets, phoneCall } from '../../../../../fakes/phone-calls.ts';
import { tempFolder } from '../../../../../fakes/temp-folder.ts';

const run = promisify(execFile);
const loopback = { interface: 'lo', family: 'IPv4', address: '127.0.0.1', cidr: '127.0.0.1/8' } as const;

interface Desk {
  readonly listener: PhoneHomeListener;
  readonly calls: readonly Call[];
  readonly port: number;
}

const open: (PhoneHomeListener | Endpoint)[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** A listener on the loopback interface; its clock stands still, so that nothing refills while a test runs. */
async function listening(secrets = callSecrets): Promise<Desk> {
  const calls: Call[] = [];
  const ports: number[] = [];
  let told = (_statuses: readonly FinderStatus[]): void => undefined;
  const isOpen = new Promise<readonly FinderStatus[]>((resolve) => (told = resolve));
  const listener = createPhoneHomeListener({
    open: async (options) => {
      const endpoint = await openEndpoint({ ...options, ports: [0] });
      ports.push(endpoint.port);
      return endpoint;
    },
    secrets: () => secrets,
    onCall: (call) => calls.push(call),
    onStatus: (statuses) => told(statuses),
    now: () => 1_000_000,
  });
  open.push(listener);
  listener.follow([loopback]);
  await isOpen;
  return { listener, calls, port: ports[0] ?? 0 };
}

const post = async (port: number, body: string, path: string = phoneHomePath): Promise<number> =>
  (await fetch(`http://127.0.0.1:${String(port)}${path}`, { method: 'POST', body })).status;

describe('the listener', () => {
  it('takes a proven call once, and forged or repeated ones never', async () => {
    const { calls, port } = await listening();
    expect(await post(port, phoneCall({ secret: '00'.repeat(32) }))).toBe(403);
    expect(await post(port, phoneCall())).toBe(204);
    expect(await post(port, phoneCall())).toBe(403);
    expect(await post(port, phoneCall({ count: 2 }))).toBe(204);
    expect(calls.map(({ node, count }) => [node, count])).toEqual([
      ['pi1', 1],
      ['pi1', 2],
    ]);
  });

  it('listens as soon as another Slipway of this computer gives a port back', async () => {
    const other = await openEndpoint({ address: '127.0.0.1', ports: [0], admits: () => true, onCall: () => false });
    const states: string[] = [];
    const news = new EventTarget();
    const listener = createPhoneHomeListener({
      open: (options) => openEndpoint({ ...options, ports: [other.port] }),
      secrets: () => callSecrets,
      onCall: () => undefined,
      onStatus: (statuses) => {
        states.push(...statuses.map(({ state }) => state.kind));
        news.dispatchEvent(new Event('told'));
      },
      now: () => 1_000_000,
    });
    open.push(listener);
    for (const giveBack of [false, true]) {
      if (giveBack) await other.close();
      const told = once(news, 'told');
      listener.follow([loopback]);
      await told;
    }
    expect(states).toEqual(['failed', 'working']);
    expect(await post(other.port, phoneCall())).toBe(204);
  });

  it('knows one request', async () => {
    const { calls, port } = await listening();
    expect(await post(port, phoneCall(), '/')).toBe(403);
    expect((await fetch(`http://127.0.0.1:${String(port)}${phoneHomePath}`)).status).toBe(403);
    expect(calls).toEqual([]);
  });

  it('reads no more than a call is long', async () => {
    const { calls, port } = await listening();
    expect(await post(port, phoneCall() + ' '.repeat(100_000)).catch(() => 'cut off')).toSatisfy(
      (answer) => answer === 403 || answer === 'cut off',
    );
    expect(calls).toEqual([]);
  });

  it('lets a flood of one caller pass by', async () => {
    const { calls, port } = await listening();
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) => post(port, phoneCall({ count: index + 1 })).catch(() => 429)),
    );
    expect(answers.filter((status) => status === 429).length).toBeGreaterThan(40);
    expect(calls.length).toBeLessThanOrEqual(12);
  });

  it('hangs up on what is no HTTP', async () => {
    const { port } = await listening();
    const socket = createConnection({ host: '127.0.0.1', port });
    let answer = '';
    socket.on('data', (bytes: Buffer) => (answer += bytes.toString()));
    socket.write('SSH-2.0-nobody\r\n\r\n');
    await once(socket, 'close');
    expect(answer).toBe('');
  });

  it('takes the next port when another Slipway has the first, and says so when all are taken', async () => {
    const options = { address: '127.0.0.1', admits: () => true, onCall: () => true };
    const first = await openEndpoint({ ...options, ports: [0] });
    const second = await openEndpoint({ ...options, ports: [first.port, 0] });
    open.push(first, second);
    expect(second.port).not.toBe(first.port);
    await expect(openEndpoint({ ...options, ports: [first.port, second.port] })).rejects.toMatchObject({
      code: 'fleet/no-listener',
    });
  });

  it('closes its port when the interface goes', async () => {
    const { listener, port } = await listening();
    listener.follow([]);
    await listener.close();
    await expect(post(port, phoneCall())).rejects.toThrow();
  });
});

const shells = ['curl', 'wget', 'bash'].filter((tool) => existsSync(`/usr/bin/${tool}`));

describe.skipIf(!existsSync('/proc/sys/kernel/random/boot_id'))('the script on the card (needs Linux)', () => {
  it.each(shells)('makes a call with %s that the listener takes', async (tool) => {
    const folder = tempFolder();
    const secrets = new Map([[testIdentity.instanceId, { node: 'pi-master', secret: testIdentity.phoneHomeSecret }]]);
    const { calls, port } = await listening(secrets);
    const text = await cardScript(folder, port);
    await run('/bin/sh', ['-c', text], { env: { PATH: await toolFolder(folder, tool) }, timeout: 20_000 });
    expect(calls).toMatchObject([{ node: 'pi-master', instance: testIdentity.instanceId, count: 1 }]);
    expect(calls[0]?.boot).toBe((await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim());
  });

  it('calls on, every five minutes in the end, until the port that another program holds is the desktop’s', async () => {
    const other = await openEndpoint({ address: '127.0.0.1', ports: [0], admits: () => true, onCall: () => false });
    const calls: Call[] = [];
    const states: string[] = [];
    const listener = createPhoneHomeListener({
      open: (options) => openEndpoint({ ...options, ports: [other.port] }),
      secrets: () => new Map([[testIdentity.instanceId, { node: 'pi-master', secret: testIdentity.phoneHomeSecret }]]),
      onCall: (call) => calls.push(call),
      onStatus: (statuses) => states.push(...statuses.map(({ state }) => state.kind)),
      now: () => 1_000_000,
    });
    open.push(listener);
    listener.follow([loopback]);
    const folder = tempFolder();
    const bin = await toolFolder(folder, shells[0] ?? 'bash');
    const pauses = join(folder, 'pauses');
    await writeFile(join(bin, 'sleep'), `#!/bin/sh\necho "$1" >>${pauses}\nexec /usr/bin/sleep 0.01\n`);
    const script = run('/bin/sh', ['-c', await cardScript(folder, other.port)], { env: { PATH: bin }, timeout: 60_000 });
    await expect.poll(() => readFile(pauses, 'utf8').catch(() => ''), { timeout: 50_000 }).toContain('60\n300\n300\n');
    expect([states, calls]).toEqual([['failed'], []]);

    await other.close();
    listener.follow([loopback]);
    await script;
    expect(calls).toMatchObject([{ node: 'pi-master' }]);
    expect(states).toEqual(['failed', 'working']);
  });
});

/** The script as it is on the card, with its settings and its only port in the test's hands. */
async function cardScript(folder: string, port: number): Promise<string> {
  const [conf, script] = phoneHomeNodeFiles(nodeSettings(testInput('plain', { desks: ['127.0.0.1'] })));
  if (conf === undefined || script === undefined) throw new Error('no phone-home');
  await writeFile(join(folder, 'settings'), conf.content);
  return script.content
    .replace(conf.path, join(folder, 'settings'))
    .replace('/run/slipway', `${folder}/slipway`)
    .replace(/for port in [\d ]+/, `for port in ${String(port)}`);
}

/** A PATH with one of the three ways to make a call; `hostname -I` leaves out loopback, so it is told here. */
async function toolFolder(folder: string, tool: string): Promise<string> {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  for (const name of ['cat', 'cut', 'mktemp', 'printf', 'rm', 'sed', 'sha256sum', 'sleep', 'timeout', 'wc', tool])
    await writeFile(join(bin, name), `#!/bin/sh\nexec /usr/bin/${name} "$@"\n`).then(() => chmod(join(bin, name), 0o755));
  await writeFile(join(bin, 'hostname'), '#!/bin/sh\necho "127.0.0.1 "\n');
  await chmod(join(bin, 'hostname'), 0o755);
  return bin;
}
