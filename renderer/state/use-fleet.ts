import { skipToken, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { FleetAdopt, FleetSnapshot } from '../../electron/contract/fleet.ts';
import { useEngine } from './engine.ts';
import { fleetNews } from './fleet-news.ts';
import { keys } from './keys.ts';
import { announce } from './view.ts';

/** The fleet of a project as it was last heard of; undefined before that. */
export function useFleet(dir: string | undefined): FleetSnapshot | undefined {
  return useQuery<FleetSnapshot>({ queryKey: keys.fleet(dir ?? ''), queryFn: skipToken }).data;
}

/** Why the fleet cannot be watched; null while it can. */
export function useFleetFault(dir: string): unknown {
  return useQuery({ queryKey: keys.fleetFault(dir), queryFn: skipToken }).data ?? null;
}

/** Mounted once, by the frame: the engine looks for the nodes for as long as somebody watches. */
export function useFleetFeed(dir: string | undefined): void {
  const { client } = useEngine();
  const queries = useQueryClient();
  useEffect(() => {
    if (dir === undefined) return undefined;
    const feed = client.fleet.watch.subscribe(
      { dir },
      {
        onData: ({ data }) => {
          keepNewest(queries.getQueryData(keys.fleet(dir)), data, (next) => queries.setQueryData(keys.fleet(dir), next));
          queries.setQueryData(keys.fleetFault(dir), null);
        },
        onError: (error) => void queries.setQueryData(keys.fleetFault(dir), error),
      },
    );
    return () => feed.unsubscribe();
  }, [client, queries, dir]);
  useFleetVoice(useFleet(dir));
}

/** The answer of a call may come after a newer snapshot of the feed. */
function keepNewest(before: unknown, next: FleetSnapshot, keep: (next: FleetSnapshot) => void): void {
  if (!isSnapshot(before) || before.revision <= next.revision) keep(next);
}

const isSnapshot = (data: unknown): data is FleetSnapshot => typeof data === 'object' && data !== null && 'revision' in data;

function useFleetVoice(fleet: FleetSnapshot | undefined): void {
  const heard = useRef<FleetSnapshot>(undefined);
  useEffect(() => {
    if (fleet === undefined) return;
    const news = fleetNews(heard.current?.dir === fleet.dir ? heard.current : undefined, fleet);
    if (news.length > 0) announce(news.join(' '));
    heard.current = fleet;
  }, [fleet]);
}

/** What can be asked of the fleet; each answer is the fleet as it is then. */
export function useFleetActs(dir: string) {
  const { client } = useEngine();
  const queries = useQueryClient();
  const onSuccess = (fleet: FleetSnapshot): void =>
    keepNewest(queries.getQueryData(keys.fleet(dir)), fleet, (next) => queries.setQueryData(keys.fleet(dir), next));
  return {
    look: useMutation({ mutationFn: () => client.fleet.look.mutate({ dir }), onSuccess }),
    sweep: useMutation({ mutationFn: () => client.fleet.sweep.mutate({ dir }), onSuccess }),
    stopSweep: useMutation({ mutationFn: () => client.fleet.stopSweep.mutate({ dir }), onSuccess }),
    addAddress: useMutation({
      mutationFn: (address: string) => client.fleet.addAddress.mutate({ dir, address }),
      onSuccess,
    }),
    adopt: useMutation({
      mutationFn: (input: Omit<FleetAdopt, 'dir'>) => client.fleet.adopt.mutate({ dir, ...input }),
      onSuccess,
    }),
    forget: useMutation({ mutationFn: (node: string) => client.fleet.forget.mutate({ dir, node }), onSuccess }),
  };
}
