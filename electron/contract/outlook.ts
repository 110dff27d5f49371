import type { Track } from './compat.ts';
import type { StepInfo } from './runbook.ts';

/** What a plan comes to on its nodes, told without asking any of them. */
export interface ClusterOutlook {
  readonly track: Track;
  /** `v1.36.4` */
  readonly version: string;
  /** Part of a sentence: “every node is 64-bit”; absent when the plan chose. */
  readonly reason?: string;
  /** Address of the API. */
  readonly endpoint: string;
  readonly network: string;
  /** In the order of the run. */
  readonly steps: readonly StepInfo[];
}

export interface OutlookService {
  /** Errors: `plan/has-errors`, `kubernetes/unsupported`, `kubernetes/no-address`. */
  steps(input: { readonly dir: string }): Promise<ClusterOutlook>;
}
