import { errorFacts, SlipwayError } from '../../contract/errors.ts';
import type { DetachedAct, RunAct, RunStart, StepId } from '../../contract/runbook.ts';
import { newRunId, openRunJournal, listRuns, readRunJournal, type RunJournal } from '../project/run-journal.ts';
import type { Release } from '../project/lock.ts';
import { openStepLogs, type StepLogFiles } from '../project/step-logs.ts';
import { systemClock } from '../runbook/clock.ts';
import { stageOnly } from '../runbook/graph.ts';
import { plannedRecords } from '../runbook/planned.ts';
import { createRedactor } from '../runbook/redact.ts';
import { foldRun, reduceRun, startRun } from '../runbook/reduce.ts';
import { createRun, type Run } from '../runbook/run.ts';
import { leftAct, runEventSchema, type RunEvent, type RunState } from '../runbook/state.ts';
import { defaultLimits, type Remote, type RunSpec, type Step } from '../runbook/step.ts';
import type { Log } from './log.ts';
import { lockForRun, type HeldLock } from './run-lock.ts';

export interface SessionPorts {
  readonly lockProject: (dir: string) => Promise<Release>;
  readonly remote: (dir: string, node: string) => Remote;
  readonly log: Log;
  readonly changed: () => void;
  /** See `RunServiceOptions`. */
  readonly nodeDir?: string;
}

/** A run of a project with what it holds on to: its journal, its logs and its locks. */
export interface RunSession {
  readonly run: Run;
  /** Does what a person asked for; a run that has ended is locked again first. Errors: those of `Run.act`, `run/locked`, `project/locked`. */
  readonly act: (act: RunAct) => Promise<void>;
  /** Resolves when what was said so far can be read from journal and logs. */
  readonly flushed: () => Promise<void>;
  /** Resolves when a run that has ended has given its locks back. */
  readonly unlocked: () => Promise<void>;
  readonly close: () => Promise<void>;
}

interface SessionOrder {
  readonly start: RunStart;
  readonly spec: RunSpec;
}

/**
 * Starts a run, or goes on with the last one when it is of the same kind and has no end. Errors: `project/locked`,
 * `run/locked`, `run/bad-graph`, `run/unknown-step` for a stage without steps, `project/not-writable`, `project/no-space`.
 */
export async function openSession(order: SessionOrder, ports: SessionPorts): Promise<RunSession> {
  const { dir } = order.start;
  const steps = chosenSteps(order);
  const release = await ports.lockProject(dir);
  try {
    const { state, event } = firstState(order, steps, await lastRun(dir));
    return await beginSession({ order, steps, state, event, release }, ports);
  } catch (thrown) {
    await release();
    throw thrown;
  }
}

function chosenSteps({ start, spec }: SessionOrder): readonly Step[] {
  if (start.only === undefined) return spec.steps;
  const steps = stageOnly(spec.steps, start.only);
  if (steps.length === 0) throw new SlipwayError('run/unknown-step', `No step belongs to ${start.only}.`);
  return steps;
}

/** The last run of a project by its journal. */
export async function lastRun(dir: string): Promise<RunState | undefined> {
  const [last] = await listRuns(dir);
  return last === undefined ? undefined : readRun(dir, last);
}

/** A run by its journal; lines of kinds that a newer Slipway wrote are passed over. */
export async function readRun(dir: string, runId: string): Promise<RunState | undefined> {
  const lines = await readRunJournal(dir, runId);
  return foldRun(lines.flatMap(eventOf));
}

function eventOf(line: unknown): readonly RunEvent[] {
  const result = runEventSchema.safeParse(line);
  return result.success ? [result.data] : [];
}

interface FirstState {
  readonly state: RunState;
  readonly event: RunEvent;
}

function firstState({ start, spec }: SessionOrder, steps: readonly Step[], last: RunState | undefined): FirstState {
  const now = new Date();
  const at = now.toISOString();
  const limits = { ...defaultLimits, ...spec.limits };
  const { dir, kind } = start;
  if (last !== undefined && last.kind === kind && last.ended === undefined) {
    const event = { type: 'run-resumed', at, steps: plannedRecords(steps), limits } as const;
    return { state: { ...reduceRun(last, event), dir }, event };
  }
  const records = plannedRecords(steps, last === undefined ? new Map() : leftActs(last));
  const event = { type: 'run-started', at, runId: newRunId(now), dir, kind, steps: records, limits } as const;
  return { state: startRun(event), event };
}

