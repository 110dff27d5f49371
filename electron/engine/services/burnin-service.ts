import { resolve } from 'node:path';
import { readFile } from 'node:fs/promises';
import type { BurninService } from '../../contract/burnin-service.ts';
import type { BurninOrder, BurninReport, BurninSnapshot } from '../../contract/burnin.ts';
import { SlipwayError } from '../../contract/errors.ts';
import { createFeed, type Feed } from '../cards/feed.ts';
import { runBurnin } from '../fleet/burnin/run.ts';
import { burninSnapshot, firstState, reduce, type BurninState } from '../fleet/burnin/state.ts';
import { listReports, readReport, reportPaths, saveReport } from './burnin/report-files.ts';
import { nodeShell, type FactsRoom, type NodeShells } from './facts-service.ts';
import type { Log } from './log.ts';
import type { ProjectRoom } from './project-service.ts';
import { chosenNodes } from './station-queue.ts';

interface BurninOptions {
  readonly projects: ProjectRoom;
  readonly fleet: NodeShells;
  readonly facts: FactsRoom;
  readonly log: Log;
  /** Slipway's. */
  readonly version: string;
}

export interface BurninRoom {
  readonly service: BurninService;
  /** Ends burn-ins that are under way, and waits until their reports are kept. */
  readonly close: () => Promise<void>;
}

interface Running {
  readonly snapshot: () => BurninSnapshot;
  readonly feed: Feed<BurninSnapshot & { readonly finished: boolean }>;
  readonly stop: () => void;
  /** Resolves when its report is kept. */
  readonly ended: Promise<void>;
}

/** Watchers are told once a second: charts of many nodes are large. */
const interval = 1000;

export function createBurninService(options: BurninOptions): BurninRoom {
  const runs = new Map<string, Running>();
  const runOf = (dir: string): Running => {
    const run = runs.get(resolve(dir));
    if (run === undefined) throw new SlipwayError('fleet/no-burnin', dir);
    return run;
  };

  const service: BurninService = {
    start: async (order) => {
      const plan = await options.projects.soundPlan(order.dir);
      const nodes = chosenNodes(plan, order.nodes);
      if (runs.get(resolve(order.dir))?.snapshot().state === 'running') throw new SlipwayError('fleet/burnin-running', order.dir);
      const startedAt = new Date().toISOString();
      const id = startedAt.replaceAll(/[:.]/g, '-');
      const run = startRun(options, order, firstState({ id, cluster: plan.name, order, nodes, startedAt }));
      runs.set(resolve(order.dir), run);
      return run.snapshot();
    },
    current: ({ dir }) => Promise.resolve(runs.get(resolve(dir))?.snapshot() ?? null),
    async *watch({ dir }, signal) {
      for await (const { finished: _, ...snapshot } of runOf(dir).feed.watch(signal)) yield snapshot;
    },
    stop: async ({ dir }) => {
      const run = runOf(dir);
      run.stop();
      await run.ended;
    },
    list: ({ dir }) => listReports(dir),
    report: ({ dir, id }) => readReport(dir, id),
    page: async ({ dir, id }) => {
      const paths = reportPaths(dir, id);
      const html = await readFile(paths.htmlPath, 'utf8').catch((cause: unknown) => {
        throw new SlipwayError('fleet/no-burnin', id, { cause });
      });
      return { html, ...paths };
    },
  };
  return {
    service,
    close: async () => {
      for (const run of runs.values()) run.stop();
      await Promise.all([...runs.values()].map(({ ended }) => ended));
    },
  };
}

function startRun({ fleet, facts, log, version }: BurninOptions, order: BurninOrder, first: BurninState): Running {
  let state = first;
  let told = 0;
  let kept = false;
  const stopping = new AbortController();
  const { dir } = order;
  const snapshot = (): BurninSnapshot => burninSnapshot(state);
  const feed = createFeed(() => ({ ...snapshot(), finished: kept }), Date.now);
  const timer = setInterval(() => {
    if (state.revision !== told) feed.changed('now');
    told = state.revision;
  }, interval);
  const ended = runBurnin(
    first.nodes.map(({ node }) => node),
    first.order,
    {
      shell: (node) => nodeShell(fleet, dir, node),
      ask: (node, signal) => facts.ask(dir, node, signal),
      tell: (event) => {
        state = reduce(state, event);
      },
      now: Date.now,
      signal: stopping.signal,
    },
  )
    .then(() => saveReport(dir, reportOf(snapshot(), version)))
    .catch((thrown: unknown) => log.error(thrown, 'burn-in'))
    .finally(() => {
      clearInterval(timer);
      kept = true;
      feed.changed('now');
    });
  return { snapshot, feed, stop: () => stopping.abort(), ended };
}

const reportOf = ({ dir: _dir, revision: _revision, ...report }: BurninSnapshot, version: string): BurninReport => ({
  format: 'slipway-burnin/1',
  version,
  ...report,
});
