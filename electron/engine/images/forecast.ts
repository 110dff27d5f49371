import { SlipwayError } from '../../contract/errors.ts';
import type { StoredImage } from '../../contract/image.ts';
import type { GrowingImage } from './store/look-ahead.ts';

/** An image that is still being unpacked, and what becomes of it. */
export interface Growing {
  readonly image: GrowingImage;
  /**
   * The image as it is in the store once it was checked. Rejects when it does not get there, and with `image/interrupted`
   * when the download began anew: `image` is then of a file that is gone.
   */
  readonly stored: Promise<StoredImage>;
}

/** What one job has told of its growing image. */
export interface Forecast {
  readonly now: () => Growing | undefined;
  readonly foresee: (image: GrowingImage) => void;
  readonly keep: (stored: StoredImage) => void;
  readonly fail: (error: unknown) => void;
}

/** Nothing is foreseen until the first part of the image was looked at. */
export function createForecast(): Forecast {
  let growing: Growing | undefined;
  let keep = (_stored: StoredImage): void => undefined;
  let fail = (_error: unknown): void => undefined;
  return {
    now: () => growing,
    foresee(image) {
      fail(new SlipwayError('image/interrupted', 'The download had to begin anew.'));
      const stored = new Promise<StoredImage>((resolve, reject) => {
        keep = resolve;
        fail = reject;
      });
      // Whoever writes from it sees the failure; when nobody does, it is no unhandled rejection.
      stored.catch(() => undefined);
      growing = { image, stored };
    },
    keep: (stored) => keep(stored),
    fail: (error) => fail(error),
  };
}
