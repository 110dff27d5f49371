import type { ImageEntry, ImageJob, StoredImage } from '../../electron/contract/image.ts';
import type { ClusterNode } from '../../electron/contract/plan.ts';

/** An image that the plan needs, and how it stands with it. */
export interface ImageNeed {
  /** What the plan says: catalogue id, URL or path. */
  readonly reference: string;
  readonly nodes: readonly string[];
  readonly entry: ImageEntry | undefined;
  readonly stored: StoredImage | undefined;
  readonly job: ImageJob | undefined;
}

export interface NeedsInput {
  readonly nodes: readonly ClusterNode[];
  readonly catalogue: readonly ImageEntry[];
  /** The stored image by reference, as the engine found it. */
  readonly found: ReadonlyMap<string, StoredImage>;
  readonly jobs: readonly ImageJob[];
  /** Job ids of references fetched from this page. */
  readonly jobIds: Readonly<Record<string, string>>;
}

/** The images of a plan, each once, in the order of the nodes. */
export function imageNeeds({ nodes, catalogue, found, jobs, jobIds }: NeedsInput): readonly ImageNeed[] {
  return referencesOf(nodes).map((reference) => ({
    reference,
    nodes: nodes.filter(({ image }) => image === reference).map(({ name }) => name),
    entry: catalogue.find(({ id }) => id === reference),
    stored: found.get(reference),
    job: jobs.findLast(({ id }) => id === (jobIds[reference] ?? reference)),
  }));
}

export function referencesOf(nodes: readonly ClusterNode[]): readonly string[] {
  return [...new Set(nodes.flatMap(({ image }) => (image === undefined ? [] : [image])))];
}

export const allStored = (needs: readonly ImageNeed[]): boolean =>
  needs.length > 0 && needs.every(({ stored }) => stored !== undefined);

export interface ImageFilter {
  readonly words: string;
  /** Board id, or the empty string for all. */
  readonly board: string;
}

/** Images whose name, id or description has every word, and that run on the board; images that name no boards run on any. */
export function filterImages(images: readonly ImageEntry[], { words, board }: ImageFilter): readonly ImageEntry[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return images.filter((image) => {
    const text = `${image.id} ${image.name} ${image.description} ${image.architecture}`.toLowerCase();
    const fits = board === '' || image.boards.length === 0 || image.boards.includes(board);
    return fits && wanted.every((word) => text.includes(word));
  });
}

/** Size of the largest image of the plan in bytes: a card must hold at least that. Undefined while none is stored. */
export function largestRawBytes(needs: readonly ImageNeed[]): number | undefined {
  const sizes = needs.flatMap(({ stored }) => (stored === undefined ? [] : [stored.rawBytes]));
  return sizes.length === 0 ? undefined : Math.max(...sizes);
}
