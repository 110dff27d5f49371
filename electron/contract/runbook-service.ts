import type { HeldLock, LogPart, RunAct, RunPlan, RunRecord, RunSnapshot, RunStart, StepId } from './runbook.ts';

/** Runs of steps on the nodes of a project, one run at a time for each project (design §9). */
export interface RunbookService {
  /**
   * Starts a run, or goes on with one of the same kind that Slipway's end interrupted.
   * Errors: `run/running`, `run/locked`, `run/unknown-kind`, `run/bad-graph`, `project/locked`, `plan/has-errors`, and what
   * the kind of run says of its parameters.
   */
  start(input: RunStart): Promise<RunSnapshot>;
  /** The dry run: every check and no act. Errors: as `start`. */
  plan(input: RunStart, signal?: AbortSignal): Promise<RunPlan>;
  /** The run that goes on, or the last that ended in this session; null when there is none. */
  current(input: { readonly dir: string }): Promise<RunSnapshot | null>;
  /** Errors: `run/not-running`, `run/unknown-step`, `run/not-now`; then nothing has changed. */
  act(input: { readonly dir: string; readonly act: RunAct }): Promise<RunSnapshot>;
  /**
   * The project's run now and after each change, at most five times a second. Goes on after its end, as a failed run can be
   * taken up again and another can follow; who wants the end alone leaves at the first snapshot with `ended`.
   * Errors: `run/not-running` when there is none.
   */
  watch(input: { readonly dir: string }, signal: AbortSignal): AsyncIterable<RunSnapshot>;
  /** The redacted log of a step from a byte offset on, 64 KiB at most; empty while there is none. */
  log(input: { readonly dir: string; readonly runId: string; readonly step: StepId; readonly offset: number }): Promise<LogPart>;
  /** Who holds the cluster's lock now, as the node that keeps it says; null when nobody does. Errors: `plan/has-errors`, `ssh/*`, `fleet/*`. */
  lock(input: { readonly dir: string }): Promise<HeldLock | null>;
  /** Runs of this project by its journals, newest first. */
  history(input: { readonly dir: string }): Promise<readonly RunRecord[]>;
}
