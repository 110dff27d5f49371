import type { NodeFacts, NodeFinding, NodeFix } from '../../../../contract/facts.ts';
import type { ClusterNode, ResolvedPlan } from '../../../../contract/plan.ts';

/** What a rule looks at. Facts that are absent are not known, and no rule makes a finding of them. */
export interface Subject {
  readonly node: ClusterNode;
  readonly facts: NodeFacts;
  readonly plan: ResolvedPlan;
  /** What the node's image is made for, where that is known. */
  readonly imageArchitecture?: string | undefined;
}

export type Found = Omit<NodeFinding, 'node'>;

/** What is to be said about one node by itself. */
export type Rule = (subject: Subject) => readonly Found[];

/** Something that Slipway can put right. */
export const repair = (text: string, reboot: 'reboot' | 'no-reboot' = 'no-reboot'): NodeFix => ({
  text,
  applies: true,
  reboot: reboot === 'reboot',
});

/** Something that needs hands, or a decision. */
export const advice = (text: string): NodeFix => ({ text, applies: false, reboot: false });

/** `3 years`, `4 days`, `7 s`: a length of time to one figure. */
export function duration(seconds: number): string {
  const units = [
    ['year', 31_557_600],
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ] as const;
  const [unit, size] = units.find(([, length]) => seconds >= length) ?? ['s', 1];
  const count = size === 1 ? Number(seconds.toFixed(1)) : Math.round(seconds / size);
  return size === 1 ? `${count} s` : `${count} ${unit}${count === 1 ? '' : 's'}`;
}
