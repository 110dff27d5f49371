import { expect, it } from 'vitest';
import { sizeText } from '../../../electron/contract/size-text.ts';

it.each([
  [0, '0 bytes'],
  [512, '512 bytes'],
  [31_914_983_424, '31.9 GB'],
  [32e9, '32 GB'],
  [256e9, '256 GB'],
  [999_999_999, '1000 MB'],
  [12e12, '12 TB'],
])('%d bytes are %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});
