import ssh2 from 'ssh2';
import type { KeySource } from '../../electron/engine/fleet/ssh/identity.ts';
import { newKeyPair } from './fake-node.ts';

const pair = newKeyPair();

/** The public half of the one key that {@link testKeys} offers. */
export const testPublicKey = pair.publicKey;

/** A key source with one key, for fake nodes. */
export const testKeys: KeySource = {
  offers: () => {
    const parsed: unknown = ssh2.utils.parseKey(pair.privateKey);
    const key = (Array.isArray(parsed) ? parsed[0] : parsed) as ssh2.ParsedKey;
    return Promise.resolve({ identities: [{ label: 'test key', proof: { kind: 'file', key } }], locked: [] });
  },
};
