import { statfs } from 'node:fs/promises';
import { SlipwayError, systemErrorCode } from '../../../contract/errors.ts';
import { spaceOf } from './store-index.ts';

/** Counts what a fetch may still put on the disk. */
export interface Budget {
  /** For bytes that are about to be written. Errors: `image/store-limit`. */
  readonly reserve: (bytes: number) => void;
  /** For a length that a server or a file announces. Errors: `image/store-limit`, `image/store-full`. */
  readonly announce: (bytes: number) => Promise<void>;
}

/** What is left within the limit of a store, starting from what it takes now. */
export async function budgetOf(storeDir: string, limitBytes: number): Promise<Budget> {
  let left = limitBytes - (await spaceOf(storeDir));
  const exceeded = (): SlipwayError => new SlipwayError('image/store-limit', `The store may take ${limitBytes} bytes.`);
  return {
    reserve(bytes) {
      left -= bytes;
      if (left < 0) throw exceeded();
    },
    async announce(bytes) {
      if (bytes > left) throw exceeded();
      const free = await freeBytes(storeDir);
      if (bytes > free) throw new SlipwayError('image/store-full', `${bytes} bytes are to come and ${free} are free.`);
    },
  };
}

/** Free bytes of the disk that holds a folder, as far as this user may take them. */
export async function freeBytes(dir: string): Promise<number> {
  const { bavail, bsize } = await statfs(dir);
  return bavail * bsize;
}

/** A full disk or a used-up quota becomes `image/store-full`; everything else stays as it is. */
export function diskError(error: unknown): unknown {
  const code = systemErrorCode(error);
  return code === 'ENOSPC' || code === 'EDQUOT' ? new SlipwayError('image/store-full', '', { cause: error }) : error;
}
