import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { networkError } from '../../../../../electron/engine/images/download/network-errors.ts';
import { parseSha256Sums } from '../../../../../electron/engine/images/download/published-hash.ts';
import { shownUrl } from '../../../../../electron/engine/images/download/shown-url.ts';
import { pinsIn } from '../../../../../electron/engine/images/store/pins.ts';

const a = 'a'.repeat(64);
const b = 'b'.repeat(64);

describe('a list of SHA-256 sums', () => {
  it.each([
    ['one line', `${a}  disk.img.zip\n`, a],
    ['a line of a binary file', `${a} *disk.img.zip\n`, a],
    ['Windows line ends', `${b}  other.zip\r\n${a}  disk.img.zip\r\n`, a],
    ['the bare hash', `${a}\n`, a],
    ['the bare hash in capitals, without a line end', a.toUpperCase(), a],
    ['a byte order mark', `\uFEFF${a}  disk.img.zip`, a],
    ['a path before the name', `${a}  ./out/disk.img.zip`, a],
    ['tabs', `${a}\tdisk.img.zip`, a],
    ['the style of BSD', `SHA256 (disk.img.zip) = ${a}`, a],
    ['many files', `${b}  x\n${a}  disk.img.zip\n${b}  y\n`, a],
    ['another file only', `${b}  other.zip\n`, undefined],
    ['two bare hashes', `${a}\n${b}\n`, undefined],
    ['SHA-1', `${'a'.repeat(40)}  disk.img.zip`, undefined],
    ['a web page', '<html>not here</html>', undefined],
    ['nothing', '', undefined],
  ])('in the form of %s is read', (_name, text, expected) => {
    expect(parseSha256Sums(text, 'disk.img.zip')).toBe(expected);
  });
});

describe('a pinned hash', () => {
  it('is kept, by address and without showing it', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'slipway-pins-'));
    try {
      const path = join(dir, 'pins.json');
      await pinsIn(path).set('https://u:p@example.org/x', a);
      await pinsIn(path).set('https://example.org/y', b);
      expect(await pinsIn(path).get('https://u:p@example.org/x')).toBe(a);
      expect(await pinsIn(path).get('https://example.org/z')).toBeUndefined();
      writeFileSync(path, '{"half":');
      expect(await pinsIn(path).get('https://example.org/y')).toBeUndefined();
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});

describe('a network error', () => {
  const failure = (code: string): Error => Object.assign(new Error(code), { code });
  it.each([
    ['ENOTFOUND', 'image/unreachable'],
    ['ECONNREFUSED', 'image/unreachable'],
    ['CERT_HAS_EXPIRED', 'image/unreachable'],
    ['ECONNRESET', 'image/interrupted'],
    ['UND_ERR_BODY_TIMEOUT', 'image/interrupted'],
    ['HPE_INVALID_CONSTANT', 'image/interrupted'],
  ])('%s means %s', (code, meaning) => {
    expect(networkError(failure(code), 'http://a/b')).toMatchObject({ code: meaning });
    expect(networkError(new Error('fetch failed', { cause: failure(code) }), 'http://a/b')).toMatchObject({ code: meaning });
    expect(networkError(new AggregateError([failure(code)]), 'http://a/b')).toMatchObject({ code: meaning });
  });

  it('that is unknown stays what it is', () => {
    const odd = new Error('odd');
    expect(networkError(odd, 'http://a/b')).toBe(odd);
  });

  it('shows an address without its secrets', () => {
    expect(shownUrl('https://user:pass@host:8443/a/b?token=t#f')).toBe('https://host:8443/a/b');
  });
});
