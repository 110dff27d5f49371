import type { ErrorFacts } from './errors.ts';

/** One command for many nodes. */
export interface ExecOrder {
  readonly dir: string;
  /** All of the plan's where empty. */
  readonly nodes: readonly string[];
  readonly argv: readonly string[];
  readonly as: 'login' | 'root';
}

/** What came of it on one node. */
export type ExecEvent =
  /** One line, without its end and without what a terminal would obey. */
  | { readonly kind: 'line'; readonly node: string; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  | { readonly kind: 'ended'; readonly node: string; readonly code: number }
  /** It could not be run, or not to its end. */
  | { readonly kind: 'failed'; readonly node: string; readonly error: ErrorFacts };

export interface ExecService {
  /**
   * Runs a command on all nodes asked for at once; no node waits for another, and each ends with `ended` or `failed`.
   * Errors: `plan/has-errors`, `plan/unknown-node`, `project/not-found`.
   */
  run(order: ExecOrder, tell: (event: ExecEvent) => void, signal: AbortSignal): Promise<void>;
}
