import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashPassword } from '../../../../electron/engine/project/password-hash.ts';

/** `openssl passwd -6` with the salt of the given hash. */
function opensslHash(password: string, hash: string): string {
  const salt = hash.split('$')[2] ?? '';
  return execFileSync('openssl', ['passwd', '-6', '-salt', salt, '-stdin'], { input: `${password}\n`, encoding: 'utf8' }).trim();
}

describe('hashPassword', () => {
  it.each([
    'hypriot',
    'pässwörd',
    '密码 🍓',
    `it's "$HOME" \`x\` \\`,
    ' lead and trail ',
    'x'.repeat(200),
    '-6',
    '#',
    '€'.repeat(60),
  ])('gives what openssl passwd -6 gives for %j', (password) => {
    const hash = hashPassword(password);
    expect(hash).toBe(opensslHash(password, hash));
  });

  it('gives what openssl gives for any text', () => {
    const typed = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((text) => !/[\0\r\n]/.test(text));
    fc.assert(
      fc.property(typed, (password) => {
        const hash = hashPassword(password);
        expect(hash).toBe(opensslHash(password, hash));
      }),
      { numRuns: 25 },
    );
  });

  it('never gives the same salt twice', () => {
    expect(hashPassword('same')).not.toBe(hashPassword('same'));
  });

  it('leaves out the line end that a paste brings', () => {
    const hash = hashPassword('secret\r\n');
    expect(hash).toBe(opensslHash('secret', hash));
  });

  it.each(['', '\r\n', 'a\0b', 'x'.repeat(512)])('refuses %j and does not repeat it', (password) => {
    expect(() => hashPassword(password)).toThrow(expect.objectContaining({ code: 'plan/bad-secret' }));
  });
});
