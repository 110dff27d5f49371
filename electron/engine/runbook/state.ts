import { z } from 'zod';
import {
  errorFactsSchema,
  evidenceSchema,
  lockHolderSchema,
  runKindSchema,
  runOutcomes,
  stepIdSchema,
  stepInfoSchema,
  type DetachedAct,
  type LockHolder,
  type RunOutcome,
  type StepState,
} from '../../contract/runbook.ts';
import type { ErrorFacts } from '../../contract/errors.ts';
import type { Graph } from './graph.ts';

const limitsSchema = z.object({
  overall: z.number().int().positive(),
  perNode: z.number().int().positive(),
  lanes: z.record(z.string(), z.number().int().positive()),
});

const detachedSchema = z.object({ node: z.string(), unit: z.string() });

/** A step as the scheduler knows it. */
const plannedStepSchema = z.object({
  info: stepInfoSchema,
  retry: z.object({ attempts: z.number().int().positive(), backoffMs: z.number().nonnegative() }).readonly(),
  lanes: z.array(z.string()).readonly(),
  /** An act that an earlier run left behind on its node. */
  left: detachedSchema.optional(),
});
export type PlannedRecord = z.output<typeof plannedStepSchema>;

const failureSchema = z.object({
  error: errorFactsSchema,
  cause: z.string(),
  remedy: z.string(),
  evidence: evidenceSchema.optional(),
});

const at = z.string();
const step = stepIdSchema;

/** What happens to a run; also the lines of its journal. `at`: ISO 8601. */
export const runEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('run-started'),
    at,
    runId: z.string(),
    dir: z.string(),
    kind: runKindSchema,
    steps: z.array(plannedStepSchema).readonly(),
    limits: limitsSchema,
  }),
  /** Picked up after Slipway ended in the middle of it, with the steps of the plan as it is now. */
  z.object({ type: z.literal('run-resumed'), at, steps: z.array(plannedStepSchema).readonly(), limits: limitsSchema }),
  z.object({ type: z.literal('locked'), at, holder: lockHolderSchema }),
  z.object({ type: z.literal('unlocked'), at }),
  /** Another Slipway took the lock. */
  z.object({ type: z.literal('lock-lost'), at, error: errorFactsSchema }),
  /** An attempt begins with its check. */
  z.object({ type: z.literal('step-started'), at, step }),
  /** The check says that it is not done; its act begins. */
  z.object({ type: z.literal('step-acting'), at, step, evidence: evidenceSchema }),
  /** The act goes on by itself on a node. */
  z.object({ type: z.literal('step-detached'), at, step, act: detachedSchema }),
  /** The act has ended; the step is checked again. */
  z.object({ type: z.literal('step-proving'), at, step }),
  z.object({ type: z.literal('step-done'), at, step, evidence: evidenceSchema }),
  z.object({ type: z.literal('step-failed'), at, step, failure: failureSchema }),
  z.object({ type: z.literal('step-cancelled'), at, step }),
  z.object({ type: z.literal('retry'), at, step }),
  z.object({ type: z.literal('retry-failed'), at }),
  z.object({ type: z.literal('skip'), at, step }),
  z.object({ type: z.literal('stop'), at }),
  z.object({ type: z.literal('run-ended'), at, outcome: z.enum(runOutcomes) }),
]);
export type RunEvent = z.output<typeof runEventSchema>;
export type RunLimitsFacts = z.output<typeof limitsSchema>;

/** Where a step stands; that it is blocked is not kept here: its needs say so. */
export type LiveState = Exclude<StepState, { kind: 'blocked' }>;

export interface StepRecord extends PlannedRecord {
  readonly state: LiveState;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly attempts: number;
  /** How often its act was gone without a result. */
  readonly losses: number;
  /** This run has acted on it. */
  readonly acted: boolean;
}

export interface RunState {
  readonly runId: string;
  readonly dir: string;
  readonly kind: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly resumed: number;
  readonly limits: RunLimitsFacts;
  readonly graph: Graph;
  readonly steps: readonly StepRecord[];
  readonly stopping: boolean;
  readonly ended?: { readonly outcome: RunOutcome; readonly at: string };
  readonly lock?: LockHolder;
  /** Why it was stopped, when no person stopped it. */
  readonly trouble?: ErrorFacts;
}

export const isUnderWay = ({ kind }: LiveState): boolean => kind === 'checking' || kind === 'acting';

/** The act that may still go on on a node though nobody here follows it. */
export function leftAct({ state, left }: StepRecord): DetachedAct | undefined {
  return state.kind === 'acting' ? (state.detached ?? left) : left;
}
