import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellCommand, shellQuote } from '../../../electron/contract/shell-quote.ts';
import { nastyText } from '../../fakes/nasty-text.ts';

const isPosix = process.platform !== 'win32';
const printed = (script: string): string => execFileSync('sh', ['-c', script], { encoding: 'utf8' });

describe('shellQuote', () => {
  it.each(['plain', 'pi-node01', '/etc/hosts', 'ssh-ed25519'])('leaves %s as it is', (word) => {
    expect(shellQuote(word)).toBe(word);
  });

  it.skipIf(!isPosix).each(nastyText)('gives %j to sh as one word', (text) => {
    expect(printed(`printf '%s|' ${shellQuote(text)}`)).toBe(`${text}|`);
  });

  it.skipIf(!isPosix)('gives any text to sh as one word (a hundred at a time)', () => {
    const text = fc.string({ unit: 'binary', maxLength: 30 }).map((value) => value.toWellFormed().replaceAll('\0', ''));
    fc.assert(
      fc.property(fc.array(text, { minLength: 100, maxLength: 100 }), (words) => {
        const script = words.map((word) => `printf '%s\\0' ${shellQuote(word)}`).join('\n');
        expect(printed(script).split('\0').slice(0, -1)).toEqual(words);
      }),
      { numRuns: 10 },
    );
  });

  it('drops a zero byte, which no word can hold', () => {
    expect(shellQuote('a\0b')).toBe('ab');
  });

  it('quotes each word of a command', () => {
    expect(shellCommand(['echo', 'a b', '$HOME'])).toBe("echo 'a b' '$HOME'");
  });
});
