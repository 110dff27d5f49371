import { z } from 'zod';
import { isErrorCode, type ErrorCode } from './errors.ts';

/** Unique within a run and the same in every run of a plan: `kubeadm/join@pi-node01`. Also the name of the step's log. */
export const stepIdSchema = z.string().regex(/^[a-z0-9][a-z0-9._/@-]{0,119}$/);
export type StepId = z.output<typeof stepIdSchema>;

/** What kind of run it is: `up`, `down`, … The rooms that know its steps register it. */
export const runKindSchema = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/);
export type RunKind = z.output<typeof runKindSchema>;

/** What is known of a step before it runs. */
export const stepInfoSchema = z.object({
  id: stepIdSchema,
  title: z.string(),
  /** A node's name, or `cluster` for what concerns them all. */
  on: z.string(),
  /** Steps that must be done (or skipped) first. */
  needs: z.array(stepIdSchema).readonly(),
  /** Steps that must have ended first, however they ended. */
  after: z.array(stepIdSchema).readonly().optional(),
  /** Its share of the whole work: about the seconds its act takes on a Raspberry Pi 4. */
  weight: z.number().positive(),
  /** One attempt (check, act, check) is given up after this. */
  timeoutMs: z.number().int().positive(),
  /** The part of the run it belongs to, for headings and `--only`: `host`, `kubernetes`, … */
  stage: z.string().optional(),
  /** Its failure neither fails the run nor holds up the steps that need it. */
  optional: z.boolean().optional(),
  /** What its act does, for the dry run; no secret is in it. */
  does: z.string().optional(),
});
export type StepInfo = z.output<typeof stepInfoSchema>;

/** What a check found: what was run and what it said, redacted and cut to size. */
export const evidenceSchema = z.object({
  done: z.boolean(),
  /** One sentence. */
  summary: z.string(),
  said: z
    .array(z.object({ command: z.string(), output: z.string() }).readonly())
    .readonly()
    .optional(),
});
export type Evidence = z.output<typeof evidenceSchema>;

/** See {@link ErrorFacts} in errors.ts; as it is read back from a journal. */
export const errorFactsSchema = z.object({
  code: z.custom<ErrorCode>(isErrorCode),
  title: z.string(),
  detail: z.string(),
  fix: z.string(),
});
type RunError = z.output<typeof errorFactsSchema>;

/** Why an attempt failed: one sentence of cause, one of remedy. */
export interface StepFailure {
  readonly error: RunError;
  readonly cause: string;
  readonly remedy: string;
  /** What the last check found. */
  readonly evidence?: Evidence;
}

/** An act that goes on on its node by itself, found again by the name of its systemd unit. */
export interface DetachedAct {
  readonly node: string;
  readonly unit: string;
}

export type StepState =
  /** Its needs are under way or its place is taken; with `retryAt` (ISO 8601) it has failed and is tried again then. */
  | { readonly kind: 'waiting'; readonly retryAt?: string; readonly failure?: StepFailure }
  /** A step that it needs, directly or not, failed: these did. */
  | { readonly kind: 'blocked'; readonly by: readonly StepId[] }
  | { readonly kind: 'checking' }
  | { readonly kind: 'acting'; readonly detached?: DetachedAct }
  /** `changed`: this run acted; otherwise it was done already. */
  | { readonly kind: 'done'; readonly evidence: Evidence; readonly changed: boolean }
  | ({ readonly kind: 'failed' } & StepFailure)
  | { readonly kind: 'skipped' }
  | { readonly kind: 'cancelled' };

export interface StepProgress {
  readonly info: StepInfo;
  readonly state: StepState;
  /** ISO 8601; of the attempt that is under way or was the last. */
  readonly startedAt?: string;
  readonly endedAt?: string;
  /** Attempts begun, since the run began or the step was last asked to be retried. */
  readonly attempts: number;
  /** Length of its log so far, in bytes: more than was read last means there is news (`RunbookService.log`). */
  readonly logBytes: number;
}

