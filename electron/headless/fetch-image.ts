import { fromErrorFacts, SlipwayError } from '../contract/errors.ts';
import type { ImageJob } from '../contract/image.ts';
import { progressText } from './format.ts';
import type { CommandContext } from './command.ts';

/** Fetches an image and reports until it is in the store. Errors: what made the job fail; `engine/cancelled` at Ctrl+C. */
export async function fetchImage(context: CommandContext, reference: string, dir?: string): Promise<string> {
  const { images } = await context.services();
  const { id } = await images.fetch({ reference, dir });
  const stop = (): void => void images.cancel({ id });
  context.signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const jobs of images.watch(new AbortController().signal)) {
      const job = jobs.find((candidate) => candidate.id === id);
      if (job !== undefined && isOver(job, context)) return id;
    }
    throw new SlipwayError('engine/cancelled', id);
  } finally {
    context.signal.removeEventListener('abort', stop);
  }
}

function isOver(job: ImageJob, { output }: CommandContext): boolean {
  switch (job.state) {
    case 'running':
      output.event({ type: 'image', ...job });
      output.say(`${job.id}: ${job.phase} ${progressText(job.progress)}`, 'passing');
      return false;
    case 'done':
      output.event({ type: 'image', ...job });
      output.say(`${job.id}: in the store`);
      return true;
    case 'failed':
      throw fromErrorFacts(job.error);
    case 'cancelled':
      throw new SlipwayError('engine/cancelled', job.id);
  }
}
