import type { ProbeReport } from '../contract/card.ts';

/** Where a card is tested. Offsets and lengths are bytes, multiples of `blockBytes`. */
export interface ProbePlan {
  readonly blockBytes: number;
  /** Ascending. */
  readonly offsets: readonly number[];
  /** Where a sequential run is timed, between the blocks; absent on cards too small for one. */
  readonly run?: { readonly offset: number; readonly length: number };
}

/** What became of one block. */
export type Reading =
  | { readonly kind: 'intact' }
  /** The content of another block of this test: the card ignores the upper bits of offsets. */
  | { readonly kind: 'alias'; readonly of: number }
  /** Its own content, with some of it changed. */
  | { readonly kind: 'changed' }
  | { readonly kind: 'lost' };

export interface BlockReading {
  readonly offset: number;
  readonly reading: Reading;
}

export type Finding =
  | { readonly kind: 'sound' }
  /** What is written beyond `capacity` bytes is lost; the first loss that was seen is at `firstLost`. */
  | { readonly kind: 'fake'; readonly capacity: number; readonly firstLost: number }
  | { readonly kind: 'rot'; readonly offset: number }
  | { readonly kind: 'keeps-nothing' };

const mib = 1024 * 1024;
const runBytes = 8 * mib;

/**
 * Blocks at `start` plus each power of two and the middle between two, and at the end of the card: a card that ignores the
 * upper bits of an offset puts several of them on one place, one that drops writes loses the upper ones. A card that wraps
 * at a size that is no power of two is found only by the read-back of the image. Bytes before `start` are left alone. Pure.
 */
export function planProbe({ size, blockBytes, start }: { size: number; blockBytes: number; start: number }): ProbePlan {
  const last = Math.floor(size / blockBytes) * blockBytes - blockBytes;
  const offsets = new Set<number>();
  // Near the end, where a backup partition table was taken away, only the last block is used: it is zeroed again.
  const add = (offset: number): void => {
    if (offset + mib <= last) offsets.add(offset);
  };
  add(start);
  for (let distance = mib; start + distance <= last; distance *= 2) {
    add(start + distance);
    add(start + distance * 1.5);
  }
  if (last >= start) offsets.add(last);
  // The gap after the block at 32 MiB ends at 48 MiB: a run in its middle touches no block.
  const runOffset = start + 36 * mib;
  const run = runOffset + runBytes <= last ? { run: { offset: runOffset, length: runBytes } } : {};
  return { blockBytes, offsets: [...offsets].toSorted((a, b) => a - b), ...run };
}

/** What the readings say about the card. `blockBytes` as in the plan. Pure. */
export function judge(readings: readonly BlockReading[], blockBytes: number): Finding {
  const ordered = readings.toSorted((a, b) => a.offset - b.offset);
  const distances = ordered.flatMap(({ offset, reading }) => (reading.kind === 'alias' ? [Math.abs(offset - reading.of)] : []));
  if (distances.length > 0) {
    const capacity = distances.reduce(greatestCommonDivisor);
    return { kind: 'fake', capacity, firstLost: capacity };
  }
  const good = ordered.filter(({ reading }) => reading.kind === 'intact');
  const bad = ordered.filter(({ reading }) => reading.kind !== 'intact');
  const [firstBad] = bad;
  if (firstBad === undefined) return { kind: 'sound' };
  const lastGood = good.at(-1);
  if (lastGood === undefined) return { kind: 'keeps-nothing' };
  // Good blocks above a bad one: not the end of the card, but a worn place.
  if (lastGood.offset > firstBad.offset || bad.some(({ reading }) => reading.kind === 'changed'))
    return { kind: 'rot', offset: firstBad.offset };
  return { kind: 'fake', capacity: lastGood.offset + blockBytes, firstLost: firstBad.offset };
}

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b));

/** Offsets that cut the space between what is kept and what is lost into equal parts; none when it is one block. Pure. */
export function refine({ capacity, firstLost }: { capacity: number; firstLost: number }, blockBytes: number): readonly number[] {
  const parts = 32;
  const inner = Array.from({ length: parts - 1 }, (_part, index) => capacity + ((firstLost - capacity) * (index + 1)) / parts);
  const offsets = inner.map((offset) => Math.floor(offset / blockBytes) * blockBytes);
  return [...new Set(offsets)].filter((offset) => offset >= capacity && offset < firstLost);
}

/** Least sequential write rates, bytes a second. Source: SD Physical Layer Specification 4.13, speed classes. */
const classes = [
  ['V30', 30e6],
  ['10', 10e6],
  ['6', 6e6],
  ['4', 4e6],
  ['2', 2e6],
] as const;

export const speedClassOf = (bytesPerSecond: number): ProbeReport['speedClass'] =>
  classes.find(([, least]) => bytesPerSecond >= least)?.[0];
