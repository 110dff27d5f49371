import type { BurninOrder, BurninRecord, BurninReport, BurninSnapshot } from './burnin.ts';

/** Finds the weak card, supply and cable before Kubernetes does; one burn-in at a time for each project (design §8). */
export interface BurninService {
  /** Errors: `fleet/burnin-running`, `plan/has-errors`, `plan/unknown-node`. */
  start(order: BurninOrder): Promise<BurninSnapshot>;
  /** The burn-in that goes on, or the last that ended in this session; null when there is none. */
  current(input: { readonly dir: string }): Promise<BurninSnapshot | null>;
  /** Now and after each change, at most once a second; ends with the burn-in. Errors: `fleet/no-burnin`. */
  watch(input: { readonly dir: string }, signal: AbortSignal): AsyncIterable<BurninSnapshot>;
  /** Ends it, cleans up on the nodes and keeps what was measured. */
  stop(input: { readonly dir: string }): Promise<void>;
  /** Reports of this project, newest first. */
  list(input: { readonly dir: string }): Promise<readonly BurninRecord[]>;
  /** Errors: `fleet/no-burnin`. */
  report(input: { readonly dir: string; readonly id: string }): Promise<BurninReport>;
  /** The report as a page of its own, without a script, and the paths of both files. Errors: `fleet/no-burnin`. */
  page(input: { readonly dir: string; readonly id: string }): Promise<{
    readonly html: string;
    readonly htmlPath: string;
    readonly jsonPath: string;
  }>;
}
