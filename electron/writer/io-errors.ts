import { SlipwayError, systemErrorCode, type ErrorCode } from '../contract/errors.ts';

/** What was done to which place when it failed. Offsets are bytes from the start of the card. */
export interface Attempt {
  readonly kind: 'file' | 'drive';
  readonly path: string;
  readonly doing: 'open' | 'write' | 'read' | 'flush';
  readonly offset?: number;
}

/** Errors that mean the same whatever was being done. Source: errno(3) and the block layer's `blk_status_t` table. */
const anywhere: Readonly<Record<string, ErrorCode>> = {
  ENXIO: 'card/removed',
  ENODEV: 'card/removed',
  ENOMEDIUM: 'card/removed',
  EROFS: 'card/read-only',
  EPERM: 'card/read-only',
  EDQUOT: 'card/no-space',
};

/** A system error of a card or card file in the words of the closed table. */
export function cardError(thrown: unknown, attempt: Attempt): SlipwayError {
  if (thrown instanceof SlipwayError) return thrown;
  const code = systemErrorCode(thrown) ?? 'unknown error';
  return new SlipwayError(errorCode(code, attempt), `${where(attempt)} (${code})`, { cause: thrown });
}

function errorCode(code: string, attempt: Attempt): ErrorCode {
  const known = anywhere[code];
  if (known !== undefined) return known;
  if (attempt.doing === 'open') return openErrorCode(code, attempt.kind);
  if (code === 'ENOSPC' && attempt.kind === 'file') return 'card/no-space';
  return attempt.doing === 'read' ? 'card/verify-failed' : 'card/write-failed';
}

function openErrorCode(code: string, kind: Attempt['kind']): ErrorCode {
  switch (code) {
    case 'EACCES':
      return kind === 'drive' ? 'writer/needs-privilege' : 'card/read-only';
    case 'ENOENT':
      return kind === 'drive' ? 'card/removed' : 'card/no-folder';
    case 'EBUSY':
      return 'card/busy';
    case 'ENOSPC':
      return 'card/no-space';
    default:
      return 'card/write-failed';
  }
}

const verbs = { open: 'opening', write: 'writing', read: 'reading back', flush: 'flushing' } as const;

const where = ({ path, doing, offset }: Attempt): string =>
  offset === undefined ? `${path}, ${verbs[doing]}` : `${path}, ${verbs[doing]} at byte ${offset}`;

/** A system error of the stored raw image. */
export function imageError(thrown: unknown, path: string): SlipwayError {
  if (thrown instanceof SlipwayError) return thrown;
  const code = systemErrorCode(thrown) ?? 'unknown error';
  return new SlipwayError(code === 'ENOENT' ? 'image/not-stored' : 'image/corrupt', `${path} (${code})`, { cause: thrown });
}
