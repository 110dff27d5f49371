import type { QueryClient } from '@tanstack/react-query';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ErrorFacts } from '../../electron/contract/errors.ts';
import type { PlanEdit } from '../../electron/contract/plan.ts';
import type { ProjectState } from '../../electron/contract/services.ts';
import { faultOf } from './faults.ts';
import { keys } from './keys.ts';
import type { Client } from './wire.ts';

/** One change of cluster.yaml that the user made. */
export type PlanChange =
  | { readonly kind: 'edits'; readonly edits: readonly PlanEdit[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'csv'; readonly csv: string };

/** How cluster.yaml on disk stands to what the page shows. Nothing pending is ever dropped unasked. */
export type DeskState =
  | { readonly kind: 'saved' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'conflict'; readonly pending: readonly PlanChange[] }
  | { readonly kind: 'failed'; readonly error: ErrorFacts; readonly pending: readonly PlanChange[] };

export interface DeskView {
  readonly state: DeskState;
  /** Earlier texts, newest last; Undo puts the last one back. */
  readonly undo: readonly string[];
}

/** Where plans are changed: one change after the other, each made on the revision that the one before left. */
export interface PlanDesk {
  readonly store: StoreApi<DeskView>;
  change(dir: string, change: PlanChange): Promise<boolean>;
  undo(dir: string): Promise<boolean>;
  /** Reads the file again and makes the pending changes on top of it. */
  retry(dir: string): Promise<boolean>;
  /** Reads the file again and drops the pending changes. */
  discard(dir: string): Promise<void>;
  /** Forgets undo steps; called when another project is opened. */
  reset(): void;
}

const undoDepth = 50;

export function createPlanDesk(client: Client, queries: QueryClient): PlanDesk {
  const store = createStore<DeskView>(() => ({ state: { kind: 'saved' }, undo: [] }));
  let queue: Promise<unknown> = Promise.resolve();

  const current = (dir: string): Promise<ProjectState> =>
    queries.ensureQueryData({ queryKey: keys.project(dir), queryFn: () => client.projects.open.query({ dir }) });

  const reload = async (dir: string): Promise<void> => {
    queries.setQueryData(keys.project(dir), await client.projects.open.query({ dir }));
  };

  const send = (dir: string, revision: string, change: PlanChange): Promise<ProjectState> => {
    switch (change.kind) {
      case 'edits':
        return client.projects.edit.mutate({ dir, revision, edits: [...change.edits] });
      case 'text':
        return client.projects.save.mutate({ dir, revision, text: change.text });
      case 'csv':
        return client.projects.importCsv.mutate({ dir, revision, csv: change.csv });
    }
  };

  const apply = async (dir: string, change: PlanChange): Promise<void> => {
    const before = await current(dir);
    const after = await send(dir, before.revision, change);
    queries.setQueryData(keys.project(dir), after);
    if (after.text !== before.text) store.setState(({ undo }) => ({ undo: [...undo, before.text].slice(-undoDepth) }));
  };

  const run = async (dir: string, changes: readonly PlanChange[]): Promise<boolean> => {
    const { state } = store.getState();
    if ('pending' in state) {
      store.setState({ state: { ...state, pending: [...state.pending, ...changes] } });
      return false;
    }
    store.setState({ state: { kind: 'saving' } });
    for (const [index, change] of changes.entries()) {
      try {
        await apply(dir, change);
      } catch (thrown) {
        store.setState({ state: held(faultOf(thrown), changes.slice(index)) });
        return false;
      }
    }
    store.setState({ state: { kind: 'saved' } });
    return true;
  };

  const enqueue = <T>(task: () => Promise<T>): Promise<T> => {
    const result = queue.then(task);
    queue = result.catch(() => undefined);
    return result;
  };

  const pendingOf = (): readonly PlanChange[] => {
    const { state } = store.getState();
    return 'pending' in state ? state.pending : [];
  };

  return {
    store,
    change: (dir, change) => enqueue(() => run(dir, [change])),
    undo: (dir) => enqueue(() => undoLast(store, (text) => run(dir, [{ kind: 'text', text }]))),
    retry: (dir) =>
      enqueue(async () => {
        const pending = pendingOf();
        await reload(dir);
        store.setState({ state: { kind: 'saved' } });
        return run(dir, pending);
      }),
    discard: (dir) =>
      enqueue(async () => {
        await reload(dir);
        store.setState({ state: { kind: 'saved' } });
      }),
    reset: () => store.setState({ state: { kind: 'saved' }, undo: [] }),
  };
}

const held = (error: ErrorFacts, pending: readonly PlanChange[]): DeskState =>
  error.code === 'project/changed' ? { kind: 'conflict', pending } : { kind: 'failed', error, pending };

/** Puts the last text back; the text it replaces is no undo step of its own. */
async function undoLast(store: StoreApi<DeskView>, put: (text: string) => Promise<boolean>): Promise<boolean> {
  const { undo } = store.getState();
  const text = undo.at(-1);
  if (text === undefined) return false;
  const done = await put(text);
  if (done) store.setState({ undo: undo.slice(0, -1) });
  return done;
}
