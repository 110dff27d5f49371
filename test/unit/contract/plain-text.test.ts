import fc from 'fast-check';
import { expect, it } from 'vitest';
import { plainText } from '../../../electron/contract/plain-text.ts';

it.each([
  ['  SanDisk   Ultra ', 'SanDisk Ultra'],
  ['Ultra\u202e\u2066gpj.exe', 'Ultragpj.exe'],
  ['a\u0000\u0007\u200b\ufeffb', 'ab'],
  ['line\nbreak\ttab', 'line break tab'],
  ['Größe 卡 ✓', 'Größe 卡 ✓'],
])('%j becomes %j', (text, plain) => {
  expect(plainText(text)).toBe(plain);
});

const hidden = /[\p{Cc}\p{Cf}]/u;

it('plain text stays as it is, and nothing in it can hide', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const plain = plainText(text);
      expect(plainText(plain)).toBe(plain);
      expect(hidden.test(plain)).toBe(false);
    }),
  );
});
