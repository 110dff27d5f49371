import { z } from 'zod';
import { SlipwayError } from '../../../contract/errors.ts';
import type { Architecture } from '../../../contract/image.ts';

/** Media types of the two forms that a list of images per platform has, and of the two forms of one image. */
const indexTypes = ['application/vnd.oci.image.index.v1+json', 'application/vnd.docker.distribution.manifest.list.v2+json'];
const imageTypes = ['application/vnd.oci.image.manifest.v1+json', 'application/vnd.docker.distribution.manifest.v2+json'];

/** What a registry is asked for, index first: a registry that knows several forms then sends all architectures. */
export const acceptedTypes: string = [...indexTypes, ...imageTypes].join(', ');

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const descriptorSchema = z.object({ mediaType: z.string().optional(), digest, size: z.number().int().nonnegative() });
const platformSchema = z.object({ os: z.string(), architecture: z.string(), variant: z.string().optional() });

const indexSchema = z.object({ manifests: z.array(descriptorSchema.extend({ platform: platformSchema.optional() })) });
const imageSchema = z.object({ config: descriptorSchema, layers: z.array(descriptorSchema) });

export type Descriptor = z.output<typeof descriptorSchema>;
type Platform = z.output<typeof platformSchema>;

/** A list of images for several platforms, or one image. */
export type ImageManifest =
  | { readonly kind: 'index'; readonly entries: readonly { readonly digest: string; readonly platform?: Platform | undefined }[] }
  | { readonly kind: 'image'; readonly blobs: readonly Descriptor[] };

/** Reads what a registry sent. Errors: `artifact/not-understood`. */
export function parseImageManifest(text: string, where: string): ImageManifest {
  const data = parseJson(text);
  const index = indexSchema.safeParse(data);
  if (index.success) return { kind: 'index', entries: index.data.manifests };
  const image = imageSchema.safeParse(data);
  if (image.success) return { kind: 'image', blobs: [image.data.config, ...image.data.layers] };
  throw new SlipwayError('artifact/not-understood', where);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The entries of an index that nodes of these architectures run: for 32-bit ARM the best variant that a Pi 2 or later
 * runs, v7 before v6. Errors: `artifact/no-image-for-architecture` naming the first that has none.
 */
export function entriesFor(
  index: Extract<ImageManifest, { kind: 'index' }>,
  architectures: readonly Architecture[],
  image: string,
): readonly string[] {
  const digests = architectures.map((architecture) => {
    const candidates = platformsOf(architecture);
    const found = candidates.flatMap((wanted) => index.entries.filter(({ platform }) => isPlatform(platform, wanted)))[0];
    if (found === undefined)
      throw new SlipwayError('artifact/no-image-for-architecture', `${image} has none for ${architecture}.`);
    return found.digest;
  });
  return [...new Set(digests)];
}

const isPlatform = (platform: Platform | undefined, [architecture, variant]: PlatformName): boolean =>
  platform?.os === 'linux' && platform.architecture === architecture && (platform.variant ?? '') === variant;

type PlatformName = readonly [architecture: string, variant: string];

/** Names of platforms in container images (OCI image index, GOARCH and GOARM). */
function platformsOf(architecture: Architecture): readonly PlatformName[] {
  switch (architecture) {
    case 'amd64':
      return [['amd64', '']];
    case 'arm64':
      return [
        ['arm64', 'v8'],
        ['arm64', ''],
      ];
    case 'armhf':
      return [
        ['arm', 'v7'],
        ['arm', ''],
        ['arm', 'v6'],
      ];
    case 'armel':
      return [['arm', 'v5']];
    case 'unknown':
      return [];
  }
}
