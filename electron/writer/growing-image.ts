import { setTimeout as sleep } from 'node:timers/promises';
import type { ImageSource } from './image-source.ts';

interface Growing {
  /** Resolves when the image has all its bytes; never rejects. */
  readonly whole: Promise<unknown>;
  readonly signal: AbortSignal;
  /** Told again and again while bytes are waited for. */
  readonly onWait: () => void;
}

/** Milliseconds between two looks at the length. */
const pause = 50;

/**
 * An image that another process is still unpacking, front to back: what lies below its length is final, a read of what
 * does not waits. Its last bytes may be a hole that only counts when it is whole.
 */
export function asItGrows(image: ImageSource, { whole, signal, onWait }: Growing): ImageSource {
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
