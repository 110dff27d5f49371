import { join } from 'node:path';
import { newRunId, openRunJournal } from '../../electron/engine/project/run-journal.ts';
import { readRun } from '../../electron/engine/services/run-session.ts';
import type { RunEvent } from '../../electron/engine/runbook/state.ts';
import { done, startEvent, step } from '../fakes/fake-steps.ts';
import { medianSeconds, type Measurement } from './measure.ts';
import type { Bench } from './workshop.ts';

const eventCount = 10_000;
const limitMs = 200;

/** The journal of a long run, read and folded as at the start of a run that goes on. */
export const runbookBench: Bench = {
  name: 'runbook',
  async run({ work }): Promise<readonly Measurement[]> {
    const dir = join(work, 'runs-project');
    const runId = newRunId(new Date());
    const journal = await openRunJournal(dir, runId);
    longRun().forEach(journal.append);
    await journal.close();
    const ms = 1000 * (await medianSeconds(5, () => readRun(dir, runId)));
    const ours = `${ms.toFixed(0)} ms`;
    const name = `replay of a run's journal of ${eventCount} events, against ${limitMs} ms`;
    return [{ name, ours, peer: `${limitMs} ms`, ratio: ms / limitMs, limit: 1, bound: 'most' }];
  },
};

/** Steps on 50 nodes, each tried until the journal is long enough. */
function longRun(): readonly RunEvent[] {
  const steps = Array.from({ length: 1000 }, (_, number) => step(`s${number}`, { on: `pi${number % 50}` }));
  const at = '2026-11-24T08:00:00.000Z';
  const evidence = { ...done(), said: [{ command: 'systemctl is-active kubelet', output: 'active\n'.repeat(20) }] };
  const events = Array.from({ length: (eventCount - 1) / 4 }, (_, number) => `s${number % steps.length}`).flatMap(
    (id): RunEvent[] => [
      { type: 'step-started', at, step: id },
      { type: 'step-acting', at, step: id, evidence },
      { type: 'step-proving', at, step: id },
      { type: 'step-done', at, step: id, evidence },
    ],
  );
  return [startEvent(steps), ...events];
}
