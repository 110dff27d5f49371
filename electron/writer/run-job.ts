import type { CardReport } from '../contract/card.ts';
import type { CardJob } from '../contract/writer-protocol.ts';
import { runCard, type Edge } from './card-pipeline.ts';
import { configureCard, type ConfigureEdge } from './configure-card.ts';

/** Does what a job asks for: with an image the card is written, without one it is only configured. */
export function runJob(job: CardJob, edge: Edge & ConfigureEdge): Promise<CardReport> {
  const { image } = job;
  return image === undefined ? configureCard(job, edge) : runCard({ ...job, image }, edge);
}
