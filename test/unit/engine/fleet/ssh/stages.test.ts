import { describe, expect, it } from 'vitest';
import type { FakeNodeOptions } from '../../../../fakes/fake-node.ts';
import { newKeyPair } from '../../../../fakes/fake-node.ts';
import { fakeNode, fakeShell, testPool } from '../../../../fakes/ssh-pool.ts';

/** Short, for nodes that hang; nothing is measured. */
const times = { loginTimeoutMs: 300, dialTimeoutMs: 5000 };

describe('a node that fails on the way to a command', () => {
  it.each<[string, FakeNodeOptions, string]>([
    ['says nothing', { fault: 'silent' }, 'ssh/handshake'],
    ['hangs after its banner', { fault: 'hangs-after-banner' }, 'ssh/handshake'],
    ['speaks another protocol', { fault: 'no-ssh' }, 'ssh/handshake'],
    ['closes at once', { fault: 'closes-at-connect' }, 'ssh/handshake'],
    ['closes after its banner', { fault: 'closes-after-banner' }, 'ssh/handshake'],
    ['closes at the login', { fault: 'closes-at-login' }, 'ssh/handshake'],
    ['never answers the login', { fault: 'hangs-at-login' }, 'ssh/handshake'],
    ['knows none of our keys', { authorizedKeys: [newKeyPair().publicKey] }, 'ssh/login-refused'],
    ['closes when a session is opened', { fault: 'closes-at-session' }, 'ssh/disconnected'],
    ['opens no session', { fault: 'refuses-sessions' }, 'ssh/channel'],
    ['closes when the command comes', { fault: 'closes-at-exec' }, 'ssh/disconnected'],
    ['goes away during the command', { answer: () => 'drop' }, 'ssh/disconnected'],
    ['ends the command without an exit code', { answer: () => 'close' }, 'ssh/disconnected'],
  ])('%s: %o ends with %s', async (_what, options, code) => {
    const { shell } = await fakeShell(options, { times });
    await expect(shell.exec(['true'])).rejects.toMatchObject({ code });
  });

  it('refuses the connection: nothing listens there', async () => {
    const node = await fakeNode();
    await node.stop();
    await expect(testPool().shell(node.target()).exec(['true'])).rejects.toMatchObject({ code: 'ssh/refused' });
  });

  it('has no address yet', async () => {
    const node = await fakeNode();
    const nowhere = { ...node.target(), addresses: [] };
    await expect(testPool().shell(nowhere).exec(['true'])).rejects.toMatchObject({ code: 'ssh/unreachable' });
  });

  it('has a name that nobody knows', async () => {
    const node = await fakeNode();
    const unknown = { ...node.target(), addresses: ['no-such-node.invalid'] };
    await expect(testPool().shell(unknown).exec(['true'])).rejects.toMatchObject({ code: 'ssh/unreachable' });
  });

  it('shows another key: its fingerprint is told, and no login is tried', async () => {
    const node = await fakeNode();
    const pinned = { ...node.target(), hostKeys: [newKeyPair().publicKey] };
    const refused = testPool().shell(pinned).exec(['true']);
    await expect(refused).rejects.toMatchObject({
      code: 'ssh/wrong-host-key',
      detail: expect.stringContaining('SHA256:') as string,
    });
    expect(node.logins.tried).toBe(0);
  });

  it('does not get its escape sequences into the message', async () => {
    const { shell } = await fakeShell({ fault: 'no-ssh' }, { times });
    const message = await shell.exec(['true']).catch((error: unknown) => String(error));
    expect(message).not.toMatch(/[\u0000-\u001F]/);
  });

  it('was pulled: the keepalive finds out while a command waits', async () => {
    const { node, shell } = await fakeShell({ answer: () => 'hang' }, { times: { keepaliveMs: 50 } });
    const running = shell.exec(['sleep', '1000']);
    const ended = expect(running).rejects.toMatchObject({ code: 'ssh/disconnected' });
    await expect.poll(() => node.lines).toHaveLength(1);
    node.freeze();
    await ended;
  });
});
