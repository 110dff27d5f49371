import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CardReview, FirstBootFile } from '../../contract/card.ts';
import { SlipwayError } from '../../contract/errors.ts';
import type { StoredImage } from '../../contract/image.ts';
import type { ClusterNode, ResolvedPlan } from '../../contract/plan.ts';
import type { ClusterSecrets, NodeIdentity } from '../../contract/secrets.ts';
import { firstBootFiles } from '../firstboot/first-boot-files.ts';
import { reviewFiles } from '../firstboot/review.ts';
import { nodeIdentity } from '../project/identity.ts';
import { readSecrets } from '../project/secrets.ts';
import type { ImageRoom } from './image-service.ts';

/** Everything that decides one node's card. */
export interface CardContent {
  readonly node: ClusterNode;
  readonly image: StoredImage;
  readonly files: readonly FirstBootFile[];
  readonly secrets: ClusterSecrets;
  readonly identity: NodeIdentity;
}

export interface CardInput {
  readonly dir: string;
  readonly plan: ResolvedPlan;
  readonly node: ClusterNode;
  readonly images: ImageRoom;
  /** Addresses of this computer that a node may call. */
  readonly desks: readonly string[];
  /** When the card is written. */
  readonly now: Date;
}

/** Decides the files of a node's card from the plan and the bytes of its image. Errors: `image/not-stored`. */
export async function cardContent({ dir, plan, node, images, desks, now }: CardInput): Promise<CardContent> {
  const image = await storedImageOf(node, images);
  const secrets = await readSecrets(dir);
  const identity = await nodeIdentity(dir, { cluster: plan, node });
  const files =
    image.facts.kind === 'known' ? firstBootFiles({ plan, node, image: image.facts, secrets, identity, desks, now }) : [];
  return { node, image, files, secrets, identity };
}

async function storedImageOf(node: ClusterNode, images: ImageRoom): Promise<StoredImage> {
  if (node.image === undefined) throw new SlipwayError('image/unknown', `${node.name} has no image.`);
  const stored = await images.service.find({ reference: node.image });
  if (stored === undefined) throw new SlipwayError('image/not-stored', `${node.name} needs ${node.image}.`);
  return stored;
}

/** What the review page and `slipway plan` show: secrets are masked. */
export function reviewOf({ node, image, files, secrets, identity }: CardContent): CardReview {
  const { id, name, rawSha256, mappedBytes, rawBytes, facts } = image;
  return {
    node: node.name,
    image: { id, name, rawSha256, mappedBytes, rawBytes },
    firstBoot:
      facts.kind === 'known'
        ? { kind: 'files', files: reviewFiles(files, { image: facts, secrets, identity }) }
        : { kind: 'none', reason: facts.reason },
  };
}

/** Writes the files as they would stand on the boot partition, readable by their owner only. */
export async function writeFilesTo(outDir: string, files: readonly FirstBootFile[]): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const file of files) {
    const path = join(outDir, ...file.path.split('/'));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, file.content, { mode: 0o600 });
    paths.push(path);
  }
  return paths;
}
