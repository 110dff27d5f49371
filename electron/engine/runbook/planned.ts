import type { DetachedAct, StepId } from '../../contract/runbook.ts';
import type { PlannedRecord } from './state.ts';
import { infoOf, type Step } from './step.ts';

/** What of the steps goes to the scheduler and the journal. `left`: acts that an earlier run left on their nodes. */
export function plannedRecords(
  steps: readonly Step[],
  left: ReadonlyMap<StepId, DetachedAct> = new Map(),
): readonly PlannedRecord[] {
  return steps.map((step) => {
    const act = left.get(step.id);
    const record = { info: infoOf(step), retry: step.retry, lanes: step.lanes ?? [] };
    return act === undefined ? record : { ...record, left: act };
  });
}
