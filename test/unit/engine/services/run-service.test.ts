import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SlipwayError } from '../../../../electron/contract/errors.ts';
import type { RunSnapshot } from '../../../../electron/contract/runbook.ts';
import { createRunService, type RunRoom } from '../../../../electron/engine/services/run-service.ts';
import type { RunSpec, Step } from '../../../../electron/engine/runbook/step.ts';
import { createProjectFolder } from '../../../../electron/engine/project/folder.ts';
import { notDone, step } from '../../../fakes/fake-steps.ts';
import { tempFolder } from '../../../fakes/temp-folder.ts';

const log = { info: () => undefined, error: () => undefined, tail: () => [], close: () => Promise.resolve() };

async function project(): Promise<string> {
  const dir = tempFolder();
  await createProjectFolder({ dir, text: 'name: lab\n' });
  return dir;
}

function room(steps: readonly Step[], spec: Partial<RunSpec> = {}): RunRoom {
  return createRunService({
    providers: new Map([['up', () => Promise.resolve({ steps, ...spec })]]),
    lockNode: () => Promise.resolve('pi1'),
    remote: (_, node) => ({ node, script: () => Promise.reject(new SlipwayError('ssh/unreachable', node)) }),
    log,
  });
}

async function ended({ service }: RunRoom, dir: string): Promise<RunSnapshot> {
  for await (const snapshot of service.watch({ dir }, new AbortController().signal))
    if (snapshot.ended !== undefined) return snapshot;
  throw new Error('The watch has ended.');
}

describe('the service of runs', () => {
  it('runs what a kind consists of, keeps its log and lists it in the history', async () => {
    const dir = await project();
    const here = room(
      [step('a', { check: ({ note }) => (note('Looking with s3cr3t-word.'), Promise.resolve({ done: true, summary: 'ok' })) })],
      {
        secrets: ['s3cr3t-word'],
      },
    );
    const { runId } = await here.service.start({ dir, kind: 'up' });
    expect((await ended(here, dir)).ended?.outcome).toBe('done');
    const { text } = await here.service.log({ dir, runId, step: 'a', offset: 0 });
    expect(text).toMatch(/Looking with ••••••\.\n.*Check: done\. ok\n$/);
    expect(await here.service.history({ dir })).toMatchObject([
      { runId, kind: 'up', outcome: 'done', steps: 1, changed: 0, failed: [] },
    ]);
    await here.close();
  });

  it('refuses kinds that nobody knows, and a second run beside the first', async () => {
    const dir = await project();
    const here = room([
      step('a', { act: ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error()))) }),
    ]);
    await expect(here.service.start({ dir, kind: 'sideways' })).rejects.toMatchObject({ code: 'run/unknown-kind' });
    await here.service.start({ dir, kind: 'up' });
    await expect(here.service.start({ dir, kind: 'up' })).rejects.toMatchObject({ code: 'run/running' });
    await expect(room([step('a')]).service.start({ dir, kind: 'up' })).rejects.toMatchObject({ code: 'project/locked' });
    await here.close();
  });

  it('goes on with a run that its end interrupted, under the same name', async () => {
    const dir = await project();
    const hangs = step('a', {
      act: ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error()))),
    });
    const first = room([hangs]);
    const { runId } = await first.service.start({ dir, kind: 'up' });
    await first.close();
    const second = room([step('a')]);
    expect((await second.service.history({ dir }))[0]?.outcome).toBe('interrupted');
    expect(await second.service.start({ dir, kind: 'up' })).toMatchObject({ runId, resumed: 1 });
    expect((await ended(second, dir)).steps[0]?.state).toMatchObject({ kind: 'done', changed: true });
    await second.close();
  });

  it('takes a failed run up again when a step is retried, and starts anew after it has ended', async () => {
    const dir = await project();
    let isBroken = true;
    const here = room([
      step('a', {
        check: () => Promise.resolve({ done: !isBroken, summary: 'See.' }),
        act: () => (isBroken ? Promise.reject(new SlipwayError('run/step-failed', 'Broken.')) : Promise.resolve()),
      }),
    ]);
    const first = await here.service.start({ dir, kind: 'up' });
    expect((await ended(here, dir)).ended?.outcome).toBe('failed');
    isBroken = false;
    await here.service.act({ dir, act: { type: 'retry', step: 'a' } });
    expect((await ended(here, dir)).ended?.outcome).toBe('done');
    const second = await here.service.start({ dir, kind: 'up' });
    expect(second.runId).not.toBe(first.runId);
    await here.close();
  });

  it('says in a dry run what is done, what would run, and what cannot be told; and acts nothing', async () => {
    const dir = await project();
    const here = room([
      step('a', { check: () => Promise.resolve({ done: true, summary: 'ok' }) }),
      step('b', { check: () => Promise.resolve(notDone()), act: () => Promise.reject(new Error('It acted.')) }),
      step('c', {
        check: ({ remote }) =>
          remote('pi1')
            .script('x')
            .then(() => notDone()),
      }),
    ]);
    const { steps } = await here.service.plan({ dir, kind: 'up' });
    expect(steps.map(({ verdict }) => verdict)).toEqual(['done', 'would-run', 'unknown']);
    expect(await here.service.current({ dir })).toBeNull();
  });

  it('leaves nothing of a run that another desktop kept out of the cluster', async () => {
    const dir = await project();
    const holder = { name: 'eva', host: 'desk2', runId: 'x', kind: 'up', since: '2026-11-25T06:00:00Z' };
    const stdout = `held 5 ${Buffer.from(JSON.stringify(holder)).toString('base64')}`;
    const here = createRunService({
      providers: new Map([['up', () => Promise.resolve({ steps: [step('a')], lockNode: 'pi1' })]]),
      lockNode: () => Promise.resolve('pi1'),
      remote: (_, node) => ({ node, script: () => Promise.resolve({ code: 0, stdout, stderr: '' }) }),
      log,
    });
    await expect(here.service.start({ dir, kind: 'up' })).rejects.toMatchObject({ code: 'run/locked' });
    expect(await here.service.history({ dir })).toEqual([]);
    await here.close();
  });

  it('reads no file outside of the logs', async () => {
    const dir = await project();
    const here = room([]);
    await expect(here.service.log({ dir, runId: '../..', step: 'a', offset: 0 })).rejects.toMatchObject({
      code: 'engine/bad-request',
    });
    expect(readFileSync(join(dir, '.gitignore'), 'utf8')).toContain('runs/');
  });
});