/** Acts that may still go on though their run has ended: those that took too long. */
const leftActs = ({ steps }: RunState): ReadonlyMap<StepId, DetachedAct> =>
  new Map(
    steps.flatMap((step) => {
      const act = leftAct(step);
      return act === undefined ? [] : [[step.info.id, act] as const];
    }),
  );

interface Opened extends FirstState {
  readonly order: SessionOrder;
  readonly steps: readonly Step[];
  readonly release: Release;
}

interface RunFiles {
  readonly journal: RunJournal;
  readonly logs: StepLogFiles;
}

/** Behind the lock: a run that was not let in has not begun, and the next one must not find it in the journal. */
async function openFiles(
  { order, state, event }: Opened,
  { log }: SessionPorts,
  cluster: HeldLock | undefined,
): Promise<RunFiles> {
  const { dir } = order.start;
  const journal = await openRunJournal(dir, state.runId).catch(async (thrown: unknown) => {
    await cluster?.lock.release();
    throw thrown;
  });
  journal.append(event);
  return { journal, logs: openStepLogs(dir, state.runId, (thrown) => log.error(thrown, 'step log')) };
}

function runOf({ order, steps, state }: Opened, { journal, logs }: RunFiles, ports: SessionPorts): Run {
  return createRun(state, {
    clock: systemClock,
    steps: new Map(steps.map((step) => [step.id, step])),
    remote: (node) => ports.remote(order.start.dir, node),
    journal: journal.append,
    logs,
    redactor: createRedactor(order.spec.secrets),
    changed: ports.changed,
    ...(ports.nodeDir === undefined ? {} : { actsDir: `${ports.nodeDir}/acts` }),
  });
}

/** Another desktop works on the cluster now: this one may not go on. */
function stopUnlocked(run: Run, error: SlipwayError): void {
  run.tell({ type: 'lock-lost', at: new Date().toISOString(), error: errorFacts(error) });
  if (run.snapshot().ended === undefined) run.act({ type: 'stop' });
}

async function beginSession(opened: Opened, ports: SessionPorts): Promise<RunSession> {
  const { dir, takeLock = false } = opened.order.start;
  const onLost = (error: SlipwayError): void => stopUnlocked(run, error);
  const lock = (take: boolean): Promise<HeldLock | undefined> =>
    lockForRun({ ...opened.order, state: opened.state }, ports, { take, onLost });
  const cluster = await lock(takeLock);
  const { journal, logs } = await openFiles(opened, ports, cluster);
  let held: Held | undefined = { project: opened.release, cluster };
  const run = runOf(opened, { journal, logs }, ports);
  let unlocking = Promise.resolve();
  const locked = (): void => {
    if (held?.cluster !== undefined) run.tell({ type: 'locked', at: new Date().toISOString(), holder: held.cluster.holder });
    unlocking = run.ended().then(unlock);
  };
  const unlock = async (): Promise<void> => {
    const had = held;
    if (had === undefined || run.snapshot().ended === undefined) return;
    held = undefined;
    await had.cluster?.lock.release();
    run.tell({ type: 'unlocked', at: new Date().toISOString() });
    await journal.settled().catch((thrown: unknown) => ports.log.error(thrown, 'run journal'));
    await had.project();
    ports.changed();
  };
  locked();
  return {
    run,
    flushed: async () => {
      await Promise.all([logs.settled(), journal.settled().catch(() => undefined)]);
    },
    async act(act) {
      if (run.snapshot().ended !== undefined) await unlocking;
      if (held !== undefined) {
        run.act(act);
        return;
      }
      const project = await ports.lockProject(dir);
      try {
        held = { project, cluster: await lock(false) };
        run.act(act);
        locked();
      } catch (thrown) {
        await held?.cluster?.lock.release();
        held = undefined;
        await project();
        throw thrown;
      }
    },
    unlocked: () => unlocking,
    async close() {
      await run.close();
      // A run that has just ended is giving its locks back: a process that exits meanwhile would leave them behind.
      if (run.snapshot().ended !== undefined) await unlocking;
      await held?.cluster?.lock.leave();
      await Promise.all([logs.settled(), journal.close().catch((thrown: unknown) => ports.log.error(thrown, 'run journal'))]);
      await held?.project();
    },
  };
}

interface Held {
  readonly project: Release;
  readonly cluster: HeldLock | undefined;
}
