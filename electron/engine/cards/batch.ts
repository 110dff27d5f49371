import { randomUUID } from 'node:crypto';
import type { BatchSnapshot, CardState, CardTarget } from '../../contract/card.ts';
import { errorFacts, toSlipwayError } from '../../contract/errors.ts';
import type { CardJob } from '../../contract/writer-protocol.ts';
import { hasEnded, reduceBatch, snapshotOf, type BatchEvent, type BatchState } from './batch-state.ts';
import { createFeed } from './feed.ts';
import { startWriter, type WholeJob, type WriterSession } from './writer-client.ts';
import type { WriterAccess, WriterLauncher } from './writer-process.ts';

export interface BatchJob {
  readonly node: string;
  readonly target: CardTarget;
  /** Its `id` must be unique in the batch. */
  readonly job: CardJob;
  /** For an image that is still growing: the job as it is when the image is whole. Rejects when it does not get there. */
  readonly whole?: Promise<WholeJob>;
}

export interface BatchOptions {
  readonly jobs: readonly BatchJob[];
  readonly launcher: WriterLauncher;
  /** Milliseconds; only differences count. */
  readonly now: () => number;
  /** Told once for each card that ends, however it ends. */
  readonly onCardEnd?: (end: { readonly node: string; readonly target: CardTarget; readonly state: CardState }) => void;
  /** The writer's diagnostics for the log, a line each. */
  readonly onDiagnostic?: (line: string) => void;
}

/** Cards that are written side by side. */
export interface Batch {
  readonly batchId: string;
  snapshot(): BatchSnapshot;
  /** The snapshot now, then after changes: every new phase at once, progress at most five times a second. Ends with the batch. */
  watch(signal: AbortSignal): AsyncIterable<BatchSnapshot>;
  /** Cancels one node's card, or all. */
  cancel(node?: string): void;
  /** Never rejects: what went wrong is in the cards. */
  readonly finished: Promise<BatchSnapshot>;
}

/**
 * Starts to write cards. Drives and card files get a writer each, so that card files never need more rights than the user
 * has; one prompt covers all drives. A writer that cannot start fails its own cards only.
 */
export function startBatch({ jobs, launcher, now, onCardEnd, onDiagnostic }: BatchOptions): Batch {
  let state: BatchState = {
    batchId: randomUUID(),
    revision: 0,
    cards: jobs.map(({ node, target, job, whole }) => ({
      id: job.id,
      node,
      target,
      image: whole === undefined ? 'whole' : 'growing',
      state: { kind: 'waiting' },
      samples: [],
    })),
  };
  const feed = createFeed(() => snapshotOf(state), now);
  const apply = (event: BatchEvent): void => {
    const before = state;
    state = reduceBatch(before, event, now());
    for (const [index, card] of state.cards.entries()) {
      const was = before.cards[index];
      if (was !== undefined && hasEnded(card) && !hasEnded(was))
        onCardEnd?.({ node: card.node, target: card.target, state: card.state });
    }
    if (state !== before) feed.changed(event.type === 'progress' && !isNewPhase(before, state) ? 'soon' : 'now');
  };
  const runs = groupByAccess(jobs).map(([access, group]) =>
    runGroup({ access, jobs: group, launcher, apply, ...(onDiagnostic === undefined ? {} : { onDiagnostic }) }),
  );
  return {
    batchId: state.batchId,
    snapshot: () => snapshotOf(state),
    watch: (signal) => feed.watch(signal),
    cancel: (node) => {
      const ids = state.cards.filter((card) => node === undefined || card.node === node).map(({ id }) => id);
      for (const run of runs) for (const id of ids) run.cancel(id);
    },
    finished: Promise.all(runs.map(({ ended }) => ended)).then(() => snapshotOf(state)),
  };
}

const isNewPhase = (before: BatchState, after: BatchState): boolean =>
  after.cards.some(({ state }, index) => {
    const was = before.cards[index]?.state;
    return state.kind !== was?.kind || (state.kind === 'running' && was.kind === 'running' && state.phase !== was.phase);
  });

const accessFor = ({ kind }: CardTarget): WriterAccess => (kind === 'drive' ? 'administrator' : 'user');

function groupByAccess(jobs: readonly BatchJob[]): readonly (readonly [WriterAccess, readonly BatchJob[]])[] {
  return (['user', 'administrator'] as const)
    .map((access) => [access, jobs.filter(({ target }) => accessFor(target) === access)] as const)
    .filter(([, group]) => group.length > 0);
}

interface Group {
  readonly access: WriterAccess;
  readonly jobs: readonly BatchJob[];
  readonly launcher: WriterLauncher;
  readonly apply: (event: BatchEvent) => void;
  readonly onDiagnostic?: (line: string) => void;
}

function runGroup({ access, jobs, launcher, apply, onDiagnostic }: Group): Pick<WriterSession, 'cancel' | 'ended'> {
  const ids = jobs.map(({ job }) => job.id);
  const failAll = (thrown: unknown): void => apply({ type: 'writer-ended', ids, error: errorFacts(thrown) });
  try {
    const session = startWriter({
      process: launcher.launch(access),
      jobs: jobs.map(({ job }) => job),
      onMessage: apply,
      ...(onDiagnostic === undefined ? {} : { onDiagnostic }),
    });
    for (const { job, whole } of jobs) {
      whole?.then(
        (arrived) => session.arrive(arrived),
        (thrown: unknown) => {
          apply({ type: 'image-failed', ids: [job.id], error: errorFacts(thrown) });
          session.cancel(job.id);
        },
      );
    }
    const ended = session.ended.then((error) => {
      if (error !== undefined) failAll(error);
      return error;
    });
    return { cancel: (id) => session.cancel(id), ended };
  } catch (thrown) {
    failAll(thrown);
    return { cancel: () => undefined, ended: Promise.resolve(toSlipwayError(thrown)) };
  }
}
