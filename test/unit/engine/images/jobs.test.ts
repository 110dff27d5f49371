import { describe, expect, it } from 'vitest';
import { SlipwayError } from '../../../../electron/contract/errors.ts';
import type { ImageEntry, ImageJob, StoredImage } from '../../../../electron/contract/image.ts';
import { createImageJobs, type ImageJobs } from '../../../../electron/engine/images/jobs.ts';
import { rateMeter } from '../../../../electron/engine/images/progress.ts';
import type { ImageStore } from '../../../../electron/engine/images/store.ts';
import { entryFor } from '../../../fakes/raw-images.ts';

type Fetch = ImageStore['fetch'];

/** A fetch that the test ends. */
function heldFetch(): { fetch: Fetch; calls: ImageEntry[]; end: (error?: Error) => void } {
  const calls: ImageEntry[] = [];
  let settle: { resolve: (stored: StoredImage) => void; reject: (error: unknown) => void } | undefined;
  const fetch: Fetch = (entry, { signal, onProgress }) => {
    calls.push(entry);
    onProgress?.({ phase: 'downloading', done: 10, total: 100, limitedBy: 'network' });
    return new Promise((resolve, reject) => {
      settle = { resolve, reject };
      signal.addEventListener('abort', () => reject(new SlipwayError('engine/cancelled')));
    });
  };
  const end = (error?: Error): void => {
    if (error === undefined) settle?.resolve({} as StoredImage);
    else settle?.reject(error);
  };
  return { fetch, calls, end };
}

const named = (id: string): ImageEntry => entryFor('http://x/', { id });

/** The first list of jobs that satisfies a condition. */
async function jobsWhen(jobs: ImageJobs, condition: (list: readonly ImageJob[]) => boolean): Promise<readonly ImageJob[]> {
  for await (const list of jobs.watch(new AbortController().signal)) if (condition(list)) return list;
  throw new Error('the watch ended');
}

const state =
  (wanted: ImageJob['state']) =>
  (list: readonly ImageJob[]): boolean =>
    list[0]?.state === wanted;

