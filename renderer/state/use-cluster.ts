import { skipToken, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { ClusterSnapshot, KubeconfigMerge } from '../../electron/contract/cluster.ts';
import { clusterNews } from './cluster.ts';
import { useEngine } from './engine.ts';
import { keys } from './keys.ts';
import { announce } from './view.ts';

/** What can be chosen for Kubernetes; asked again when the plan has changed. */
export function useChoices(dir: string, revision: string | undefined) {
  const { client } = useEngine();
  return useQuery({
    queryKey: keys.choices(dir, revision ?? ''),
    queryFn: revision === undefined ? skipToken : () => client.cluster.choices.query({ dir }),
    placeholderData: (before) => before,
  });
}

/** Whether the project has a cluster; undefined until that is known. */
export function useClusterExists(dir: string | undefined): boolean | undefined {
  const { client } = useEngine();
  return useQuery({
    queryKey: keys.clusterExists(dir ?? ''),
    queryFn: dir === undefined ? skipToken : () => client.cluster.exists.query({ dir }),
  }).data;
}

/** The cluster as it was last seen; undefined before that. */
export function useCluster(dir: string | undefined): ClusterSnapshot | undefined {
  return useQuery<ClusterSnapshot>({ queryKey: keys.cluster(dir ?? ''), queryFn: skipToken }).data;
}

/** Watched for as long as it is mounted with a folder: the engine keeps a connection to the API server meanwhile. */
export function useClusterFeed(dir: string | undefined): void {
  const { client } = useEngine();
  const queries = useQueryClient();
  useEffect(() => {
    if (dir === undefined) return undefined;
    const feed = client.cluster.watch.subscribe(
      { dir },
      {
        onData: ({ data }) => void queries.setQueryData(keys.cluster(dir), data),
        onError: () => void queries.invalidateQueries({ queryKey: keys.clusterExists(dir) }),
      },
    );
    return () => feed.unsubscribe();
  }, [client, queries, dir]);
}

/** Says what is new in words. */
export function useClusterVoice(snapshot: ClusterSnapshot | undefined): void {
  const heard = useRef<ClusterSnapshot>(undefined);
  useEffect(() => {
    if (snapshot === undefined) return;
    const news = clusterNews(heard.current, snapshot);
    if (news.length > 0) announce(news.slice(0, 3).join(' '));
    heard.current = snapshot;
  }, [snapshot]);
}

export function useKubeconfig(dir: string) {
  const { client } = useEngine();
  return useQuery({ queryKey: keys.kubeconfig(dir), queryFn: () => client.cluster.kubeconfig.query({ dir }) });
}

export function useMerge(dir: string) {
  const { client } = useEngine();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (merge: Omit<KubeconfigMerge, 'dir'> | 'remove') =>
      merge === 'remove' ? client.cluster.unmerge.mutate({ dir }) : client.cluster.merge.mutate({ dir, ...merge }),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.kubeconfig(dir) }),
  });
}

export function useKubectl(dir: string) {
  const { client } = useEngine();
  return useQuery({ queryKey: keys.kubectl(dir), queryFn: () => client.cluster.kubectl.query({ dir }) });
}

export function useFetchKubectl(dir: string) {
  const { client } = useEngine();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => client.cluster.fetchKubectl.mutate({ dir }),
    onSuccess: (state) => queries.setQueryData(keys.kubectl(dir), state),
  });
}

export function useTunnel(dir: string) {
  const { client } = useEngine();
  return useQuery({ queryKey: keys.tunnel(dir), queryFn: () => client.cluster.tunnel.query({ dir }) });
}

export function useTunnelSwitch(dir: string) {
  const { client } = useEngine();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (open: boolean) => {
      if (open) return client.cluster.openTunnel.mutate({ dir });
      await client.cluster.closeTunnel.mutate({ dir });
      return null;
    },
    onSuccess: (state) => queries.setQueryData(keys.tunnel(dir), state),
  });
}
