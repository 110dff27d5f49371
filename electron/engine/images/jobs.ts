import { errorFacts, SlipwayError } from '../../contract/errors.ts';
import type { ImageEntry, ImageJob } from '../../contract/image.ts';
import { createForecast, type Forecast, type Growing } from './forecast.ts';
import { rateMeter } from './progress.ts';
import type { ImageSource } from './store/fetch-image.ts';
import type { ImageStore } from './store.ts';

/** Images on their way into the store. */
export interface ImageJobs {
  /** Starts to fetch, or joins the job that already does; the id of the image at once. */
  fetch(entry: ImageEntry, source?: ImageSource): Promise<{ readonly id: string }>;
  /** Resolves when the job has ended. Does nothing when there is none. */
  cancel(id: string): Promise<void>;
  /** Cancels everything that runs and waits for it: the store is left clean. */
  close(): Promise<void>;
  /** An image that is being unpacked and of which enough is known to begin writing drives; undefined otherwise. */
  growing(id: string): Growing | undefined;
  /** Forgets a job that has ended, so that a removed image is not shown as fetched. */
  forget(id: string): void;
  /** All jobs, now and at each change, at most five times a second. */
  watch(signal: AbortSignal): AsyncIterable<readonly ImageJob[]>;
}

/** Time between two lists that one watcher gets, milliseconds. */
const pauseMs = 200;

const noProgress = { phase: 'downloading', progress: { done: 0, bytesPerSecond: 0 } } as const;

interface Running {
  readonly controller: AbortController;
  readonly forecast: Forecast;
  readonly ended: Promise<void>;
}

/** The job table in front of a store. It lives as long as the engine; what is done stays listed until forgotten or fetched again. */
export function createImageJobs(store: Pick<ImageStore, 'fetch'>, clock: () => number = () => performance.now()): ImageJobs {
  const jobs = new Map<string, ImageJob>();
  const running = new Map<string, Running>();
  const bell = createBell();
  const put = (job: ImageJob): void => {
    jobs.set(job.id, job);
    bell.ring();
  };
  const start = (entry: ImageEntry, source: ImageSource): void => {
    const controller = new AbortController();
    const forecast = createForecast();
    const run = async (): Promise<void> => {
      await runJob(entry, controller.signal, { source, store, meter: rateMeter(clock), forecast, put });
      running.delete(entry.id);
    };
    put({ id: entry.id, state: 'running', ...noProgress, drivesCanStart: false });
    running.set(entry.id, { controller, forecast, ended: Promise.resolve().then(run) });
  };

  const cancel = async (id: string): Promise<void> => {
    const job = running.get(id);
    job?.controller.abort();
    await job?.ended;
  };

  return {
    cancel,
    async fetch(entry, source = {}) {
      const { id } = entry;
      // A job that is being cancelled cannot be joined: its bytes will not come.
      if (running.get(id)?.controller.signal.aborted === true) await running.get(id)?.ended;
      if (!running.has(id)) start(entry, source);
      return { id };
    },
    async close() {
      await Promise.all([...running.keys()].map(cancel));
    },
    growing: (id) => running.get(id)?.forecast.now(),
    forget(id) {
      if (!running.has(id) && jobs.delete(id)) bell.ring();
    },
    watch: (signal) => watchList(() => [...jobs.values()], bell, signal),
  };
}

interface Run {
  readonly source: ImageSource;
  readonly store: Pick<ImageStore, 'fetch'>;
  readonly meter: ReturnType<typeof rateMeter>;
  readonly forecast: Forecast;
  readonly put: (job: ImageJob) => void;
}

/** Never rejects: how it ended is in the last job it puts. */
async function runJob(entry: ImageEntry, signal: AbortSignal, { source, store, meter, forecast, put }: Run): Promise<void> {
  const { id } = entry;
  let last: Pick<ImageJob & { state: 'running' }, 'phase' | 'progress'> = noProgress;
  const tell = (): void => put({ id, state: 'running', ...last, drivesCanStart: forecast.now() !== undefined });
  try {
    const stored = await store.fetch(entry, {
      ...source,
      signal,
      onProgress(progress) {
        last = { phase: progress.phase, progress: meter(progress) };
        tell();
      },
      onOutline(image) {
        forecast.foresee(image);
        // Told at once: a slow server may keep the next news of progress back for long.
        tell();
      },
    });
    forecast.keep(stored);
    put({ id, state: 'done' });
  } catch (error) {
    forecast.fail(error);
    const cancelled = error instanceof SlipwayError && error.code === 'engine/cancelled';
    put(cancelled ? { id, state: 'cancelled' } : { id, state: 'failed', error: errorFacts(error) });
  }
}

/** Tells any number of listeners that something changed. */
interface Bell {
  ring(): void;
  /** How often it has rung. */
  count(): number;
  /** Resolves when it has rung more than `count` times. */
  after(count: number, signal: AbortSignal): Promise<void>;
}

function createBell(): Bell {
  let count = 0;
  const waiting = new Set<() => void>();
  return {
    ring() {
      count++;
      for (const wake of [...waiting]) wake();
    },
    count: () => count,
    after(seen, signal) {
      if (count > seen || signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const wake = (): void => {
          waiting.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        waiting.add(wake);
        signal.addEventListener('abort', wake);
      });
    },
  };
}

async function* watchList<T>(list: () => readonly T[], bell: Bell, signal: AbortSignal): AsyncGenerator<readonly T[]> {
  while (!signal.aborted) {
    const seen = bell.count();
    yield list();
    await Promise.all([bell.after(seen, signal), pause(signal)]);
  }
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, pauseMs);
    signal.addEventListener('abort', end);
  });
}
