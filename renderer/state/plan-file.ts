import type { QueryClient } from '@tanstack/react-query';
import type { PlanEdit } from '../../electron/contract/plan.ts';
import type { ProjectState } from '../../electron/contract/services.ts';
import { keys } from './keys.ts';
import type { Client } from './wire.ts';

/** One change of cluster.yaml that the user made. */
export type PlanChange =
  | { readonly kind: 'edits'; readonly edits: readonly PlanEdit[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'csv'; readonly csv: string };

/** cluster.yaml as the engine has it, with the page's copy kept beside. */
export interface PlanFile {
  /** Makes a change on the revision that the page knows; gives the text before, or undefined when nothing changed. */
  apply(dir: string, change: PlanChange): Promise<string | undefined>;
  reload(dir: string): Promise<void>;
}

export function planFile(client: Client, queries: QueryClient): PlanFile {
  const read = async (dir: string): Promise<ProjectState> => {
    const project = await client.projects.open.query({ dir });
    queries.setQueryData(keys.project(dir), project);
    return project;
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
  return {
    async apply(dir, change) {
      const before = queries.getQueryData<ProjectState>(keys.project(dir)) ?? (await read(dir));
      const after = await send(dir, before.revision, change);
      // A read that was begun before the change (the window regained focus) must not put the old text back.
      await queries.cancelQueries({ queryKey: keys.project(dir) });
      queries.setQueryData(keys.project(dir), after);
      return after.text === before.text ? undefined : before.text;
    },
    reload: async (dir) => {
      await read(dir);
    },
  };
}
