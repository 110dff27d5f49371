import type { KnownImageFacts } from '../../../contract/image.ts';

/** Which operating system it is, or in one sentence why that cannot be told. */
export type Verdict =
  | ({ readonly kind: 'known' } & Pick<KnownImageFacts, 'family' | 'name' | 'version' | 'architecture' | 'cloudInit'>)
  | { readonly kind: 'unknown'; readonly reason: string };
