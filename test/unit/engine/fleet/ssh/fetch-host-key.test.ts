import { describe, expect, it } from 'vitest';
import { fetchHostKey } from '../../../../../electron/engine/fleet/ssh/fetch-host-key.ts';
import {
  fingerprint,
  hostKeyAlgorithms,
  isAccepted,
  keyBlob,
  keyLine,
} from '../../../../../electron/engine/fleet/ssh/host-key.ts';
import { fakeNode } from '../../../../fakes/ssh-pool.ts';

const never = new AbortController().signal;

describe('asking a machine for its host key', () => {
  it('gives the key, its fingerprint and the banner, and tries no login', async () => {
    const node = await fakeNode();
    const shown = await fetchHostKey('127.0.0.1', node.port, never);
    const blob = keyBlob(node.hostKey) ?? Buffer.alloc(0);
    expect(shown).toEqual({ hostKey: keyLine(blob), fingerprint: fingerprint(blob), banner: 'SSH-2.0-OpenSSH_9.2p1 Fake' });
    await expect.poll(() => node.connections()).toBe(0);
    expect(node.logins.tried).toBe(0);
  });

  it.each([['no-ssh'], ['closes-at-connect'], ['closes-after-banner']] as const)(
    'ends with ssh/handshake at a machine that %s',
    async (fault) => {
      const node = await fakeNode({ fault });
      await expect(fetchHostKey('127.0.0.1', node.port, never)).rejects.toMatchObject({ code: 'ssh/handshake' });
    },
  );

  it('ends with ssh/refused where nothing listens', async () => {
    await expect(fetchHostKey('127.0.0.1', 1, never)).rejects.toMatchObject({ code: 'ssh/refused' });
  });

  it('ends when it is cancelled at a machine that says nothing', async () => {
    const node = await fakeNode({ fault: 'silent' });
    const cancelling = new AbortController();
    const asking = fetchHostKey('127.0.0.1', node.port, cancelling.signal);
    const ended = expect(asking).rejects.toMatchObject({ code: 'engine/cancelled' });
    await expect.poll(() => node.connections()).toBe(1);
    cancelling.abort();
    await ended;
  });
});

describe('host keys', () => {
  it('are compared byte for byte, whatever the comment', async () => {
    const node = await fakeNode();
    const blob = keyBlob(node.hostKey) ?? Buffer.alloc(0);
    expect(isAccepted(blob, [`${node.hostKey} root@pi1`])).toBe(true);
    const flipped = Buffer.from(blob);
    flipped[flipped.length - 1] = (flipped[flipped.length - 1] ?? 0) ^ 1;
    expect(isAccepted(flipped, [node.hostKey])).toBe(false);
  });

  it.each(['', 'ssh-ed25519', 'ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAA', 'ssh-ed25519 !!!!'])('are none: %j', (line) => {
    expect(keyBlob(line)).toBeUndefined();
    expect(isAccepted(Buffer.alloc(0), [line])).toBe(false);
  });

  it('put the algorithms of the accepted key first, and keep the others to tell a stranger by', () => {
    const offered = hostKeyAlgorithms(['ssh-rsa AAAA']);
    expect(offered.slice(0, 3)).toEqual(['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa']);
    expect(offered).toContain('ssh-ed25519');
  });
});
