import type { Finding, PlanPath, Severity } from '../../electron/contract/finding.ts';

const order: readonly Severity[] = ['error', 'warning', 'advice'];

/** Errors first, then warnings, then advice; within one kind as the engine gave them. */
export const sorted = (findings: readonly Finding[]): readonly Finding[] =>
  order.flatMap((severity) => findings.filter((finding) => finding.severity === severity));

/** Findings about exactly this place, or below it. */
export function findingsAt(findings: readonly Finding[], path: PlanPath): readonly Finding[] {
  return findings.filter((finding) => path.every((part, index) => finding.path[index] === part));
}

/** The address of a field in a link and as an element's id: `nodes.2.address`. */
export const fieldId = (path: PlanPath): string => path.join('.');

export interface Counts {
  readonly error: number;
  readonly warning: number;
  readonly advice: number;
}

export function countBySeverity(findings: readonly Finding[]): Counts {
  const count = (severity: Severity): number => findings.filter((finding) => finding.severity === severity).length;
  return { error: count('error'), warning: count('warning'), advice: count('advice') };
}

export const hasErrorFindings = (findings: readonly Finding[]): boolean => findings.some(({ severity }) => severity === 'error');
