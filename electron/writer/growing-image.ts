import { setTimeout as sleep } from 'node:timers/promises';
import { unlessAborted } from '../contract/unless-aborted.ts';
import type { ImageSource } from './image-source.ts';

interface Growing<T> {
  /** Resolves when the image has all its bytes; never rejects. */
  readonly whole: Promise<T>;
  readonly signal: AbortSignal;
  /** Told again and again while the image is waited for, so that a slow download is not taken for a card that stalls. */
  readonly onWait: () => void;
}

/** Milliseconds between two looks at the length. */
const pause = 50;
/** Milliseconds between two signs of life. */
const betweenSigns = 200;

/** What becomes of the image once it is whole. Rejects with the signal's reason. */
export async function untilWhole<T>({ whole, signal, onWait }: Growing<T>): Promise<T> {
  const signs = setInterval(onWait, betweenSigns);
  try {
    return await unlessAborted(signal, whole);
  } finally {
    clearInterval(signs);
  }
}

/**
 * An image that another process is still unpacking, front to back: what lies below its length is final, a read of what
 * does not waits. Its last bytes may be a hole that only counts when it is whole.
 */
export function asItGrows(image: ImageSource, { whole, signal, onWait }: Growing<unknown>): ImageSource {
  let complete = false;
  void whole.then(() => (complete = true));
  return {
    ...image,
    async readInto(offset, target) {
      while (!complete && (await image.size()) < offset + target.length) {
        signal.throwIfAborted();
        onWait();
        await sleep(pause);
      }
      await image.readInto(offset, target);
    },
  };
}
