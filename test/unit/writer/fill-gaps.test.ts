import { expect, it } from 'vitest';
import type { BlockMap } from '../../../electron/contract/image.ts';
import { mapFor } from '../../../electron/writer/fill-gaps.ts';
import { sha256 } from '../../fakes/mapped-image.ts';

const mib = 1024 * 1024;
const map: BlockMap = {
  imageSize: 11 * mib,
  blockSize: 512,
  mappedBytes: mib,
  origin: 'non-zero',
  ranges: [{ offset: mib, length: mib, sha256: 'a'.repeat(64) }],
};
const drive = { kind: 'drive', drive: { path: '/dev/sdx', size: 20 * mib } } as const;
const zeros = (length: number): string => sha256(Buffer.alloc(length));

it('a map of non-zero blocks covers every byte of a drive, with zeros that are verified too', () => {
  const filled = mapFor(drive, map);
  expect(filled.ranges).toEqual([
    { offset: 0, length: mib, sha256: zeros(mib) },
    map.ranges[0],
    { offset: 2 * mib, length: 4 * mib, sha256: zeros(4 * mib) },
    { offset: 6 * mib, length: 4 * mib, sha256: zeros(4 * mib) },
    { offset: 10 * mib, length: mib, sha256: zeros(mib) },
  ]);
  expect(filled.mappedBytes).toBe(filled.imageSize);
});

it.each([
  ['a card file, which has those zeros already', { kind: 'file', path: '/x.img' } as const, map],
  ['a drive, when the map knows free space from file systems', drive, { ...map, origin: 'file-systems' } as const],
  ['a drive, when the map is a bmap file', drive, { ...map, origin: 'bmap' } as const],
])('gaps stay gaps on %s', (_why, target, given) => {
  expect(mapFor(target, given)).toBe(given);
});
