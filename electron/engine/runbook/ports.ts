import type { StepId } from '../../contract/runbook.ts';
import type { Clock } from './clock.ts';
import type { Redactor } from './redact.ts';
import type { RunEvent } from './state.ts';
import type { Remote, StepLookup } from './step.ts';

/** The logs of a run's steps; what is written was redacted. */
export interface StepLogs {
  readonly append: (step: StepId, text: string) => void;
  /** Bytes so far. */
  readonly size: (step: StepId) => number;
}

export interface RunPorts {
  readonly clock: Clock;
  readonly steps: StepLookup;
  readonly remote: (node: string) => Remote;
  /** Keeps an event; called in their order, and not waited for: what is true on the nodes is what counts after a crash. */
  readonly journal: (event: RunEvent) => void;
  readonly logs: StepLogs;
  readonly redactor: Redactor;
  /** There is something new to show: a state, or more of a log. */
  readonly changed: () => void;
  /** Another folder of acts on the nodes, for tests. */
  readonly actsDir?: string;
}
