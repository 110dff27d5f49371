import type { Evidence, StepId, StepInfo } from '../../contract/runbook.ts';
import type { Detached } from './detached.ts';

/** How often a step is tried by itself, and how long the pause before the second attempt is; it doubles each time, up to a minute. */
export interface RetryRule {
  /** Attempts in all; 1 is no retry. */
  readonly attempts: number;
  readonly backoffMs: number;
}

/**
 * One thing that must be true (design §9): check → act → check. Without `act` it can only be found true, and is checked
 * again until it is or its retries are used up. Whatever a check or an act throws is the failure of the attempt; a
 * `SlipwayError` gives the sentences of cause (its detail) and remedy (its fix).
 */
export interface Step extends StepInfo {
  readonly retry: RetryRule;
  /** Named lanes that it takes a place in, besides that of its node; {@link RunLimits.lanes} has their widths. */
  readonly lanes?: readonly string[];
  /** Observes and changes nothing. */
  check(context: StepContext): Promise<Evidence>;
  act?(context: StepContext): Promise<void>;
}

export interface StepContext {
  /** Aborted when the attempt's time is up, the run is stopped, or Slipway closes. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
  /** Writes a line to the step's log; it is redacted there. */
  readonly note: (text: string) => void;
  readonly remote: (node: string) => Remote;
  readonly detached: (node: string) => Detached;
}

export interface ScriptOptions {
  /** `$1`, `$2` … of the script. */
  readonly args?: readonly string[];
  /** `login` where absent. */
  readonly as?: 'login' | 'root';
  readonly stdin?: string | Uint8Array;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Told as it arrives. */
  readonly onOutput?: (chunk: { readonly stream: 'stdout' | 'stderr'; readonly text: string }) => void;
}

export interface ScriptResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * A node to run POSIX shell scripts on. An exit code is a result, not an error. Errors: `ssh/*`; `ssh/unreachable`,
 * `ssh/refused`, `ssh/handshake`, `ssh/disconnected` and `ssh/timeout` may pass by themselves.
 */
export interface Remote {
  readonly node: string;
  script(text: string, options?: ScriptOptions): Promise<ScriptResult>;
  /**
   * A file that root alone may read, piece by piece; absent where the connection knows scripts only. Errors besides:
   * `ssh/no-sftp`, `ssh/transfer`.
   */
  readonly fetchAsRoot?: (path: string, take: (bytes: Uint8Array) => Promise<void>, signal: AbortSignal) => Promise<void>;
}

/** How much goes on at once. */
export interface RunLimits {
  readonly overall: number;
  /** Steps under way on one node, and of those on `cluster`. */
  readonly perNode: number;
  /** Width of each named lane; 1 where it is not listed. */
  readonly lanes: Readonly<Record<string, number>>;
}

/** One at a time on each node, and no more nodes at once than a desktop keeps connections to. */
export const defaultLimits: RunLimits = { overall: 64, perNode: 1, lanes: {} };

/** What is known of a step without running it. */
export function infoOf(step: Step): StepInfo {
  const { id, title, on, needs, after, weight, timeoutMs, stage, optional, does } = step;
  return {
    ...{ id, title, on, needs, weight, timeoutMs },
    ...(after === undefined ? {} : { after }),
    ...(stage === undefined ? {} : { stage }),
    ...(optional === undefined ? {} : { optional }),
    ...(does === undefined ? {} : { does }),
  };
}

/** What to run for one kind of run, made out of the plan by the room that knows it. */
export interface RunSpec {
  readonly steps: readonly Step[];
  readonly limits?: Partial<RunLimits>;
  /** Values that must not be seen in any log: tokens, keys. */
  readonly secrets?: readonly string[];
  /** The node that holds the cluster's lock: the first of the control plane. Absent: only the project is locked. */
  readonly lockNode?: string;
}

export type StepLookup = ReadonlyMap<StepId, Step>;
