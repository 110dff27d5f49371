import type { Architecture } from '../../../contract/image.ts';
import type { Plan } from '../../../contract/plan.ts';
import type { HttpClient } from '../../images/download/http-client.ts';
import type { BundleContent } from './bundle-content.ts';
import type { BundleIndex } from './bundle-index.ts';

export interface BundleOrder {
  readonly dir: string;
  readonly content: BundleContent;
  readonly about: Pick<BundleIndex, 'cluster' | 'track' | 'version' | 'madeAt'>;
  readonly architectures: readonly Architecture[];
  /** The plan's own mirrors are fetched from where it names some. */
  readonly mirrors: Plan['mirrors'];
  readonly http: HttpClient;
  readonly signal: AbortSignal;
  /** Told before each item, and of each piece of a file. */
  readonly onProgress: (news: BundleNews) => void;
}

export type BundleNews =
  | { readonly kind: 'item'; readonly name: string; readonly done: number; readonly total: number }
  | { readonly kind: 'bytes'; readonly count: number };

/** A file on its way into the bundle. */
export interface WantedFile {
  readonly area: 'images' | 'kubernetes' | 'files';
  readonly url: string;
  readonly sha256: string;
}
