import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createPlanDesk, type PlanDesk } from '../../../../renderer/state/plan-desk.ts';
import { keys } from '../../../../renderer/state/keys.ts';
import type { PlanChange } from '../../../../renderer/state/plan-file.ts';
import { pageClient, type PageClient } from '../../../fakes/page-client.ts';

const dir = '/p';
const text = `# keep me
apiVersion: slipway/v1
kind: Cluster
name: lab
nodes:
  - { name: a, role: control-plane }
`;
const rename = (value: string): PlanChange => ({ kind: 'edits', edits: [{ op: 'set', path: ['name'], value }] });

let page: PageClient;
let desk: PlanDesk;

beforeEach(() => {
  page = pageClient();
  page.fake.projects.put(dir, text);
  desk = createPlanDesk(page.client, page.queries);
});
afterEach(() => page.close());

const onDisk = async (): Promise<string> => (await page.fake.services.projects.open({ dir })).text;
const state = () => desk.store.getState().state;

it('changes made at once are made one after the other, each on what the one before left', async () => {
  const results = await Promise.all(['one', 'two', 'three'].map((name) => desk.change(dir, rename(name))));
  expect(results).toEqual([true, true, true]);
  expect(await onDisk()).toContain('name: three');
  expect(desk.store.getState().undo).toHaveLength(3);
});

it('a read that was begun before a change does not put the old text back', async () => {
  await desk.change(dir, rename('one'));
  const old = page.queries.getQueryData(keys.project(dir));
  let answer = (): void => undefined;
  const late = new Promise((resolve) => (answer = () => resolve(old)));
  const reading = page.queries.query({ queryKey: keys.project(dir), queryFn: () => late }).catch(() => undefined);
  await desk.change(dir, rename('two'));
  answer();
  await reading;
  expect(page.queries.getQueryData(keys.project(dir))).toMatchObject({ text: await onDisk() });
  expect(await desk.change(dir, rename('three'))).toBe(true);
});

it('undo goes back step by step to the first text', async () => {
  await desk.change(dir, rename('one'));
  await desk.change(dir, rename('two'));
  expect(await desk.undo(dir)).toBe(true);
  expect(await onDisk()).toContain('name: one');
  await desk.undo(dir);
  expect(await onDisk()).toBe(text);
  expect(await desk.undo(dir)).toBe(false);
});

it('a file changed elsewhere is left alone; what was to be changed waits, in order', async () => {
  await desk.change(dir, rename('one'));
  page.fake.projects.overwrite(dir, (now) => now.replace('# keep me', '# by hand'));
  expect(await desk.change(dir, rename('two'))).toBe(false);
  expect(await desk.change(dir, { kind: 'edits', edits: [{ op: 'set', path: ['image'], value: 'practice' }] })).toBe(false);
  expect(state()).toMatchObject({ kind: 'conflict', pending: [{ kind: 'edits' }, { kind: 'edits' }] });
  expect(await onDisk()).toContain('name: one');

  expect(await desk.retry(dir)).toBe(true);
  expect(await onDisk()).toMatch(/# by hand[^]*name: two[^]*image: practice/);
  expect(state()).toEqual({ kind: 'saved' });
});

it('pending changes can be dropped', async () => {
  await desk.change(dir, rename('one'));
  page.fake.projects.overwrite(dir, (now) => now.replace('# keep me', '# by hand'));
  await desk.change(dir, rename('two'));
  await desk.discard(dir);
  expect(state()).toEqual({ kind: 'saved' });
  expect(await onDisk()).toContain('name: one');
});

it('a change that the engine refuses is held with its reason', async () => {
  await desk.change(dir, { kind: 'csv', csv: 'nonsense' });
  expect(state()).toMatchObject({ kind: 'failed', error: { code: 'plan/bad-csv' } });
  await desk.discard(dir);
  expect(await onDisk()).toBe(text);
});

it('the page’s copy of the project follows each change', async () => {
  await desk.change(dir, rename('one'));
  expect(page.queries.getQueryData(['project', dir])).toMatchObject({ plan: { name: 'one' } });
});

it('a subscription goes on over a new port after the engine was restarted', async () => {
  const seen: number[] = [];
  const feed = page.client.images.watch.subscribe(undefined, { onData: (jobs) => seen.push(jobs.length) });
  await vi.waitFor(() => expect(seen).toEqual([0]));
  page.stopEngine();
  page.fake.images.job({ id: 'x', state: 'done' });
  await vi.waitFor(() => expect(seen.at(-1)).toBe(1), { timeout: 20_000 });
  expect(page.connections).toEqual(['open', 'lost', 'open']);
  feed.unsubscribe();
});
