import type { CardReport, CardTarget } from '../contract/card.ts';
import type { CardJob } from '../contract/writer-protocol.ts';
import { applyFiles, bootFiles } from './apply-files.ts';
import type { OpenCard } from './card-device.ts';
import type { Edge } from './card-pipeline.ts';

export interface ConfigureEdge extends Pick<Edge, 'tracker' | 'signal' | 'now'> {
  readonly openExisting: (target: CardTarget) => Promise<OpenCard>;
}

/**
 * Gives a card that was written before other first-boot files, and reads them back. Everything else on it stays; a stop in
 * the middle leaves a card that boots, with the old files or the new ones. Rejects with a `SlipwayError`, or with the
 * signal's reason.
 */
export async function configureCard(job: CardJob, edge: ConfigureEdge): Promise<CardReport> {
  const started = edge.now();
  edge.tracker.enter('preparing', 0);
  edge.signal.throwIfAborted();
  const boot = bootFiles(job);
  const card = await edge.openExisting(job.target);
  try {
    edge.signal.throwIfAborted();
    const files = await applyFiles({ boot, card, head: Buffer.alloc(0), edge });
    await card.finish();
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const seconds = (edge.now() - started) / 1000;
    return { bytesWritten: bytes, bytesVerified: bytes, ranges: 0, files, seconds, readBack: card.readBack };
  } catch (thrown) {
    await card.abandon();
    throw thrown;
  }
}
