import type { Step, StepContext } from '../runbook/step.ts';
import { mustRun, runCheck, type NodeScript } from './node-script.ts';

/** Heads of the run's parts, in order; `slipway up --only` takes one of them. */
export const stages = ['host', 'kubernetes', 'network', 'finish', 'backup', 'reset'] as const;
export type Stage = (typeof stages)[number];

const minute = 60_000;

/** Everything of a step that has a usual value. */
export type StepDraft = Pick<Step, 'id' | 'title' | 'on' | 'check' | 'weight'> &
  Partial<Pick<Step, 'needs' | 'after' | 'act' | 'retry' | 'timeoutMs' | 'lanes' | 'optional' | 'does'>> & {
    readonly stage: Stage;
  };

/** A step with the usual values: five minutes, and one more attempt, as a Pi on a weak power supply may just have restarted. */
export function recipeStep({ act, ...draft }: StepDraft): Step {
  const usual = { needs: [], timeoutMs: 5 * minute, retry: { attempts: 2, backoffMs: 2000 } };
  if (act === undefined) return { ...usual, ...draft };
  return { ...usual, ...draft, act: (context) => counted(() => act(context)) };
}

let actsBegunOrEnded = 0;

/** Grows with every change that recipes make: what was read before may be different now. */
export const changeCount = (): number => actsBegunOrEnded;

async function counted(act: () => Promise<void>): Promise<void> {
  actsBegunOrEnded += 1;
  try {
    await act();
  } finally {
    actsBegunOrEnded += 1;
  }
}

export type ScriptStepDraft = Omit<StepDraft, 'check' | 'act'> & {
  readonly check: NodeScript;
  readonly act: NodeScript;
};

/** A step whose check and act are one script each on the node it is on. */
export function scriptStep({ check, act, ...draft }: ScriptStepDraft): Step {
  return recipeStep({
    ...draft,
    check: (context) => runCheck(context, draft.on, check),
    act: async (context: StepContext) => {
      await mustRun(context, draft.on, act);
    },
  });
}

export const seconds = (count: number): number => count * 1000;
export const minutes = (count: number): number => count * minute;
