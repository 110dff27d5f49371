import { resolve } from 'node:path';
import { SlipwayError } from '../../contract/errors.ts';
import type { RunPlan, RunRecord, RunSnapshot, RunStart } from '../../contract/runbook.ts';
import type { RunbookService } from '../../contract/runbook-service.ts';
import { createFeed, type Feed } from '../cards/feed.ts';
import { acquireProjectLock } from '../project/lock.ts';
import { isRunId, listRuns } from '../project/run-journal.ts';
import { readStepLog } from '../project/step-logs.ts';
import { lookAtLock } from '../runbook/cluster-lock.ts';
import { dryRun } from '../runbook/dry-run.ts';
import { stageOnly } from '../runbook/graph.ts';
import { createRedactor } from '../runbook/redact.ts';
import type { RunState } from '../runbook/state.ts';
import type { Remote, RunSpec } from '../runbook/step.ts';
import type { Log } from './log.ts';
import { openSession, readRun, type RunSession } from './run-session.ts';

/** What a kind of run consists of for a project as it is now. Errors: what it says of the plan and the parameters. */
export type RunProvider = (request: {
  readonly dir: string;
  readonly parameters: Readonly<Record<string, string>>;
}) => Promise<RunSpec>;

export interface RunServiceOptions {
  /** By kind: `up`, `down`, … */
  readonly providers: ReadonlyMap<string, RunProvider>;
  /** How to speak to a node of a project; connects when it is first used. */
  readonly remote: (dir: string, node: string) => Remote;
  readonly log: Log;
  /** Which node keeps the lock of a project's cluster. Errors: `plan/has-errors`, `kubernetes/*`. */
  readonly lockNode: (dir: string) => Promise<string>;
  /** Where nodes keep what is Slipway's, for tests; `/var/lib/slipway` where absent. */
  readonly nodeDir?: string;
}

export interface RunRoom {
  readonly service: RunbookService;
  /** Leaves every run as it is; it goes on when it is started again. */
  close: () => Promise<void>;
}

/** More runs than these are not listed. */
const longestHistory = 50;

interface Shown {
  readonly finished: false;
  readonly snapshot: RunSnapshot;
}

interface Place {
  session: RunSession;
  readonly feed: Feed<Shown>;
}

interface Places {
  /** Errors: `run/not-running`. */
  readonly of: (dir: string) => Place;
  readonly current: (dir: string) => RunSnapshot | undefined;
  readonly open: (input: RunStart) => Promise<RunSnapshot>;
  /** Resolves when what a run has said so far can be read. */
  readonly flushed: (dir: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The runs of this engine by project folder; one that has ended stays until another takes its place. */
function createPlaces(options: RunServiceOptions): Places {
  const places = new Map<string, Place>();
  /** Projects for which a run is being opened. */
  const opening = new Set<string>();
  const current = (dir: string): RunSnapshot | undefined => places.get(resolve(dir))?.session.run.snapshot();

  const openNew = async (key: string, input: RunStart): Promise<RunSnapshot> => {
    const before = places.get(key);
    const spec = await specOf(options, input);
    await before?.session.unlocked();
    const ports = {
      ...options,
      lockProject: (dir: string) => acquireProjectLock(dir, { purpose: 'working on the nodes' }),
      changed: () => places.get(key)?.feed.changed('soon'),
    };
    const session = await openSession({ start: input, spec }, ports);
    await before?.session.close();
    const place = before ?? { session, feed: feedOf(() => current(key) ?? session.run.snapshot()) };
    place.session = session;
    places.set(key, place);
    place.feed.changed('now');
    return session.run.snapshot();
  };
  return {
    current,
    of: (dir) => {
      const place = places.get(resolve(dir));
      if (place === undefined) throw new SlipwayError('run/not-running', dir);
      return place;
    },
    open: async (input) => {
      const key = resolve(input.dir);
      const before = current(key);
      const isGoingOn = before !== undefined && before.ended === undefined;
      if (opening.has(key) || isGoingOn) throw new SlipwayError('run/running', before?.kind ?? '');
      opening.add(key);
      return openNew(key, input).finally(() => opening.delete(key));
    },
    flushed: async (dir) => places.get(resolve(dir))?.session.flushed(),
    close: async () => {
      await Promise.all([...places.values()].map(({ session }) => session.close()));
      places.clear();
    },
  };
}

export function createRunService(options: RunServiceOptions): RunRoom {
  const places = createPlaces(options);
  const service: RunbookService = {
    start: places.open,
    plan: (input, signal = new AbortController().signal) => planned(options, input, signal),
    current: ({ dir }) => Promise.resolve(places.current(dir) ?? null),
    act: async ({ dir, act }) => {
      const { session } = places.of(dir);
      await session.act(act);
      return session.run.snapshot();
    },
    async *watch({ dir }, signal) {
      for await (const { snapshot } of places.of(dir).feed.watch(signal)) yield snapshot;
    },
    log: async ({ dir, ...place }) => {
      if (!isRunId(place.runId)) throw new SlipwayError('engine/bad-request', place.runId);
      await places.flushed(dir);
      return readStepLog(dir, place);
    },
    lock: async ({ dir }) => {
      const { remote, lockNode, nodeDir } = options;
      return (await lookAtLock(remote(dir, await lockNode(dir)), nodeDir === undefined ? undefined : `${nodeDir}/lock`)) ?? null;
    },
    history: async ({ dir }) => {
      await places.flushed(dir);
      const ids = (await listRuns(dir)).slice(0, longestHistory);
      const runs = await Promise.all(ids.map((id) => readRun(dir, id)));
      return runs.flatMap((run) => (run === undefined ? [] : [recordOf(run, places.current(dir))]));
    },
  };
  return { service, close: places.close };
}

async function planned(options: RunServiceOptions, input: RunStart, signal: AbortSignal): Promise<RunPlan> {
  const { dir, kind, only } = input;
  const spec = await specOf(options, input);
  const steps = only === undefined ? spec.steps : stageOnly(spec.steps, only);
  const remote = (node: string): Remote => options.remote(dir, node);
  return { dir, kind, steps: await dryRun(steps, { remote, signal, redactor: createRedactor(spec.secrets) }) };
}

const feedOf = (snapshot: () => RunSnapshot): Feed<Shown> =>
  createFeed(
    () => ({ finished: false, snapshot: snapshot() }),
    () => Date.now(),
  );

function specOf({ providers }: RunServiceOptions, { dir, kind, parameters = {} }: RunStart): Promise<RunSpec> {
  const provider = providers.get(kind);
  if (provider === undefined) throw new SlipwayError('run/unknown-kind', kind);
  return provider({ dir, parameters });
}

/** A run without an end that is not the one that goes on was interrupted. */
function recordOf({ runId, kind, startedAt, ended, steps }: RunState, current: RunSnapshot | undefined): RunRecord {
  const isCurrent = current?.runId === runId && current.ended === undefined;
  return {
    ...{ runId, kind, startedAt },
    ...(ended === undefined ? {} : { endedAt: ended.at }),
    outcome: ended?.outcome ?? (isCurrent ? 'running' : 'interrupted'),
    steps: steps.length,
    changed: steps.filter(({ state }) => state.kind === 'done' && state.changed).length,
    failed: steps.filter(({ state }) => state.kind === 'failed').map(({ info }) => info.title),
  };
}
