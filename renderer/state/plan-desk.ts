import type { QueryClient } from '@tanstack/react-query';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ErrorFacts } from '../../electron/contract/errors.ts';
import { faultOf } from './faults.ts';
import { planFile, type PlanChange, type PlanFile } from './plan-file.ts';
import type { Client } from './wire.ts';

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
  const file = planFile(client, queries);
  const run = (dir: string, changes: readonly PlanChange[]): Promise<boolean> => runChanges({ store, file, dir }, changes);
  const enqueue = serially();
  const reload = async (dir: string): Promise<void> => {
    await file.reload(dir);
    store.setState({ state: { kind: 'saved' } });
  };
  return {
    store,
    change: (dir, change) => enqueue(() => run(dir, [change])),
    undo: (dir) => enqueue(() => undoLast(store, (text) => run(dir, [{ kind: 'text', text }]))),
    retry: (dir) =>
      enqueue(async () => {
        const { state } = store.getState();
        await reload(dir);
        return run(dir, 'pending' in state ? state.pending : []);
      }),
    discard: (dir) => enqueue(() => reload(dir)),
    reset: () => store.setState({ state: { kind: 'saved' }, undo: [] }),
  };
}

interface Run {
  readonly store: StoreApi<DeskView>;
  readonly file: PlanFile;
  readonly dir: string;
}

/** Makes changes one after the other; what cannot be made is held, with all that comes after it. */
async function runChanges({ store, file, dir }: Run, changes: readonly PlanChange[]): Promise<boolean> {
  const { state } = store.getState();
  if ('pending' in state) {
    store.setState({ state: { ...state, pending: [...state.pending, ...changes] } });
    return false;
  }
  store.setState({ state: { kind: 'saving' } });
  for (const [index, change] of changes.entries()) {
    try {
      const before = await file.apply(dir, change);
      if (before !== undefined) store.setState(({ undo }) => ({ undo: [...undo, before].slice(-undoDepth) }));
    } catch (thrown) {
      store.setState({ state: held(faultOf(thrown), changes.slice(index)) });
      return false;
    }
  }
  store.setState({ state: { kind: 'saved' } });
  return true;
}

/** Runs tasks one at a time, in the order they come; one that fails does not stop the next. */
function serially(): <T>(task: () => Promise<T>) => Promise<T> {
  let queue: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = queue.then(task);
    queue = result.catch(() => undefined);
    return result;
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
