import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { agentPlaces } from '../../../../../electron/engine/fleet/ssh/agents.ts';
import { fingerprint, keyBlob } from '../../../../../electron/engine/fleet/ssh/host-key.ts';
import { createKeySource, type AskToOpen } from '../../../../../electron/engine/fleet/ssh/key-source.ts';
import { fakeNode, testPool } from '../../../../fakes/ssh-pool.ts';
import { tempFolder } from '../../../../fakes/temp-folder.ts';

const hasTools = process.platform !== 'win32' && existsSync('/usr/bin/ssh-keygen') && existsSync('/usr/bin/ssh-agent');

/** Makes a key as a user would; gives its public line. */
function makeKey(dir: string, name: string, options: { type?: string; passphrase?: string; format?: string } = {}): string {
  const { type = 'ed25519', passphrase = '', format } = options;
  const extra = format === undefined ? [] : ['-m', format];
  const bits = type === 'rsa' ? ['-b', '2048'] : [];
  execFileSync('ssh-keygen', [
    '-q',
    '-t',
    type,
    ...bits,
    ...extra,
    '-a',
    '1',
    '-N',
    passphrase,
    '-C',
    name,
    '-f',
    join(dir, name),
  ]);
  return readFileSync(join(dir, `${name}.pub`), 'utf8').trim();
}

const agents: ChildProcess[] = [];
afterEach(() => {
  for (const agent of agents.splice(0)) agent.kill();
});

