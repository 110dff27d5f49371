import type { Compat } from '../../../contract/compat.ts';
import type { Finding, FindingFix, PlanPath, Severity } from '../../../contract/finding.ts';
import type { Board, ImageEntry } from '../../../contract/image.ts';
import type { ClusterNode, Plan, PlanEdit } from '../../../contract/plan.ts';

/** What the rules know of the world. */
export interface Knowledge {
  readonly boards: readonly Board[];
  readonly images: readonly ImageEntry[];
  readonly compat: Compat;
  /** Names of the images in the store; a name neither here nor in the catalogue is then an error instead of a warning. */
  readonly stored?: readonly string[];
}

/** A node with what is known of its board and image. */
export interface NodeFacts {
  readonly node: ClusterNode;
  readonly board?: Board;
  readonly image?: ImageEntry;
}

export interface CheckContext {
  readonly plan: Plan;
  readonly nodes: readonly NodeFacts[];
  readonly knowledge: Knowledge;
}

/** One family of rules: everything it finds, pure and total. */
export type Rule = (context: CheckContext) => readonly Finding[];

interface Remark {
  readonly code: string;
  readonly path: PlanPath;
  readonly message: string;
  readonly fix: string;
  readonly edits?: readonly PlanEdit[];
}

const remark =
  (severity: Severity) =>
  ({ code, path, message, fix, edits }: Remark): Finding => ({
    code,
    path,
    severity,
    message,
    fix: { text: fix, ...(edits && { edits }) } satisfies FindingFix,
  });

export const error = remark('error');
export const warning = remark('warning');
export const advice = remark('advice');

/** The edit that most fixes are. */
export const set = (path: PlanPath, value: string | boolean | string[]): readonly PlanEdit[] => [{ op: 'set', path, value }];

export const remove = (path: PlanPath): readonly PlanEdit[] => [{ op: 'remove', path }];

/** Text of the user's in a message, cut short. */
export const quote = (text: string): string => `"${text.length > 80 ? `${text.slice(0, 79)}…` : text}"`;

/** "a", "a and b", "a, b and 3 more": names in a sentence. */
export function listed(names: readonly string[]): string {
  const unique = [...new Set(names)];
  if (unique.length <= 3) return unique.join(', ').replace(/, ([^,]*)$/, ' and $1');
  return `${unique.slice(0, 2).join(', ')} and ${unique.length - 2} more`;
}
