import { randomInt } from 'node:crypto';
import { encrypt } from 'unixcrypt';
import { SlipwayError } from '../../contract/errors.ts';

const saltAlphabet = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * Hashes a login password as crypt(5) sha512crypt, which every image since 2008 takes: `$6$<salt>$…` with 5000 rounds.
 * CR and LF are left out, as nobody can type them at a login. Errors: `plan/bad-secret`.
 */
export function hashPassword(text: string): string {
  const password = text.replace(/[\r\n]/g, '');
  if (password === '' || password.includes('\0')) throw badPassword('It is empty, or holds a zero byte.');
  // glibc and libxcrypt refuse phrases of 512 bytes and more (crypt(3), CRYPT_MAX_PASSPHRASE_SIZE).
  if (Buffer.byteLength(password) > 511) throw badPassword('It has more than 511 bytes.');
  return encrypt(password, `$6$${randomSalt()}`);
}

const badPassword = (detail: string): SlipwayError =>
  new SlipwayError('plan/bad-secret', detail, { fix: 'Choose another password, or leave it out and log in with a key.' });

const randomSalt = (): string => Array.from({ length: 16 }, () => saltAlphabet[randomInt(saltAlphabet.length)]).join('');
