import type { FactsSnapshot } from './facts.ts';

/** What the booted nodes of a project are and what stands in their way (design §8). */
export interface FactsService {
  /** What is known now, without asking any node. Errors: `plan/has-errors`, `project/not-found`. */
  current(input: { readonly dir: string }): Promise<FactsSnapshot>;
  /**
   * Asks these nodes, or all of the plan, at once; resolves when each has answered or failed. A node that does not answer
   * is a {@link FactsSnapshot} with an error, never a rejection. Errors: `plan/has-errors`, `plan/unknown-node`.
   */
  gather(
    input: { readonly dir: string; readonly nodes?: readonly string[] | undefined },
    signal?: AbortSignal,
  ): Promise<FactsSnapshot>;
  /**
   * Starts to repair what was found on a node: these findings, or all that Slipway can repair; rebooted at most once, and
   * asked again afterwards. The steps appear in the snapshot.
   * Errors: `plan/unknown-node`, `fleet/no-fix`, `fleet/repair-running`.
   */
  fix(input: {
    readonly dir: string;
    readonly node: string;
    readonly codes?: readonly string[] | undefined;
  }): Promise<FactsSnapshot>;
  /** Now and after each change, at most five times a second. Errors: as `current`. */
  watch(input: { readonly dir: string }, signal: AbortSignal): AsyncIterable<FactsSnapshot>;
}
