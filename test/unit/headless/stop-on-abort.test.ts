import { describe, expect, it } from 'vitest';
import type { RunSnapshot } from '../../../electron/contract/runbook.ts';
import { followRun } from '../../../electron/headless/runs/follow-run.ts';
import { stopOnAbort } from '../../../electron/headless/stop-on-abort.ts';
import { commandContext } from '../../fakes/command-context.ts';
import { stubServices } from '../../fakes/stub-services.ts';

describe('what Ctrl+C stops', () => {
  it('is told once: when it comes, or at once when it came before', () => {
    const told: string[] = [];
    const say = (word: string) => () => Promise.reject(new Error(String(told.push(word))));
    const controller = new AbortController();
    stopOnAbort(controller.signal, say('later'));
    stopOnAbort(controller.signal, say('never'))();
    expect(told).toEqual([]);
    controller.abort();
    stopOnAbort(controller.signal, say('at once'));
    expect(told).toEqual(['later', 'at once']);
  });

  it('is a run too that was still being started when it came', async () => {
    const { context } = commandContext();
    const controller = new AbortController();
    const acts: string[] = [];
    const stopped = { steps: [], progress: { fraction: 0 }, ended: { outcome: 'stopped' } } as unknown as RunSnapshot;
    const services = stubServices();
    const runs = {
      ...services.runs,
      start: () => {
        controller.abort();
        return Promise.resolve(stopped);
      },
      act: ({ act }: { readonly act: { readonly type: string } }) => {
        acts.push(act.type);
        return Promise.resolve(stopped);
      },
      // eslint-disable-next-line @typescript-eslint/require-await -- it ended at once
      async *watch() {
        yield stopped;
      },
    };
    const run = followRun({ ...context, signal: controller.signal }, { ...services, runs }, { dir: '/p', kind: 'up' });
    await expect(run).rejects.toMatchObject({ code: 'run/cancelled' });
    expect(acts).toEqual(['stop']);
  });
});
