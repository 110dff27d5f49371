import type { HostKey } from '../../contract/secrets.ts';

/** ssh2 is loaded when a key is made, not at every start of the program. */
export async function newHostKeyPair(comment: string): Promise<HostKey> {
  const { utils } = (await import('ssh2')).default;
  for (;;) {
    const { private: privateKey, public: publicKey } = utils.generateKeyPairSync('ed25519', { comment });
    // ssh2 1.17 drops zero bytes at the start of the public part (lib/keygen.js): one pair in 256 is one that neither sshd
    // nor ssh2 itself can load, and its node would come up with a host key of its own.
    if ([utils.parseKey(privateKey)].flat().every((key) => !(key instanceof Error)))
      return { type: 'ed25519', privateKey: `${privateKey.trimEnd()}\n`, publicKey: publicKey.trim() };
  }
}
