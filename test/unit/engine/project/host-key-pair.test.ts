import { describe, expect, it } from 'vitest';
import { newHostKeyPair } from '../../../../electron/engine/project/host-key-pair.ts';

describe('a host key pair', () => {
  it('is whole, each of a thousand: sshd loads no other', async () => {
    const pairs = await Promise.all(Array.from({ length: 1000 }, () => newHostKeyPair('root@pi1')));
    const lengths = pairs.map(({ publicKey }) => Buffer.from(publicKey.split(' ')[1] ?? '', 'base64').length);
    // The type with its length, and 32 bytes with theirs (RFC 8709 section 4).
    expect(new Set(lengths)).toEqual(new Set([4 + 11 + 4 + 32]));
  });
});
