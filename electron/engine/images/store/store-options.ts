import type { RetryPolicy } from '../download/download.ts';
import type { Environment } from '../download/http-client.ts';
import type { UnpackLimits } from '../unpack/limits.ts';
import type { Readers } from './describe.ts';

/** What an image store is made of; the optional ones have values that suit real networks and disks. */
export interface StoreOptions extends Readers {
  /** Folder of the store; made when it is missing. */
  readonly dir: string;
  /** Space that the store may take, unless the user has chosen another limit for this folder. */
  readonly limitBytes?: number;
  /** Makes the practice image (a raw file) on the spot. */
  readonly writePracticeImage: (path: string) => Promise<void>;
  /** Where the proxy variables are looked up. */
  readonly environment: Environment;
  /** The time now. */
  readonly now: () => Date;
  readonly retry?: RetryPolicy;
  /** How long a server may say nothing, milliseconds. */
  readonly stallMs?: number;
  readonly unpackLimits?: UnpackLimits;
}

/** What a fetch needs to know of its store. */
export interface StoreContext extends Required<StoreOptions> {
  /** The limit in force now, bytes. */
  readonly limit: () => Promise<number>;
}
