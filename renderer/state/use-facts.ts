import { skipToken, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { FactsSnapshot, NodeReport } from '../../electron/contract/facts.ts';
import { t } from '../messages/en.ts';
import { useEngine } from './engine.ts';
import { keys } from './keys.ts';
import { announce } from './view.ts';

export interface KnownFacts {
  readonly facts: FactsSnapshot | undefined;
  readonly error: unknown;
}

/** The facts of all nodes, live while the component that asks is shown. */
export function useFactsFeed(dir: string): KnownFacts {
  const { client } = useEngine();
  const queries = useQueryClient();
  useEffect(() => {
    const feed = client.facts.watch.subscribe(
      { dir },
      {
        onData: ({ data }) => {
          queries.setQueryData(keys.nodeFacts(dir), data);
          queries.setQueryData(keys.nodeFactsFault(dir), null);
        },
        onError: (error) => void queries.setQueryData(keys.nodeFactsFault(dir), error),
      },
    );
    return () => feed.unsubscribe();
  }, [client, queries, dir]);
  const { data: facts } = useQuery<FactsSnapshot>({ queryKey: keys.nodeFacts(dir), queryFn: skipToken });
  const { data: error } = useQuery({ queryKey: keys.nodeFactsFault(dir), queryFn: skipToken });
  return { facts, error };
}

/** Asking and repairing one node. What comes of it is in the feed. */
export function useFactsActs(dir: string, node: string) {
  const { client } = useEngine();
  return {
    gather: useMutation({ mutationFn: () => client.facts.gather.mutate({ dir, nodes: [node] }) }),
    fix: useMutation({ mutationFn: (codes: readonly string[]) => client.facts.fix.mutate({ dir, node, codes: [...codes] }) }),
  };
}

/** Says aloud when the repair of a node has ended. */
export function useRepairVoice(report: NodeReport | undefined): void {
  const running = report?.repair?.running ?? false;
  const name = report?.node ?? '';
  const was = useRef(false);
  useEffect(() => {
    if (was.current && !running) announce(t.node.repair.say(name));
    was.current = running;
  }, [running, name]);
}
