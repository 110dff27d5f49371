import { useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { RunAct, RunSnapshot, RunStart } from '../../electron/contract/runbook.ts';
import { t } from '../messages/en.ts';
import { useEngine } from './engine.ts';
import { keys } from './keys.ts';
import { appendLog, emptyLog, type LogView } from './log-view.ts';
import { runTurn, titleOf } from './run.ts';
import { runAfter } from './run-news.ts';
import { announce, showActivity } from './view.ts';

/** A snapshot of an earlier moment never replaces a later one of the same run. */
function keep(queries: QueryClient, dir: string, next: RunSnapshot): void {
  queries.setQueryData(keys.run(dir), (before: RunSnapshot | null | undefined) =>
    before?.runId === next.runId && before.revision > next.revision ? before : next,
  );
}

/** The run of a project as it was last heard of; null when there is none in this session, undefined until that is known. */
export function useRun(dir: string | undefined): RunSnapshot | null | undefined {
  const { client } = useEngine();
  const { data: run } = useQuery({
    queryKey: keys.run(dir ?? ''),
    queryFn: () => client.runs.current.query({ dir: dir ?? '' }),
    enabled: dir !== undefined,
    // The feed shares what did not change by itself; comparing thousands of steps at every news takes a tenth of a second.
    structuralSharing: false,
  });
  return run;
}

/** Mounted once, by the frame: keeps {@link useRun} up to date while there is a run. */
export function useRunFeed(dir: string | undefined): RunSnapshot | null | undefined {
  const { client } = useEngine();
  const queries = useQueryClient();
  const run = useRun(dir);
  const isThere = run !== null && run !== undefined;
  useEffect(() => {
    if (dir === undefined || !isThere) return undefined;
    // Changes are told of what was told before, which is not what an act has answered meanwhile.
    let heard: RunSnapshot | undefined;
    const feed = client.runs.watch.subscribe(
      { dir },
      {
        onData: ({ data }) => {
          heard = runAfter(heard, data);
          if (heard !== undefined) keep(queries, dir, heard);
        },
        onError: () => void queries.invalidateQueries({ queryKey: keys.run(dir) }),
      },
    );
    return () => feed.unsubscribe();
  }, [client, queries, dir, isThere]);
  return run;
}

export function useStartRun(dir: string) {
  const { client } = useEngine();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (start: Omit<RunStart, 'dir'>) => client.runs.start.mutate({ dir, ...start }),
    onSuccess: (run) => keep(queries, dir, run),
  });
}

export function useRunAct(dir: string) {
  const { client } = useEngine();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (act: RunAct) => client.runs.act.mutate({ dir, act }),
    onSuccess: (run) => keep(queries, dir, run),
  });
}

/** The dry run, when somebody asks for it. */
export function useDryRun(dir: string) {
  const { client } = useEngine();
  return useMutation({ mutationFn: (kind: string) => client.runs.plan.query({ dir, kind }) });
}

interface LogPlace {
  readonly dir: string;
  readonly runId: string;
  readonly step: string;
  /** How long the log is known to be. */
  readonly size: number;
}

/** The log of a step, read on for as long as there is more; the end of it is kept. */
export function useStepLog({ dir, runId, step, size }: LogPlace): LogView {
  const { client } = useEngine();
  const [log, setLog] = useState(emptyLog);
  const next = log.next;
  useEffect(() => {
    if (next >= size) return undefined;
    let left = false;
    const read = async (): Promise<void> => {
      const part = await client.runs.log.query({ dir, runId, step, offset: next });
      if (!left && part.next > next) setLog((before) => appendLog(before, part));
    };
    read().catch(() => undefined);
    return () => {
      left = true;
    };
  }, [client, dir, runId, step, size, next]);
  return log;
}

/** Says what is new in words; the line at the foot shows what is under way. */
export function useRunVoice(run: RunSnapshot): void {
  const heard = useRef<RunSnapshot>(undefined);
  const queries = useQueryClient();
  useEffect(() => {
    const { failed, ended } = runTurn(heard.current, run);
    const { say } = t.kubernetes.run;
    const [first] = failed;
    if (first !== undefined) announce(say.failed(titleOf(first.info), first.info.on));
    if (ended) announce(run.kind === 'up' && run.ended?.outcome === 'done' ? say.done : say.ended);
    if (ended) void queries.invalidateQueries({ queryKey: keys.clusterExists(run.dir) });
    const acting = run.steps.find(({ state }) => state.kind === 'acting');
    if (acting !== undefined) showActivity(`${acting.info.on} · ${titleOf(acting.info)}`);
    heard.current = run;
  }, [run, queries]);
}
