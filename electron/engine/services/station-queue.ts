import { SlipwayError } from '../../contract/errors.ts';
import type { StoredImage } from '../../contract/image.ts';
import type { ClusterNode, ResolvedPlan } from '../../contract/plan.ts';
import type { CardRecord } from '../../contract/services.ts';
import type { QueuedNode } from '../cards/station/state.ts';
import { nodeNamed } from './project-service.ts';

/** The nodes asked for, in the plan's order. Errors: `plan/unknown-node`. */
export function chosenNodes(plan: ResolvedPlan, names: readonly string[] | undefined): readonly ClusterNode[] {
  if (names === undefined) return plan.nodes;
  const chosen = new Set(names.map((name) => nodeNamed(plan, name).name));
  return plan.nodes.filter(({ name }) => chosen.has(name));
}

/** Finds the stored image a plan's `image` stands for. */
export type FindImage = (reference: string) => Promise<StoredImage | undefined>;

/**
 * The station's queue. A node is done already only when the journal's last word on it is a card of its present image that
 * was read back to the last byte. Errors: `image/unknown`, `image/not-stored`.
 */
export async function queueOf(
  nodes: readonly ClusterNode[],
  history: readonly CardRecord[],
  find: FindImage,
): Promise<readonly QueuedNode[]> {
  const images = new Map<string, StoredImage>();
  const queue: QueuedNode[] = [];
  for (const { name, image: reference } of nodes) {
    if (reference === undefined) throw new SlipwayError('image/unknown', `${name} has no image.`);
    const image = images.get(reference) ?? (await find(reference));
    if (image === undefined) throw new SlipwayError('image/not-stored', `${name} needs ${reference}.`);
    images.set(reference, image);
    const doneBefore = isProven(
      history.find(({ node }) => node === name),
      image,
    );
    queue.push({ node: name, rawBytes: image.rawBytes, outcome: doneBefore ? 'done' : 'open', doneBefore });
  }
  return queue;
}

/** A card file is no card, and a card of another image is none of this plan's. */
export function isProven(record: CardRecord | undefined, image: Pick<StoredImage, 'id'>): boolean {
  if (record?.state.kind !== 'done' || record.target.kind !== 'drive' || record.imageId !== image.id) return false;
  const { bytesWritten, bytesVerified } = record.state.report;
  return bytesWritten > 0 && bytesVerified >= bytesWritten;
}
