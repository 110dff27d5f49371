import { SlipwayError } from '../../../contract/errors.ts';

/** When unpacking stops because the archive is not plausible as an OS image. */
export interface UnpackLimits {
  /** Largest raw image, bytes. */
  readonly maxRawBytes: number;
  /** Largest unpacked : packed ratio, looked at once `ratioFrom` bytes have come out. */
  readonly maxRatio: number;
  readonly ratioFrom: number;
}

/**
 * 256 GiB is past any card these boards take. A mostly empty 32 GiB image packs to about 1:150; deflate bombs reach 1:1030, xz bombs 1:6800.
 */
export const defaultLimits: UnpackLimits = { maxRawBytes: 256 * 2 ** 30, maxRatio: 500, ratioFrom: 2 ** 30 };

/** Errors: `image/bomb` when `raw` bytes have come out of `packed` bytes. */
export function checkLimits(limits: UnpackLimits, { raw, packed }: { readonly raw: number; readonly packed: number }): void {
  if (raw > limits.maxRawBytes) {
    throw new SlipwayError('image/bomb', `It is larger than ${limits.maxRawBytes} bytes when unpacked.`);
  }
  if (raw > limits.ratioFrom && raw > packed * limits.maxRatio) {
    throw new SlipwayError('image/bomb', `${packed} bytes unpack to more than ${raw} bytes.`);
  }
}
