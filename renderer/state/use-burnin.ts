import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { BurninOrder, BurninSnapshot } from '../../electron/contract/burnin.ts';
import { t } from '../messages/en.ts';
import { useEngine } from './engine.ts';
import { keys } from './keys.ts';
import { announce } from './view.ts';

/** The burn-in of a project, live while it runs; null when there was none, undefined until that is known. */
export function useBurnin(dir: string) {
  const { client } = useEngine();
  const queries = useQueryClient();
  const query = useQuery({ queryKey: keys.burnin(dir), queryFn: () => client.burnin.current.query({ dir }) });
  const { data: burnin } = query;
  const running = burnin?.state === 'running' ? burnin.id : undefined;
  useEffect(() => {
    if (running === undefined) return undefined;
    const feed = client.burnin.watch.subscribe(
      { dir },
      {
        onData: ({ data }) => queries.setQueryData(keys.burnin(dir), data),
        onError: () => void queries.invalidateQueries({ queryKey: keys.burnin(dir) }),
      },
    );
    return () => feed.unsubscribe();
  }, [client, queries, dir, running]);
  useEndVoice(dir, burnin);
  return { burnin, error: query.error };
}

/** Says that it has ended, and looks for its report. */
function useEndVoice(dir: string, burnin: BurninSnapshot | null | undefined): void {
  const queries = useQueryClient();
  const was = useRef(false);
  const running = burnin?.state === 'running';
  useEffect(() => {
    if (was.current && !running) {
      announce(t.burnin.say.ended);
      void queries.invalidateQueries({ queryKey: keys.burninReports(dir) });
    }
    was.current = running;
  }, [queries, dir, running]);
}

export function useBurninActs(dir: string) {
  const { client } = useEngine();
  const queries = useQueryClient();
  return {
    start: useMutation({
      mutationFn: ({ nodes, parts, seconds }: Pick<BurninOrder, 'nodes' | 'parts' | 'seconds'>) =>
        client.burnin.start.mutate({ dir, seconds, parts: [...parts], ...(nodes === undefined ? {} : { nodes: [...nodes] }) }),
      onSuccess: (snapshot) => queries.setQueryData(keys.burnin(dir), snapshot),
    }),
    stop: useMutation({ mutationFn: () => client.burnin.stop.mutate({ dir }) }),
    save: useMutation({ mutationFn: (id: string) => client.burnin.page.query({ dir, id }) }),
  };
}

/** Reports that the project keeps, newest first. */
export function useBurninReports(dir: string) {
  const { client } = useEngine();
  return useQuery({ queryKey: keys.burninReports(dir), queryFn: () => client.burnin.list.query({ dir }) });
}
