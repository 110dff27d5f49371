import { createHash } from 'node:crypto';
import type { CardTarget } from '../contract/card.ts';
import type { BlockMap, MappedRange } from '../contract/image.ts';

const longestRange = 4 * 1024 * 1024;

/**
 * The map to write by. A map of non-zero blocks says only where zeros are, not that nobody reads them: an empty FAT is all
 * zeros. A fresh card file has those zeros already; a used card does not, so there they are written and verified too.
 */
export const mapFor = (target: CardTarget, map: BlockMap): BlockMap =>
  target.kind === 'drive' && map.origin === 'non-zero' ? withZeros(map) : map;

function withZeros(map: BlockMap): BlockMap {
  const hashOfZeros = zeroHasher();
  const ranges: MappedRange[] = [];
  const fillTo = (from: number, to: number): void => {
    for (let offset = from; offset < to; offset += longestRange) {
      const length = Math.min(longestRange, to - offset);
      ranges.push({ offset, length, sha256: hashOfZeros(length) });
    }
  };
  let end = 0;
  for (const range of map.ranges) {
    fillTo(end, range.offset);
    ranges.push(range);
    end = range.offset + range.length;
  }
  fillTo(end, map.imageSize);
  return { ...map, origin: 'whole', mappedBytes: map.imageSize, ranges };
}

function zeroHasher(): (length: number) => string {
  const known = new Map<number, string>();
  return (length) => {
    const hash = known.get(length) ?? createHash('sha256').update(Buffer.alloc(length)).digest('hex');
    known.set(length, hash);
    return hash;
  };
}
