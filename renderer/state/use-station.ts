import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { StationAct, StationMode, StationSnapshot } from '../../electron/contract/station.ts';
import { chime } from './chime.ts';
import { useEngine } from './engine.ts';
import { keys } from './keys.ts';
import { headlineOf, isWanted, stationNews } from './station.ts';
import { navigate } from './use-route.ts';
import { announce, setHeadline } from './view.ts';

/** The open station of a project, live; null when there is none, undefined until that is known. */
export function useStation(dir: string): { readonly station: StationSnapshot | null | undefined; readonly error: unknown } {
  const { client } = useEngine();
  const queries = useQueryClient();
  const { data: station, error } = useQuery({
    queryKey: keys.station(dir),
    queryFn: () => client.station.current.query({ dir }),
  });
  const isOpen = station !== null && station !== undefined;
  useEffect(() => {
    if (!isOpen) return undefined;
    const keep = (next: StationSnapshot): void => {
      queries.setQueryData(keys.station(dir), (before: StationSnapshot | null | undefined) =>
        next.closed ? null : before !== null && before !== undefined && before.revision > next.revision ? before : next,
      );
    };
    const feed = client.station.watch.subscribe(
      { dir },
      { onData: ({ data }) => keep(data), onError: () => void queries.invalidateQueries({ queryKey: keys.station(dir) }) },
    );
    return () => feed.unsubscribe();
  }, [client, queries, dir, isOpen]);
  useFollowSessions(station);
  return { station, error };
}

/** The rack and the title follow write sessions by themselves, once they know that there is a new one. */
function useFollowSessions(station: StationSnapshot | null | undefined): void {
  const queries = useQueryClient();
  const sessions = (station?.slots ?? []).flatMap(({ state }) => (state.kind === 'writing' ? [state.batchId] : [])).join(' ');
  useEffect(() => {
    if (sessions !== '') void queries.invalidateQueries({ queryKey: keys.running });
  }, [queries, sessions]);
}

export function useOpenStation(dir: string) {
  const { client } = useEngine();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ mode, auto }: { readonly mode: StationMode; readonly auto: boolean }) =>
      client.station.start.mutate({ dir, mode, auto }),
    onSuccess: (snapshot) => queries.setQueryData(keys.station(dir), snapshot),
  });
}

export function useStationAct(dir: string) {
  const { client } = useEngine();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (act: StationAct) => client.station.act.mutate({ dir, act }),
    onSuccess: (snapshot) =>
      queries.setQueryData(keys.station(dir), (before: StationSnapshot | null | undefined) =>
        before !== null && before !== undefined && before.revision > snapshot.revision ? before : snapshot,
      ),
  });
}

/** Closes it and goes back to the Cards page; the desk is gone by then, so that it cannot go there itself. */
export function useCloseStation(dir: string) {
  const { client } = useEngine();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => client.station.stop.mutate({ dir }),
    onSuccess: () => {
      navigate({ page: 'cards', dir });
      queries.setQueryData(keys.station(dir), null);
    },
  });
}

/** Keeps the labels in the project folder and gives their text to whoever asked. */
export function useLabels(dir: string) {
  const { client } = useEngine();
  return useMutation({
    mutationFn: async () => {
      const { path } = await client.labels.save.mutate({ dir });
      return { path, html: await client.labels.render.query({ dir }) };
    },
  });
}

/** Says what is new, in words and, where wanted, with a sound; the window's title says what is to be done. */
export function useStationVoice(station: StationSnapshot, sound: boolean): void {
  const heard = useRef<StationSnapshot>(undefined);
  useEffect(() => {
    const news = stationNews(heard.current, station);
    if (news.length > 0) announce(news.join(' '));
    if (sound && isWanted(heard.current, station)) chime();
    heard.current = station;
  }, [station, sound]);
  const headline = headlineOf(station);
  useEffect(() => {
    setHeadline(headline);
    return () => setHeadline('');
  }, [headline]);
}
