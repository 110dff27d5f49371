import { SlipwayError } from '../../contract/errors.ts';
import type { DetachedAct, Evidence, StepId } from '../../contract/runbook.ts';
import { attempt, type AttemptHooks } from './attempt.ts';
import { createDetached, settleAct, type ActPorts } from './detached-acts.ts';
import { failureOf, presentable } from './facts.ts';
import type { RunPorts } from './ports.ts';
import { leftAct, type RunEvent, type StepRecord } from './state.ts';
import type { Step, StepContext } from './step.ts';

/** An attempt that was told to end has so long to do it: an act on a node is being ended meanwhile. */
const graceMs = 30_000;

interface Attempt {
  readonly step: Step;
  readonly record: StepRecord;
  /** Aborted when the run is stopped or closed; and here, when the time is up. */
  readonly controller: AbortController;
  readonly ports: RunPorts;
  /** What happens before the end. */
  readonly tell: (event: RunEvent) => void;
}

type EndEvent = Extract<RunEvent, { type: 'step-done' | 'step-failed' | 'step-cancelled' }>;

/** Makes one attempt and says how it ended; never fails, and ends even when the step does not listen to its signal. */
export async function runAttempt(order: Attempt): Promise<EndEvent> {
  const { step, controller, ports } = order;
  const { clock, redactor } = ports;
  const end = <T>(event: T) => ({ ...event, at: new Date(clock.now()).toISOString(), step: step.id });
  const log = stepLog(order);
  let last: Evidence | undefined;
  const found = (evidence: Evidence): void => {
    last = presentable(evidence, redactor);
    noteEvidence(log, evidence);
  };
  try {
    const evidence = await inTime(order, () => attempt(step, contextOf(order, log), hooksOf(order, log, found)));
    const proof = presentable(evidence, redactor);
    if (proof.done) return end({ type: 'step-done' as const, evidence: proof });
    throw new SlipwayError('run/check-failed', proof.summary);
  } catch (thrown) {
    const failure = failureOf(controller.signal.aborted ? controller.signal.reason : thrown, redactor, last);
    log.note(`Ended: ${failure.error.title} ${failure.error.detail}`);
    const cancelled = failure.error.code === 'run/cancelled' || failure.error.code === 'engine/cancelled';
    return cancelled ? end({ type: 'step-cancelled' as const }) : end({ type: 'step-failed' as const, failure });
  }
}

/** Aborts the attempt when its time is up; an aborted attempt that does not end is left to itself after a grace. */
async function inTime({ step, controller, ports }: Attempt, work: () => Promise<Evidence>): Promise<Evidence> {
  const { clock } = ports;
  const over = new AbortController();
  void clock.sleep(step.timeoutMs, over.signal).then(() => {
    const minutes = Math.round(step.timeoutMs / 6000) / 10;
    if (!over.signal.aborted)
      controller.abort(new SlipwayError('run/timeout', `${step.title}: ${minutes} minutes were not enough.`));
  });
  const abandoned = aborted(controller.signal, over.signal)
    .then(() => clock.sleep(graceMs, over.signal))
    .then(() => Promise.reject(controller.signal.reason as Error));
  try {
    return await Promise.race([work(), abandoned]);
  } finally {
    over.abort();
    abandoned.catch(() => undefined);
  }
}

/** Listens until it is over. */
const aborted = (signal: AbortSignal, over: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true, signal: over }));

interface StepLog {
  readonly note: (text: string) => void;
  readonly stream: ActPorts['logStream'];
}

/** The one door into a step's log: everything passes the redactor. */
function stepLog({ step, ports }: Attempt): StepLog {
  const { logs, redactor, clock, changed } = ports;
  const append = (text: string): void => {
    logs.append(step.id, text);
    changed();
  };
  return {
    note: (text) => append(`${new Date(clock.now()).toISOString().slice(11, 19)} ${redactor.text(text)}\n`),
    stream: (also) =>
      redactor.stream((lines) => {
        append(lines);
        also(lines);
      }),
  };
}

function contextOf(order: Attempt, log: StepLog): StepContext {
  const { controller, ports } = order;
  return {
    signal: controller.signal,
    now: () => new Date(ports.clock.now()),
    note: log.note,
    remote: ports.remote,
    detached: (node) => createDetached(actPorts(order, log, node)),
  };
}

function actPorts({ step, controller, ports, tell }: Attempt, log: StepLog, node: string): ActPorts {
  const { clock, remote, actsDir } = ports;
  return {
    ...{ remote: remote(node), signal: controller.signal, clock, note: log.note, logStream: log.stream },
    tell: (unit) => tell({ type: 'step-detached', at: new Date(clock.now()).toISOString(), step: step.id, act: { node, unit } }),
    ...(actsDir === undefined ? {} : { baseDir: actsDir }),
  };
}

function hooksOf(order: Attempt, log: StepLog, found: AttemptHooks['found']): AttemptHooks & { left?: DetachedAct } {
  const { record, ports, tell } = order;
  const left = leftAct(record);
  const common = (): { at: string; step: StepId } => ({ at: new Date(ports.clock.now()).toISOString(), step: record.info.id });
  return {
    found,
    acting: (evidence) => tell({ type: 'step-acting', ...common(), evidence: presentable(evidence, ports.redactor) }),
    proving: () => tell({ type: 'step-proving', ...common() }),
    settle: (act) => settleAct(actPorts(order, log, act.node), act.unit),
    ...(left === undefined ? {} : { left }),
  };
}

function noteEvidence({ note }: StepLog, { done, summary, said = [] }: Evidence): void {
  note(`Check: ${done ? 'done' : 'not done yet'}. ${summary}`);
  for (const { command, output } of said) note(`$ ${command}\n${output}`.trimEnd());
}
