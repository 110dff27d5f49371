import { skipToken, useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { BatchSnapshot, Drive } from '../../electron/contract/card.ts';
import type { ImageJob } from '../../electron/contract/image.ts';
import { t } from '../messages/en.ts';
import { rememberedOf } from './cards.ts';
import { useEngine } from './engine.ts';
import { keys } from './keys.ts';
import { dirOf } from './route.ts';
import { useRoute } from './use-route.ts';
import { announce, rememberJob } from './view.ts';

export function useFacts() {
  const { client } = useEngine();
  return useQuery({ queryKey: keys.facts, queryFn: () => client.app.facts.query(), staleTime: Infinity });
}

export function useRecent() {
  const { client } = useEngine();
  return useQuery({ queryKey: keys.recent, queryFn: () => client.projects.recent.query() });
}

export function usePublicKeys() {
  const { client } = useEngine();
  return useQuery({ queryKey: keys.publicKeys, queryFn: () => client.projects.publicKeys.query() });
}

export function useCatalogue() {
  const { client } = useEngine();
  return useQuery({ queryKey: keys.catalogue, queryFn: () => client.catalogue.list.query() });
}

export function useRefreshCatalogue() {
  const { client } = useEngine();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => client.catalogue.refresh.mutate(),
    onSuccess: (state) => queries.setQueryData(keys.catalogue, state),
  });
}

/** A project, read again whenever the window regains focus: someone may have edited cluster.yaml meanwhile. */
export function useProject(dir: string | undefined) {
  const { client } = useEngine();
  return useQuery({
    queryKey: keys.project(dir ?? ''),
    queryFn: dir === undefined ? skipToken : () => client.projects.open.query({ dir }),
    refetchOnWindowFocus: true,
  });
}

export function useStored() {
  const { client } = useEngine();
  return useQuery({ queryKey: keys.stored, queryFn: () => client.images.stored.query() });
}

export function useStoreStatus() {
  const { client } = useEngine();
  return useQuery({ queryKey: keys.store, queryFn: () => client.images.store.query() });
}

export function useReviews(dir: string, revision: string | undefined) {
  const { client } = useEngine();
  return useQuery({
    queryKey: keys.reviews(dir, revision ?? ''),
    queryFn: revision === undefined ? skipToken : () => client.cards.review.query({ dir }),
  });
}

export function useHistory(dir: string | undefined) {
  const { client } = useEngine();
  return useQuery({
    queryKey: keys.history(dir ?? ''),
    queryFn: dir === undefined ? skipToken : () => client.cards.history.query({ dir }),
  });
}

export function useRunning() {
  const { client } = useEngine();
  return useQuery({ queryKey: keys.running, queryFn: () => client.cards.running.query() });
}

interface FileTargetsInput {
  readonly dir: string;
  readonly outDir: string | undefined;
  /** The plan's revision: other nodes, other files. */
  readonly revision: string;
}

export function useFileTargets({ dir, outDir, revision }: FileTargetsInput) {
  const { client } = useEngine();
  return useQuery({
    queryKey: keys.fileTargets(dir, outDir, revision),
    queryFn: () => client.cards.fileTargets.query({ dir, ...(outDir === undefined ? {} : { outDir }) }),
  });
}

/** Starts to fetch an image, from the open plan's mirror where it names one, and remembers under which job it runs. */
export function useFetchImage() {
  const { client } = useEngine();
  const route = useRoute();
  return useMutation({
    mutationFn: async (reference: string) => {
      const { id } = await client.images.fetch.mutate({ reference, dir: dirOf(route) });
      rememberJob(reference, id);
      return id;
    },
  });
}

/** All image jobs of the engine, kept up to date by {@link useImageFeed}. */
export function useImageJobs(): readonly ImageJob[] {
  return useQuery<readonly ImageJob[]>({ queryKey: keys.jobs, queryFn: skipToken }).data ?? [];
}

/** Mounted once: keeps the image jobs current, and what depends on them when one ends. */
export function useImageFeed(): void {
  const { client } = useEngine();
  const queries = useQueryClient();
  useEffect(() => {
    const feed = client.images.watch.subscribe(undefined, {
      onData: (jobs) => {
        const before = queries.getQueryData<readonly ImageJob[]>(keys.jobs) ?? [];
        queries.setQueryData(keys.jobs, jobs);
        const ended = newlyEnded(before, jobs);
        if (ended.length > 0) void refreshStore(queries);
        for (const job of ended) announceEnd(job);
      },
    });
    return () => feed.unsubscribe();
  }, [client, queries]);
}

/** Jobs that were running when last heard of, and are not any more. */
function newlyEnded(before: readonly ImageJob[], now: readonly ImageJob[]): readonly ImageJob[] {
  const running = new Set(before.filter(({ state }) => state === 'running').map(({ id }) => id));
  const known = new Set(before.map(({ id }) => id));
  return now.filter(({ id, state }) => state !== 'running' && (running.has(id) || !known.has(id)));
}

function announceEnd({ id, state }: ImageJob): void {
  if (state === 'done') announce(t.images.announceDone(id));
  if (state === 'failed') announce(t.images.announceFailed(id));
}

export async function refreshStore(queries: QueryClient): Promise<void> {
  await Promise.all([keys.stored, keys.store, keys.anyFound].map((queryKey) => queries.invalidateQueries({ queryKey })));
}

/** The drives of this computer, live while the component that asks is shown. */
export function useDrives(rawBytes: number | undefined): readonly Drive[] | undefined {
  const { client } = useEngine();
  const queries = useQueryClient();
  useEffect(() => {
    const input = rawBytes === undefined ? {} : { rawBytes };
    const feed = client.drives.watch.subscribe(input, {
      onData: (drives) => queries.setQueryData(keys.drives(rawBytes), drives),
    });
    return () => feed.unsubscribe();
  }, [client, queries, rawBytes]);
  return useQuery<readonly Drive[]>({ queryKey: keys.drives(rawBytes), queryFn: skipToken }).data;
}

/** Write sessions, live. One that the engine lost before its end (it was killed) is remembered as null. */
export function useBatchFeed(ids: readonly string[]): void {
  const { client } = useEngine();
  const queries = useQueryClient();
  const joined = ids.join(' ');
  useEffect(() => {
    const follow = (batchId: string) =>
      client.cards.watch.subscribe(
        { batchId },
        {
          onData: ({ data }) => void queries.setQueryData(keys.batch(batchId), data),
          onError: () => void queries.setQueryData(keys.batch(batchId), rememberedOf),
        },
      );
    const feeds = joined.split(' ').filter(Boolean).map(follow);
    return () => feeds.forEach((feed) => feed.unsubscribe());
  }, [client, queries, joined]);
}

/** A snapshot the page already has: from the feed, or from the call that started the session. */
export function rememberBatch(queries: QueryClient, snapshot: BatchSnapshot): void {
  queries.setQueryData(keys.batch(snapshot.batchId), snapshot);
}
