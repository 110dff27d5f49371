import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { burninOrderSchema, type BurninSnapshot } from '../../../../electron/contract/burnin.ts';
import { SlipwayError } from '../../../../electron/contract/errors.ts';
import { resolvePlan } from '../../../../electron/engine/plan/resolve.ts';
import { createBurninService, type BurninRoom } from '../../../../electron/engine/services/burnin-service.ts';
import { planWith } from '../../../fakes/cluster-plan.ts';
import { factsOf, soundNode } from '../../../fakes/facts-output.ts';
import { tempFolder } from '../../../fakes/temp-folder.ts';

const plan = resolvePlan(planWith({}));

/** Nodes whose every script hangs until it is stopped; with `away` none is there. */
function room(away = false): BurninRoom {
  const hang = (signal: AbortSignal | undefined): Promise<never> =>
    new Promise((_, reject) => {
      const stop = (): void => reject(new SlipwayError('engine/cancelled'));
      if (signal?.aborted === true) stop();
      signal?.addEventListener('abort', stop, { once: true });
    });
  return createBurninService({
    projects: { service: undefined as never, soundPlan: () => Promise.resolve(plan), mirrors: () => Promise.resolve({}) },
    fleet: {
      shell: () => Promise.resolve({ script: (_: string, { signal }: { signal?: AbortSignal } = {}) => hang(signal) } as never),
      preflight: () => Promise.resolve(),
    },
    facts: {
      service: undefined as never,
      ask: () => (away ? Promise.reject(new SlipwayError('fleet/not-found')) : Promise.resolve(factsOf(soundNode))),
      close: () => Promise.resolve(),
    },
    log: { info: () => undefined, error: () => undefined, tail: () => [], close: () => Promise.resolve() },
    version: '0.1.0',
  });
}

async function last(snapshots: AsyncIterable<BurninSnapshot>): Promise<BurninSnapshot | undefined> {
  let found: BurninSnapshot | undefined;
  for await (const snapshot of snapshots) found = snapshot;
  return found;
}

const never = new AbortController().signal;

describe('the burn-in of a project', () => {
  it('is one at a time, can be stopped, and then its report is kept as JSON and as a page', async () => {
    const dir = tempFolder();
    const { service } = room();
    const order = burninOrderSchema.parse({ dir, seconds: 60, parts: ['stress'] });
    const { id } = await service.start(order);
    await expect(service.start(order)).rejects.toMatchObject({ code: 'fleet/burnin-running' });
    await service.stop({ dir });
    expect(await service.current({ dir })).toMatchObject({ id, state: 'stopped' });
    expect(await service.list({ dir })).toEqual([
      {
        id,
        startedAt: expect.any(String) as string,
        state: 'stopped',
        nodes: 3,
        grades: { good: 0, fair: 0, bad: 0, unknown: 3 },
      },
    ]);
    expect(await service.report({ dir, id })).toMatchObject({ format: 'slipway-burnin/1', version: '0.1.0', id });
    const { html, htmlPath, jsonPath } = await service.page({ dir, id });
    expect(html).toContain('burn-in</title>');
    expect((await readdir(join(dir, 'burnin'))).map((name) => join(dir, 'burnin', name)).toSorted()).toEqual([
      htmlPath,
      jsonPath,
    ]);
    expect(await readFile(jsonPath, 'utf8')).not.toContain(dir);
  });

  it('whose nodes are all away ends by itself and says so', async () => {
    const dir = tempFolder();
    const { service } = room(true);
    await service.start(burninOrderSchema.parse({ dir }));
    expect(await last(service.watch({ dir }, never))).toMatchObject({ state: 'failed' });
    expect(await service.list({ dir })).toMatchObject([{ state: 'failed', grades: { bad: 3 } }]);
  });

  it('is over when the engine closes, and its report is kept', async () => {
    const dir = tempFolder();
    const { service, close } = room();
    await service.start(burninOrderSchema.parse({ dir, parts: ['disk'] }));
    await close();
    expect(await service.list({ dir })).toMatchObject([{ state: 'stopped' }]);
  });

  it.each(['../secrets', '..', '', '2026/../../x'])('never reads a report named %j', async (id) => {
    await expect(room().service.page({ dir: tempFolder(), id })).rejects.toMatchObject({ code: 'fleet/no-burnin' });
    await expect(room().service.report({ dir: tempFolder(), id })).rejects.toMatchObject({ code: 'fleet/no-burnin' });
  });

  it('leaves files out of its list that are no reports', async () => {
    const dir = tempFolder();
    await mkdir(join(dir, 'burnin'));
    await writeFile(join(dir, 'burnin', '2026-11-24T10-00-00-000Z.json'), '{"format":"something"}');
    await writeFile(join(dir, 'burnin', '2026-11-24T11-00-00-000Z.json'), 'torn {');
    expect(await room().service.list({ dir })).toEqual([]);
  });

  it('is nowhere before one was started', async () => {
    expect(await room().service.current({ dir: '/p' })).toBeNull();
    await expect(room().service.stop({ dir: '/p' })).rejects.toMatchObject({ code: 'fleet/no-burnin' });
  });
});
