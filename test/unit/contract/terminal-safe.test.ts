import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { terminalSafe } from '../../../electron/contract/terminal-safe.ts';

describe('remote text made safe', () => {
  it.each([
    ['colours', '\u001B[1;31mred\u001B[0m', 'red'],
    ['a window title', '\u001B]0;owned\u0007text', 'text'],
    ['a title ended with ST', '\u001B]2;owned\u001B\\text', 'text'],
    ['a clipboard write', 'a\u001B]52;c;cm0gLXJmIC8=\u0007b', 'ab'],
    ['a device control string', '\u001BP$q"p\u001B\\text', 'text'],
    ['a title that never ends', 'text\u001B]0;owned', 'text'],
    ['a C1 sequence', '\u009B31mred', 'red'],
    ['a reset', '\u001Bctext', 'text'],
    ['a character set', '\u001B(0text', 'text'],
    ['a bare escape at the end', 'text\u001B', 'text'],
    ['a cursor move', 'safe\u001B[2K\u001B[1Gevil', 'safeevil'],
    ['bells and backspaces', 'a\u0007b\bc\u007F', 'abc'],
    ['text that runs the other way', 'user\u202Etxt.exe', 'usertxt.exe'],
    ['Windows line ends', 'one\r\ntwo\r\n', 'one\ntwo\n'],
    ['a progress bar', '10 %\r20 %\r', '10 %\n20 %\n'],
    ['tabs and line feeds', 'a\tb\nc', 'a\tb\nc'],
    ['other languages', 'naïve 日本語 🍓', 'naïve 日本語 🍓'],
  ])('%s: %j becomes %j', (_what, text, safe) => {
    expect(terminalSafe(text)).toBe(safe);
  });

  const nasty = fc.string({
    unit: fc.constantFrom(
      '\u001B',
      '[',
      ']',
      '0',
      ';',
      'm',
      'P',
      '\\',
      '\u0007',
      '\u009B',
      '\u009C',
      '\u009D',
      '\r',
      '\n',
      'x',
      '\u202E',
    ),
    maxLength: 40,
  });

  it('never holds a control character but tab and line feed', () => {
    fc.assert(
      fc.property(fc.oneof(nasty, fc.string({ unit: 'binary' })), (text) => {
        expect(terminalSafe(text)).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/);
      }),
      { numRuns: 2000 },
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        expect(terminalSafe(terminalSafe(text))).toBe(terminalSafe(text));
      }),
    );
  });

  it('takes a long hostile text in one pass', () => {
    expect(terminalSafe('\u001B]'.repeat(500_000))).toBe('');
  });
});