describe('image jobs', () => {
  it('start at once, show progress and end as done', async () => {
    const held = heldFetch();
    const jobs = createImageJobs(held);
    expect(await jobs.fetch(named('a'))).toEqual({ id: 'a' });
    expect((await jobsWhen(jobs, ([job]) => job?.state === 'running' && job.progress.done === 10))[0]).toMatchObject({
      id: 'a',
      phase: 'downloading',
      progress: { done: 10, total: 100, limitedBy: 'network' },
    });
    held.end();
    expect(await jobsWhen(jobs, state('done'))).toEqual([{ id: 'a', state: 'done' }]);
    jobs.forget('a');
    expect(await jobsWhen(jobs, () => true)).toEqual([]);
  });

  it('offer an image for writing once its outline is known, until it is stored', async () => {
    const stored = { id: 'a' } as StoredImage;
    const outline = { imageSize: 1, mappedBytes: 0, ranges: [] };
    let end = (_stored: StoredImage): void => undefined;
    const jobs = createImageJobs({
      fetch(_entry, { onOutline, onProgress }) {
        onProgress?.({ phase: 'unpacking', done: 1 });
        onOutline?.({ rawPath: '/raw', outline });
        return new Promise((resolve) => (end = resolve));
      },
    });
    expect(jobs.growing('a')).toBeUndefined();
    await jobs.fetch(named('a'));
    await jobsWhen(jobs, ([job]) => job?.state === 'running' && job.drivesCanStart);
    const growing = jobs.growing('a');
    expect(growing?.image).toEqual({ rawPath: '/raw', outline });
    end(stored);
    expect(await growing?.stored).toBe(stored);
    await jobsWhen(jobs, state('done'));
    expect(jobs.growing('a')).toBeUndefined();
  });

  it('take back what they offered when the download begins anew, and fail it when the image fails', async () => {
    const outline = { imageSize: 1, mappedBytes: 0, ranges: [] };
    let begin = (_rawPath: string): void => undefined;
    let fail = (_error: Error): void => undefined;
    const jobs = createImageJobs({
      fetch(_entry, { onOutline }) {
        begin = (rawPath) => onOutline?.({ rawPath, outline });
        begin('/first');
        return new Promise((_resolve, reject) => (fail = reject));
      },
    });
    await jobs.fetch(named('a'));
    await expect.poll(() => jobs.growing('a')).toBeDefined();
    const first = jobs.growing('a');
    begin('/second');
    await expect(first?.stored).rejects.toMatchObject({ code: 'image/interrupted' });
    const second = jobs.growing('a');
    expect(second?.image.rawPath).toBe('/second');
    fail(new SlipwayError('image/hash-mismatch'));
    await expect(second?.stored).rejects.toMatchObject({ code: 'image/hash-mismatch' });
  });

  it('of the same image are one', async () => {
    const held = heldFetch();
    const jobs = createImageJobs(held);
    await Promise.all([jobs.fetch(named('a')), jobs.fetch(named('a')), jobs.fetch(named('b'))]);
    await jobsWhen(jobs, (list) => list.length === 2);
    expect(held.calls.map(({ id }) => id)).toEqual(['a', 'b']);
    await jobs.close();
  });

  it('fail with the facts of the error, and can be started again', async () => {
    const held = heldFetch();
    const jobs = createImageJobs(held);
    await jobs.fetch(named('a'));
    await jobsWhen(jobs, ([job]) => job?.state === 'running' && job.progress.done === 10);
    held.end(new SlipwayError('image/corrupt', 'here'));
    expect(await jobsWhen(jobs, state('failed'))).toMatchObject([{ error: { code: 'image/corrupt', detail: 'here' } }]);
    await jobs.fetch(named('a'));
    expect(await jobsWhen(jobs, state('running'))).toHaveLength(1);
    await jobs.close();
  });

  it('that are cancelled have ended when cancel returns, and can be started again at once', async () => {
    const held = heldFetch();
    const jobs = createImageJobs(held);
    await jobs.fetch(named('a'));
    const cancelled = jobs.cancel('a');
    await jobs.fetch(named('a'));
    await cancelled;
    await jobsWhen(jobs, ([job]) => job?.state === 'running' && job.progress.done === 10);
    expect(held.calls).toHaveLength(2);
    await jobs.close();
    expect(await jobsWhen(jobs, () => true)).toEqual([{ id: 'a', state: 'cancelled' }]);
  });

  it('are watched until the signal says so, also when nothing happens', async () => {
    const controller = new AbortController();
    const lists: (readonly ImageJob[])[] = [];
    for await (const list of createImageJobs(heldFetch()).watch(controller.signal)) {
      lists.push(list);
      setImmediate(() => controller.abort());
    }
    expect(lists).toEqual([[]]);
  });

  it('do not flood who watches: many changes are one list', async () => {
    const fetch: Fetch = (_entry, { onProgress }) => {
      for (let done = 0; done <= 1000; done++) onProgress?.({ phase: 'downloading', done, total: 1000 });
      return Promise.resolve({} as StoredImage);
    };
    const jobs = createImageJobs({ fetch });
    const lists: (readonly ImageJob[])[] = [];
    await jobs.fetch(named('a'));
    for await (const list of jobs.watch(new AbortController().signal)) {
      lists.push(list);
      if (state('done')(list)) break;
    }
    expect(lists.length).toBeLessThanOrEqual(2);
  });
});

describe('a rate', () => {
  /** Feeds counts at given milliseconds and gives what the last one shows. */
  function meter(
    samples: readonly (readonly [at: number, done: number])[],
    total = 1000,
  ): ReturnType<ReturnType<typeof rateMeter>> {
    let now = 0;
    const measure = rateMeter(() => now);
    return samples.map(([at, done]) => {
      now = at;
      return measure({ phase: 'downloading', done, total });
    })[samples.length - 1] as ReturnType<ReturnType<typeof rateMeter>>;
  }

  it('is that of the last seconds, not since the start', () => {
    const slowThenFast = [
      ...Array.from({ length: 11 }, (_, second) => [second * 1000, second * 10] as const),
      [11_000, 200],
      [14_000, 500],
    ] as const;
    expect(meter(slowThenFast).bytesPerSecond).toBe(100);
  });

  it('falls to nothing when nothing comes', () => {
    expect(
      meter([
        [0, 0],
        [1000, 500],
        [20_000, 500],
        [26_000, 500],
      ]).bytesPerSecond,
    ).toBe(0);
  });

  it('tells how long it will take, once it is known', () => {
    expect(meter([[0, 0]])).toMatchObject({ bytesPerSecond: 0, secondsLeft: undefined });
    expect(
      meter([
        [0, 0],
        [1000, 100],
      ]),
    ).toMatchObject({ bytesPerSecond: 100, secondsLeft: 9 });
  });

  it('begins anew with each phase', () => {
    let now = 0;
    const measure = rateMeter(() => now);
    measure({ phase: 'downloading', done: 900 });
    now = 1000;
    expect(measure({ phase: 'mapping', done: 100 }).bytesPerSecond).toBe(0);
  });

  it('is steady however often progress is reported', () => {
    const often = Array.from({ length: 50_000 }, (_, index) => [index / 10, index / 10] as const);
    expect(meter(often, 1e6).bytesPerSecond).toBe(1000);
  });
});
