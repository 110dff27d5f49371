import { describe, expect, it } from 'vitest';
import { backoff } from '../../../../../electron/engine/fleet/ssh/pool.ts';
import { fakeNode, fakeShell, testPool } from '../../../../fakes/ssh-pool.ts';

describe('the pool', () => {
  it('uses one connection for all commands of a node', async () => {
    const { node, shell } = await fakeShell({ answer: ({ argv }) => ({ stdout: argv.join(' ') }) });
    const words = Array.from({ length: 20 }, (_, index) => String(index));
    const results = await Promise.all(words.map((word) => shell.exec(['echo', word])));
    expect(results.map(({ stdout }) => stdout)).toEqual(words.map((word) => `echo ${word}`));
    expect(node.logins.accepted).toBe(1);
  });

  it('makes no connection before something is asked', async () => {
    const { node } = await fakeShell();
    expect(node.connections()).toBe(0);
  });

  it('connects again after the connection was lost', async () => {
    const { node, shell } = await fakeShell();
    await shell.exec(['true']);
    node.drop();
    // The command in flight, if it is sent before the loss is known, may fail; the one after it may not.
    await shell.exec(['true']).catch(() => undefined);
    await expect(shell.exec(['echo', 'back'])).resolves.toMatchObject({ stdout: 'back\n' });
  });

  it('never repeats a command that was under way when the connection broke', async () => {
    const { node, shell } = await fakeShell({ answer: () => 'drop' });
    await expect(shell.exec(['reboot'])).rejects.toMatchObject({ code: 'ssh/disconnected' });
    expect(node.lines).toEqual(['reboot']);
  });

  it('follows a node to its new address, and shows the key it knows the node by there', async () => {
    const node = await fakeNode();
    const pool = testPool({ times: { dialTimeoutMs: 2000 } });
    const away = { ...node.target(), addresses: ['127.0.0.1'], port: 1 };
    await expect(pool.shell(away).exec(['true'])).rejects.toMatchObject({ code: 'ssh/refused' });
    await expect(pool.shell(node.target()).exec(['echo', 'here'])).resolves.toMatchObject({ stdout: 'here\n' });
  });

  it('drops the connection of a node that is to be known by another key', async () => {
    const node = await fakeNode();
    const other = await fakeNode();
    const pool = testPool();
    await pool.shell(node.target()).exec(['true']);
    const moved = pool.shell({ ...node.target(), hostKeys: [other.hostKey] });
    await expect(moved.exec(['true'])).rejects.toMatchObject({ code: 'ssh/wrong-host-key' });
  });

  it('finds the node among addresses that lead nowhere or to a stranger', async () => {
    const node = await fakeNode();
    const stranger = await fakeNode({ port: node.port, address: '127.0.0.2' });
    const target = { ...node.target(), addresses: ['127.0.0.2', '127.0.0.3', '127.0.0.1'] };
    await expect(testPool().shell(target).exec(['echo', 'me'])).resolves.toMatchObject({ stdout: 'me\n' });
    expect(stranger.logins.tried).toBe(0);
  });

  it('runs no more commands on a node at once than it may', async () => {
    let running = 0;
    let most = 0;
    const { shell } = await fakeShell(
      {
        answer: async () => {
          most = Math.max(most, ++running);
          await new Promise((resolve) => setImmediate(resolve));
          running -= 1;
          return {};
        },
      },
      { limits: { perNode: 3 } },
    );
    await Promise.all(Array.from({ length: 12 }, () => shell.exec(['true'])));
    expect(most).toBe(3);
  });

  it('makes no more connections at once than it may', async () => {
    const nodes = await Promise.all(Array.from({ length: 6 }, () => fakeNode()));
    const pool = testPool({ limits: { connecting: 1 } });
    const results = await Promise.all(
      nodes.map((node, index) => pool.shell(node.target(`pi${index}`)).exec(['echo', String(index)])),
    );
    expect(results.map(({ stdout }) => stdout.trim())).toEqual(['0', '1', '2', '3', '4', '5']);
  });

  it('ends what still runs when it is closed', async () => {
    const node = await fakeNode({ answer: () => 'hang' });
    const pool = testPool();
    const running = pool.shell(node.target()).exec(['sleep']);
    const ended = expect(running).rejects.toMatchObject({ code: 'ssh/disconnected' });
    await expect.poll(() => node.lines).toEqual(['sleep']);
    await pool.close();
    await ended;
    await expect(pool.shell(node.target()).exec(['true'])).rejects.toMatchObject({ code: 'engine/cancelled' });
  });
});

describe('the pause before the next attempt', () => {
  it.each([
    [1, 0, 125],
    [1, 0.999, 250],
    [2, 0, 250],
    [3, 0, 500],
    [30, 0, 2500],
  ])('after %i failures and chance %f is about %i ms', (failures, chance, expected) => {
    expect(backoff(failures, 250, chance)).toBeCloseTo(expected, -1);
  });
});
