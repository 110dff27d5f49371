import { afterEach, describe, expect, it } from 'vitest';
import { createShellPool, type ShellPool } from '../../../../../electron/engine/fleet/ssh/pool.ts';
import { startFakeNode, type FakeNode, type FakeNodeOptions } from '../../../../fakes/fake-node.ts';
import { testKeys, testPublicKey } from '../../../../fakes/ssh-keys.ts';

const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.stop()));
});

async function nodeAndPool(options: FakeNodeOptions = {}): Promise<{ readonly node: FakeNode; readonly pool: ShellPool }> {
  const node = await startFakeNode({ authorizedKeys: [testPublicKey], ...options });
  const pool = createShellPool({ keys: testKeys, times: { backoffMs: 1 } });
  open.push(node, { stop: () => pool.close() });
  return { node, pool };
}

describe('a shell of the pool', () => {
  it('runs an argv as one command and gives its exit code and both outputs', async () => {
    const { node, pool } = await nodeAndPool();
    const shell = pool.shell(node.target());
    const result = await shell.exec(['sh', '-c', 'echo "$1"; echo oops >&2; exit 3', 'sh', "it's $HOME"]);
    expect(result).toEqual({ code: 3, stdout: "it's $HOME\n", stderr: 'oops\n' });
  });

  it('runs a script that has arguments and an input of its own', async () => {
    const { node, pool } = await nodeAndPool();
    const shell = pool.shell(node.target());
    const result = await shell.script('read -r line\necho "$1 $line"; cat', { args: ['a b'], stdin: 'first\nrest' });
    expect(result).toEqual({ code: 0, stdout: 'a b first\nrest', stderr: '' });
  });

  it('refuses a node that shows another host key than the one on its card', async () => {
    const { node, pool } = await nodeAndPool();
    const other = await startFakeNode();
    open.push(other);
    const shell = pool.shell({ ...node.target(), hostKeys: [other.hostKey] });
    await expect(shell.exec(['true'])).rejects.toMatchObject({ code: 'ssh/wrong-host-key' });
    expect(node.logins.tried).toBe(0);
  });

  it('uses one connection for all commands of a node', async () => {
    const { node, pool } = await nodeAndPool({ answer: ({ argv }) => ({ stdout: argv.join(' ') }) });
    const shell = pool.shell(node.target());
    const words = Array.from({ length: 20 }, (_, index) => String(index));
    const results = await Promise.all(words.map((word) => shell.exec(['echo', word])));
    expect(results.map(({ stdout }) => stdout)).toEqual(words.map((word) => `echo ${word}`));
    expect(node.logins.accepted).toBe(1);
  });
});
