import { describe, expect, it } from 'vitest';
import { SlipwayError } from '../../../electron/contract/errors.ts';
import { cardError, imageError, type Attempt } from '../../../electron/writer/io-errors.ts';

const failing = (code: string): Error => Object.assign(new Error(`${code}: secret-looking text`), { code });

describe('errors of a card', () => {
  it.each<[string, Attempt['kind'], Attempt['doing'], string]>([
    ['ENXIO', 'drive', 'write', 'card/removed'],
    ['ENODEV', 'drive', 'read', 'card/removed'],
    ['ENOMEDIUM', 'drive', 'open', 'card/removed'],
    ['ENOENT', 'drive', 'open', 'card/removed'],
    ['EIO', 'drive', 'write', 'card/write-failed'],
    ['EIO', 'drive', 'flush', 'card/write-failed'],
    ['EIO', 'drive', 'read', 'card/verify-failed'],
    ['ENOSPC', 'drive', 'write', 'card/write-failed'],
    ['EROFS', 'drive', 'open', 'card/read-only'],
    ['EACCES', 'drive', 'open', 'writer/needs-privilege'],
    ['EBUSY', 'drive', 'open', 'card/busy'],
    ['ENOSPC', 'file', 'write', 'card/no-space'],
    ['ENOSPC', 'file', 'flush', 'card/no-space'],
    ['EDQUOT', 'file', 'write', 'card/no-space'],
    ['EACCES', 'file', 'open', 'card/read-only'],
    ['EROFS', 'file', 'open', 'card/read-only'],
    ['ENOENT', 'file', 'open', 'card/no-folder'],
    ['EINVAL', 'file', 'write', 'card/write-failed'],
  ])('%s of a %s on %s is %s', (...[code, kind, doing, expected]) => {
    const error = cardError(failing(code), { kind, doing, path: '/dev/sdx', offset: 4096 });
    expect(error.code).toBe(expected);
    expect(error.detail).toContain('at byte 4096');
    expect(error.detail).toContain(code);
    expect(error.cause).toBeInstanceOf(Error);
  });

  it('stay what they are when they have a code already', () => {
    const error = new SlipwayError('card/removed');
    expect(cardError(error, { kind: 'drive', doing: 'write', path: '/dev/sdx' })).toBe(error);
  });
});

it.each([
  ['ENOENT', 'image/not-stored'],
  ['EIO', 'image/corrupt'],
])('%s of the stored image is %s', (code, expected) => {
  expect(imageError(failing(code), '/store/image.raw').code).toBe(expected);
});