/** An agent that holds keys. */
async function agentWith(dir: string, names: readonly string[]): Promise<string> {
  const socket = join(dir, 'agent');
  agents.push(spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' }));
  await expect.poll(() => existsSync(socket)).toBe(true);
  const env = { ...process.env, SSH_AUTH_SOCK: socket };
  execFileSync('ssh-add', ['-q', ...names.map((name) => join(dir, name))], { env, stdio: 'ignore' });
  return socket;
}

describe.skipIf(!hasTools)('the keys to offer (made by ssh-keygen, held by ssh-agent)', () => {
  const source = (sshDir: string, authorizedKeys: readonly string[], more: object = {}) =>
    createKeySource({ sshDir, agents: [], authorizedKeys, ...more });

  it.each([
    ['ed25519', {}],
    ['ecdsa', { type: 'ecdsa' }],
    ['rsa', { type: 'rsa' }],
    ['rsa in the old format', { type: 'rsa', format: 'PEM' }],
  ])('log in with a key of type %s', async (_what, options) => {
    const dir = tempFolder();
    const line = makeKey(dir, 'id', options);
    const node = await fakeNode({ authorizedKeys: [line] });
    const shell = testPool({ keys: source(dir, [line]) }).shell(node.target());
    await expect(shell.exec(['echo', 'in'])).resolves.toMatchObject({ stdout: 'in\n' });
    expect(node.logins.accepted).toBe(1);
  });

  it('are asked for again after a question that nobody could answer', async () => {
    const dir = tempFolder();
    const line = makeKey(dir, 'id', { passphrase: 'open sesame' });
    let questions = 0;
    const ask: AskToOpen = (_what, opens) => {
      questions += 1;
      return questions === 1 ? Promise.reject(new Error('the page went away')) : opens('open sesame');
    };
    const keys = source(dir, [line], { unlock: ask });
    await expect(keys.offers()).rejects.toThrow('the page went away');
    expect((await keys.offers()).identities).toHaveLength(1);
  });

  it('begin with the one the plan authorises, and are no more than sshd has patience for', async () => {
    const dir = tempFolder();
    for (let index = 0; index < 8; index += 1) makeKey(dir, `a${index}`);
    const line = makeKey(dir, 'z-wanted');
    const { identities } = await source(dir, [`from="10.0.0.0/8" ${line}`]).offers();
    expect(identities[0]?.label).toBe(join(dir, 'z-wanted'));
    expect(identities).toHaveLength(5);
  });

  it('open an encrypted key with its passphrase, asked once', async () => {
    const dir = tempFolder();
    const line = makeKey(dir, 'id', { passphrase: 'open sesame' });
    const asked: string[] = [];
    const unlock: AskToOpen = async (path, opens) => {
      asked.push(path);
      return !(await opens('wrong')) && opens('open sesame');
    };
    const keys = source(dir, [line], { unlock });
    const nodes = await Promise.all([fakeNode({ authorizedKeys: [line] }), fakeNode({ authorizedKeys: [line] })]);
    const pool = testPool({ keys });
    await Promise.all(nodes.map((node, index) => pool.shell(node.target(`pi${index}`)).exec(['true'])));
    expect(asked).toEqual([join(dir, 'id')]);
  });

  it('say that a key is locked which nobody could open', async () => {
    const dir = tempFolder();
    const line = makeKey(dir, 'id', { passphrase: 'open sesame' });
    const keys = source(dir, [line], { unlock: ((_path, opens) => opens('wrong')) satisfies AskToOpen });
    const node = await fakeNode({ authorizedKeys: [line] });
    const shell = testPool({ keys }).shell(node.target());
    await expect(shell.exec(['true'])).rejects.toMatchObject({ code: 'ssh/key-locked', detail: join(dir, 'id') });
  });

  it('are not asked for while another one that the plan authorises is at hand', async () => {
    const dir = tempFolder();
    const lines = [makeKey(dir, 'a-locked', { passphrase: 'open sesame' }), makeKey(dir, 'b-open')];
    const keys = source(dir, lines, { unlock: () => Promise.reject(new Error('asked')) });
    const { identities, locked } = await keys.offers();
    expect(identities.map(({ label }) => label)).toEqual([join(dir, 'b-open')]);
    expect(locked).toEqual([]);
  });

  it('are never asked a passphrase that the plan does not need', async () => {
    const dir = tempFolder();
    makeKey(dir, 'private-matter', { passphrase: 'open sesame' });
    const line = makeKey(dir, 'id');
    const keys = source(dir, [line], { unlock: () => Promise.reject(new Error('asked')) });
    expect((await keys.offers()).identities.map(({ label }) => label)).toEqual([join(dir, 'id')]);
  });

  it('log in through the agent where the file is locked', async () => {
    const dir = tempFolder();
    const line = makeKey(dir, 'id');
    const socket = await agentWith(dir, ['id']);
    execFileSync('ssh-keygen', ['-q', '-p', '-a', '1', '-P', '', '-N', 'open sesame', '-f', join(dir, 'id')]);
    const node = await fakeNode({ authorizedKeys: [line] });
    const shell = testPool({ keys: source(dir, [line], { agents: [socket] }) }).shell(node.target());
    await expect(shell.exec(['echo', 'in'])).resolves.toMatchObject({ stdout: 'in\n' });
  });

  it('are offered one by one from an agent that holds many', async () => {
    const dir = tempFolder();
    const names = Array.from({ length: 8 }, (_, index) => `k${index}`);
    const lines = names.map((name) => makeKey(dir, name));
    const socket = await agentWith(dir, names);
    const wanted = lines[7] ?? '';
    const node = await fakeNode({ authorizedKeys: [wanted] });
    const shell = testPool({ keys: source(tempFolder(), [wanted], { agents: [socket] }) }).shell(node.target());
    await shell.exec(['true']);
    // One question whether the key is welcome, one with the signature.
    expect(node.logins.tried).toBe(2);
  });

  it('do without an agent whose socket is stale, and without what is no key', async () => {
    const dir = tempFolder();
    writeFileSync(join(dir, 'known_hosts'), 'pi1 ssh-ed25519 AAAA');
    writeFileSync(join(dir, 'broken'), '-----BEGIN OPENSSH PRIVATE KEY-----\nnot base64!\n-----END OPENSSH PRIVATE KEY-----\n');
    const line = makeKey(dir, 'id');
    const keys = source(dir, [line], { agents: [join(dir, 'nobody-listens')] });
    expect((await keys.offers()).identities).toHaveLength(1);
  });

  it('have the fingerprints that ssh-keygen prints', () => {
    const dir = tempFolder();
    const line = makeKey(dir, 'id');
    const printed = execFileSync('ssh-keygen', ['-l', '-f', join(dir, 'id.pub')], { encoding: 'utf8' });
    expect(printed).toContain(` ${fingerprint(keyBlob(line) ?? Buffer.alloc(0))} `);
  });
});

describe('agents', () => {
  it.each<[NodeJS.Platform, NodeJS.ProcessEnv, readonly string[]]>([
    ['linux', { SSH_AUTH_SOCK: '/run/agent' }, ['/run/agent']],
    ['linux', { SSH_AUTH_SOCK: '' }, []],
    ['darwin', {}, []],
    ['win32', {}, [String.raw`\\.\pipe\openssh-ssh-agent`, 'pageant']],
  ])('on %s with %j are looked for at %j', (platform, env, places) => {
    expect(agentPlaces(platform, env)).toEqual(places);
  });
});