export interface RunProgress {
  /** Weight of what is done or skipped, 0 to 1. */
  readonly fraction: number;
  /** Absent until this run has measured how fast these machines are. */
  readonly etaSeconds?: number;
}

/** Who holds the lock of the cluster. */
export const lockHolderSchema = z.object({
  /** Login and computer: `ann@desk`. */
  name: z.string(),
  host: z.string(),
  runId: z.string(),
  kind: z.string(),
  /** ISO 8601, by the holder's clock. */
  since: z.string(),
});
export type LockHolder = z.output<typeof lockHolderSchema>;

/** The lock of a cluster that somebody holds now. */
export interface HeldLock {
  /** Absent when what is there cannot be read. */
  readonly holder?: LockHolder;
  /** Since the holder was last heard of; after two minutes the lock is nobody's. */
  readonly quietSeconds: number;
}

/** `failed`: a step that is not optional failed. `stopped`: by a person. */
export const runOutcomes = ['done', 'failed', 'stopped'] as const;
export type RunOutcome = (typeof runOutcomes)[number];

/** The whole run; `revision` grows with every change, so that a page that reloads resumes. */
export interface RunSnapshot {
  readonly runId: string;
  readonly dir: string;
  readonly kind: RunKind;
  readonly revision: number;
  /** ISO 8601. */
  readonly startedAt: string;
  /** How often it was picked up again after Slipway had ended in the middle of it. */
  readonly resumed: number;
  /** In the order in which they were planned. */
  readonly steps: readonly StepProgress[];
  readonly progress: RunProgress;
  /** Stop was asked for; what is under way is being ended. */
  readonly stopping: boolean;
  /** Absent while it goes on. A failed run goes on when a step of it is retried or skipped. */
  readonly ended?: { readonly outcome: RunOutcome; readonly at: string };
  /** Present while the cluster is locked for this run. */
  readonly lock?: LockHolder;
  /** Why it was stopped, when no person stopped it: another Slipway took the cluster over. */
  readonly trouble?: RunError;
}

/** What a person does to a run. */
export const runActSchema = z.discriminatedUnion('type', [
  /** Tries a step that failed, was skipped or was cancelled again. */
  z.strictObject({ type: z.literal('retry'), step: stepIdSchema }),
  z.strictObject({ type: z.literal('retry-failed') }),
  /** Leaves a step out that is not under way; those that need it go on without it. */
  z.strictObject({ type: z.literal('skip'), step: stepIdSchema }),
  z.strictObject({ type: z.literal('stop') }),
]);
export type RunAct = z.output<typeof runActSchema>;

export const runStartSchema = z.strictObject({
  dir: z.string(),
  kind: runKindSchema,
  /** Only the steps of this stage and what they need. */
  only: z.string().optional(),
  /** What the kind of run wants to know besides: the node to reset, the name typed as confirmation. */
  parameters: z.record(z.string(), z.string().max(4096)).default({}),
  /** Takes the cluster's lock from the holder that `run/locked` named. */
  takeLock: z.boolean().default(false),
});
export type RunStart = z.input<typeof runStartSchema>;

/** A step in the dry run. `unknown`: its check cannot tell yet, mostly because what it needs is not there. */
export type PlannedStep =
  | { readonly info: StepInfo; readonly verdict: 'done' | 'would-run'; readonly evidence: Evidence }
  | { readonly info: StepInfo; readonly verdict: 'unknown'; readonly error: RunError };

export interface RunPlan {
  readonly dir: string;
  readonly kind: RunKind;
  readonly steps: readonly PlannedStep[];
}

/** Part of a step's log. */
export interface LogPart {
  readonly text: string;
  /** Where the next part begins, in bytes. */
  readonly next: number;
  readonly size: number;
}

/** A run as the history lists it. `interrupted`: Slipway ended in the middle of it; starting the same kind goes on with it. */
export interface RunRecord {
  readonly runId: string;
  readonly kind: RunKind;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly outcome: RunOutcome | 'interrupted' | 'running';
  readonly steps: number;
  readonly changed: number;
  /** Titles of the steps that failed. */
  readonly failed: readonly string[];
}
