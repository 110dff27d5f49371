import { createContext, useContext } from 'react';
import type { Finding } from '../../../electron/contract/finding.ts';
import type { PlanEdit, ResolvedPlan } from '../../../electron/contract/plan.ts';
import type { ProjectState } from '../../../electron/contract/services.ts';

/** The plan being edited, for the parts of its page. */
export interface PlanContextValue {
  readonly dir: string;
  readonly plan: ResolvedPlan;
  readonly findings: readonly Finding[];
  readonly secrets: ProjectState['secrets'];
  readonly edit: (edits: readonly PlanEdit[]) => Promise<boolean>;
}

export const PlanContext = createContext<PlanContextValue | undefined>(undefined);

export function usePlan(): PlanContextValue {
  const value = useContext(PlanContext);
  if (value === undefined) throw new Error('usePlan needs a PlanContext around it');
  return value;
}
