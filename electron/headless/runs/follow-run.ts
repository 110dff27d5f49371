import { SlipwayError } from '../../contract/errors.ts';
import type { RunSnapshot, RunStart } from '../../contract/runbook.ts';
import type { Services } from '../../contract/services.ts';
import type { CommandContext } from '../command.ts';
import { stopOnAbort } from '../stop-on-abort.ts';
import { runNews, runProgress, runSummary } from './words.ts';

/**
 * Starts a run and shows it to its end. Ctrl+C stops it: what is done stays done. Returns the exit code: 0 when every step is
 * done, 1 when one failed. Errors: those of `RunbookService.start`, `run/cancelled`.
 */
export async function followRun(context: CommandContext, { runs }: Services, start: RunStart): Promise<number> {
  const { output } = context;
  await runs.start(start);
  const leave = stopOnAbort(context.signal, () => runs.act({ dir: start.dir, act: { type: 'stop' } }));
  try {
    let before: RunSnapshot | undefined;
    for await (const snapshot of runs.watch({ dir: start.dir }, new AbortController().signal)) {
      output.event({ type: 'run', ...snapshot });
      for (const line of runNews(before, snapshot)) output.say(line);
      output.say(runProgress(snapshot), 'passing');
      before = snapshot;
      if (snapshot.ended !== undefined) return ended(context, snapshot);
    }
  } finally {
    leave();
  }
  throw new SlipwayError('run/not-running', start.dir);
}

function ended({ output }: CommandContext, snapshot: RunSnapshot): number {
  if (snapshot.ended?.outcome === 'stopped') throw new SlipwayError('run/cancelled');
  output.result({ type: 'run-ended', ...snapshot }, runSummary(snapshot));
  return snapshot.ended?.outcome === 'done' ? 0 : 1;
}
