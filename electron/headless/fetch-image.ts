import { fromErrorFacts, SlipwayError } from '../contract/errors.ts';
import type { ImageJob } from '../contract/image.ts';
import { progressText } from './format.ts';
import type { CommandContext } from './command.ts';
import { stopOnAbort } from './stop-on-abort.ts';

/** An image on its way into the store. */
export interface Fetching {
  /** Rejects with what made the job fail, or with `engine/cancelled` at Ctrl+C. */
  readonly stored: Promise<void>;
}

/**
 * Fetches an image and reports until it is in the store; its id. `dir`: the project whose plan may name a mirror. Errors: what
 * made the job fail; `engine/cancelled` at Ctrl+C.
 */
export async function fetchImage(context: CommandContext, reference: string, dir?: string): Promise<string> {
  const { images } = await context.services();
  const { id } = await images.fetch({ reference, dir });
  for await (const job of jobUntilOver(context, id)) report(context, job);
  return id;
}

/** As {@link fetchImage}, but resolves as soon as drives can be written; from then on a progress line belongs to the cards. */
export async function beginFetch(context: CommandContext, reference: string, dir: string): Promise<Fetching> {
  const { images } = await context.services();
  const { id } = await images.fetch({ reference, dir });
  const jobs = jobUntilOver(context, id);
  for (let next = await jobs.next(); next.done !== true; next = await jobs.next()) {
    report(context, next.value);
    if (next.value.state !== 'running' || !next.value.drivesCanStart) continue;
    const stored = finish(context, jobs);
    // Looked at when the cards have ended; until then a failure is no unhandled rejection.
    stored.catch(() => undefined);
    return { stored };
  }
  return { stored: Promise.resolve() };
}

async function finish({ output }: CommandContext, jobs: AsyncGenerator<ImageJob, void>): Promise<void> {
  for await (const job of jobs) output.event({ type: 'image', ...job });
}

/** The job at each change, its end last. */
async function* jobUntilOver(context: CommandContext, id: string): AsyncGenerator<ImageJob, void> {
  const { images } = await context.services();
  const leave = stopOnAbort(context.signal, () => images.cancel({ id }));
  try {
    for await (const jobs of images.watch(new AbortController().signal)) {
      const job = jobs.find((candidate) => candidate.id === id);
      if (job === undefined) continue;
      mustNotHaveFailed(job);
      yield job;
      if (job.state === 'done') return;
    }
    throw new SlipwayError('engine/cancelled', id);
  } finally {
    leave();
  }
}

function mustNotHaveFailed(job: ImageJob): void {
  if (job.state === 'failed') throw fromErrorFacts(job.error);
  if (job.state === 'cancelled') throw new SlipwayError('engine/cancelled', job.id);
}

function report({ output }: CommandContext, job: ImageJob): void {
  output.event({ type: 'image', ...job });
  if (job.state === 'running') output.say(`${job.id}: ${job.phase} ${progressText(job.progress)}`, 'passing');
  if (job.state === 'done') output.say(`${job.id}: in the store`);
}
