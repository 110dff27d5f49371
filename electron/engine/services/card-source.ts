import type { CardOrder } from '../../contract/card.ts';
import type { BatchJob } from '../cards/batch.ts';
import type { WholeJob } from '../cards/writer-client.ts';
import type { Growing } from '../images/forecast.ts';
import { cardContent, type CardContent, type CardInput } from './card-review.ts';
import type { HeldImage, ImageRoom } from './image-service.ts';

/** What a card is made of: all of it known, or foreseen while its image is still being unpacked. */
export type CardSource =
  | { readonly kind: 'stored'; readonly imageId: string; readonly rawBytes: number; readonly content: CardContent }
  | {
      readonly kind: 'growing';
      readonly imageId: string;
      readonly rawBytes: number;
      readonly growing: Growing;
      /** Decides the files; for when the image is in the store. */
      readonly content: () => Promise<CardContent>;
    };

/**
 * Finds what the card of an order is made of. A drive can take an image as it is being unpacked; a card file cannot: it
 * has the image's exact size from the start, and its disk is quick anyhow. Errors: `image/not-stored`, `image/unknown`.
 */
export async function cardSource({ target }: CardOrder, input: CardInput): Promise<CardSource> {
  const content = (): Promise<CardContent> => cardContent(input);
  const growing = target.kind === 'drive' ? await growingImage(input) : undefined;
  if (growing !== undefined) {
    const { imageSize } = growing.image.outline;
    return { kind: 'growing', imageId: growing.id, rawBytes: imageSize, growing, content };
  }
  const stored = await content();
  return { kind: 'stored', imageId: stored.image.id, rawBytes: stored.image.rawBytes, content: stored };
}

/** The image of a node while it is on its way into the store, and not there in whole or in an older version. */
async function growingImage({ node, images }: CardInput): ReturnType<ImageRoom['growing']> {
  if (node.image === undefined || (await images.service.find({ reference: node.image })) !== undefined) return undefined;
  return images.growing(node.image);
}

/** The writer's job for an order; `hold` keeps an image in the store until the cards are done. */
export async function batchJob(
  { node, target }: CardOrder,
  source: CardSource,
  hold: (imageId: string) => Promise<HeldImage>,
): Promise<BatchJob> {
  const wholeJob = async (content: CardContent): Promise<WholeJob> => {
    const { rawPath, map } = await hold(content.image.id);
    const { facts } = content.image;
    const boot = facts.kind === 'known' ? { bootPartition: facts.boot.partition } : {};
    return { id: node, target, image: { path: rawPath, map }, ...boot, files: [...content.files] };
  };
  switch (source.kind) {
    case 'stored':
      return { node, target, job: await wholeJob(source.content) };
    case 'growing': {
      const { image, stored } = source.growing;
      const job = { id: node, target, image: { path: image.rawPath, outline: image.outline }, files: [] };
      return { node, target, job, whole: stored.then(async () => wholeJob(await source.content())) };
    }
  }
}
