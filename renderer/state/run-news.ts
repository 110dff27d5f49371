import type { RunNews } from '../../electron/contract/run-news.ts';
import type { RunSnapshot } from '../../electron/contract/runbook.ts';

/**
 * The run after what was heard of it. Steps that did not change stay the same objects, so that nothing is drawn anew for
 * them. Changes of a run that is not known are nothing to go by: undefined.
 */
export function runAfter(before: RunSnapshot | undefined, news: RunNews): RunSnapshot | undefined {
  if (news.kind === 'whole') return news.run;
  if (before?.runId !== news.run.runId) return undefined;
  const changed = new Map(news.steps.map(({ place, step }) => [place, step]));
  const steps = changed.size === 0 ? before.steps : before.steps.map((step, place) => changed.get(place) ?? step);
  return { ...news.run, steps };
}
