import type { PlanEdit } from './plan.ts';

export type Severity = 'error' | 'warning' | 'advice';

/** A place in the plan: `['nodes', 2, 'address']`. Empty for the plan as a whole. */
export type PlanPath = readonly (string | number)[];

/** One remark about a plan. Validation returns all of them, not the first (design §5). */
export interface Finding {
  /** Stable, kebab-case, e.g. `address-outside-subnet`; the page of the finding and tests rely on it. */
  readonly code: string;
  readonly path: PlanPath;
  readonly severity: Severity;
  /** One sentence that names the value and what is wrong with it. */
  readonly message: string;
  /** Line in cluster.yaml, counted from 1, where it is known. */
  readonly line?: number;
  readonly fix?: FindingFix;
  /** Where the rule comes from, for compatibility findings. */
  readonly source?: string;
}

/** What to do about a finding; with `edits`, Slipway can do it itself at a click. */
export interface FindingFix {
  readonly text: string;
  readonly edits?: readonly PlanEdit[];
}

/** Whether the plan can be carried out in spite of these findings. */
export const hasErrors = (findings: readonly Finding[]): boolean => findings.some((finding) => finding.severity === 'error');
