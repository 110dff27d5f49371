import type { ByteProgress } from '../../electron/contract/image.ts';
import { bytes, rate, timeLeft } from './format.ts';
import { images } from './images.ts';

/** "19.6 MB/s · about 1 min left · limited by the card": what is known, and nothing that is not. */
export function progressText({ done, total, bytesPerSecond, secondsLeft, limitedBy }: ByteProgress): string {
  const parts = [
    total === undefined ? bytes(done) : `${bytes(done)} of ${bytes(total)}`,
    ...(bytesPerSecond > 0 ? [rate(bytesPerSecond)] : []),
    ...(secondsLeft === undefined ? [] : [timeLeft(secondsLeft)]),
    ...(limitedBy === undefined ? [] : [images.limited(images.limitedBy[limitedBy])]),
  ];
  return parts.join(' · ');
}

/** 0 to 1, or undefined where the total is not known. */
export const fractionOf = ({ done, total }: ByteProgress): number | undefined =>
  total === undefined || total === 0 ? undefined : Math.min(1, done / total);
