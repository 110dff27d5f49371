import { createHash } from 'node:crypto';
import type { ServerHostKeyAlgorithm } from 'ssh2';

/** What may be agreed on, ed25519 first: each card of Slipway has one (RFC 8709; RFC 8332 for rsa-sha2). */
const algorithms: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
  'ssh-rsa',
];

/** The body of a public key line (`ssh-ed25519 AAAA… comment`), or undefined when it is none. */
export function keyBlob(line: string): Buffer | undefined {
  const [type, body] = line.trim().split(/\s+/);
  if (type === undefined || body === undefined) return undefined;
  const blob = Buffer.from(body, 'base64');
  return keyType(blob) === type ? blob : undefined;
}

/** The type that a key's body names at its start (RFC 4253 section 6.6), or undefined when it is cut off. */
export function keyType(blob: Buffer): string | undefined {
  if (blob.length < 4) return undefined;
  const end = 4 + blob.readUInt32BE(0);
  return end > blob.length ? undefined : blob.toString('latin1', 4, end);
}

/** One line without comment: `ssh-ed25519 AAAA…`. */
export const keyLine = (blob: Buffer): string => `${keyType(blob) ?? ''} ${blob.toString('base64')}`;

/** As `ssh-keygen -l` prints it: `SHA256:` and unpadded base64. */
export const fingerprint = (blob: Buffer): string =>
  `SHA256:${createHash('sha256').update(blob).digest('base64').replaceAll('=', '')}`;

/** Whether the key shown is one of those accepted, compared byte for byte. */
export const isAccepted = (shown: Buffer, accepted: readonly string[]): boolean =>
  accepted.some((line) => keyBlob(line)?.equals(shown) === true);

/**
 * The algorithms to offer: those of the accepted keys first, so that a node with several keys shows the one we know. The
 * others follow, so that a stranger without such a key is told apart from a broken connection.
 */
export function hostKeyAlgorithms(accepted: readonly string[]): ServerHostKeyAlgorithm[] {
  const types = new Set(accepted.map((line) => line.trim().split(/\s+/)[0]));
  const known = (algorithm: string): boolean => types.has(algorithm.startsWith('rsa-sha2') ? 'ssh-rsa' : algorithm);
  return [...algorithms.filter(known), ...algorithms.filter((algorithm) => !known(algorithm))];
}
