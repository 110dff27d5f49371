/** What is asked for when a bundle is made. */
export interface BundleRequest {
  readonly dir: string;
  /** An empty folder, a new one, or one in which a bundle was begun. */
  readonly outDir: string;
  /** Container images to take along besides those that the plan is known to need. */
  readonly images: readonly string[];
  /** Where it is not known from the plan: `amd64`, `arm64`, `armhf`. */
  readonly architectures: readonly string[];
}

export type BundleNews =
  | { readonly kind: 'item'; readonly name: string; readonly done: number; readonly total: number }
  | { readonly kind: 'bytes'; readonly count: number };

/** What a bundle holds. */
export interface BundleFacts {
  readonly outDir: string;
  readonly version: string;
  readonly track: string;
  readonly files: number;
  readonly images: number;
  readonly bytes: number;
  /** What is not in it, and why: a sentence each. */
  readonly gaps: readonly string[];
}

export interface MirrorAddress {
  /** `http://10.0.0.2:8080`. */
  readonly url: string;
  /** The lines for cluster.yaml. */
  readonly planLines: string;
  /** Ends when the caller's signal is aborted. */
  readonly closed: Promise<void>;
}

/** Offline rooms: one folder with everything a plan needs, and a server for it. Not on the wire: it names folders at will. */
export interface BundleService {
  /** Errors: `plan/has-errors`, `bundle/unknown-images`, `artifact/*`. */
  write(
    request: BundleRequest,
    options: { readonly signal: AbortSignal; readonly onNews: (news: BundleNews) => void },
  ): Promise<BundleFacts>;
  /** A sentence for each fault; none when the bundle is whole. Errors: `bundle/not-found`, `bundle/damaged`. */
  check(input: { readonly outDir: string }): Promise<readonly string[]>;
  /** Serves a bundle to the nodes until the signal is aborted. Errors: `bundle/not-found`, `bundle/port`. */
  serve(
    input: { readonly outDir: string; readonly host: string; readonly port: number },
    signal: AbortSignal,
  ): Promise<MirrorAddress>;
}
