import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { blobPath, type LayoutEntry } from './image-layout.ts';

/** What a mirror says to one request. */
export type Answer =
  | { readonly kind: 'missing' }
  | { readonly kind: 'text'; readonly text: string; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: 'file'; readonly path: string; readonly headers: Readonly<Record<string, string>> };

interface LayoutImages {
  readonly layout: string;
  readonly images: readonly LayoutEntry[];
}

const missing: Answer = { kind: 'missing' };
const digestPattern = /^sha256:[0-9a-f]{64}$/;
const version = { 'docker-distribution-api-version': 'registry/2.0' };

/** The pull half of a registry (OCI distribution specification 1.1) over an image layout. `path` begins with `/v2`. */
export async function registryAnswer({ layout, images }: LayoutImages, path: string): Promise<Answer> {
  if (path === '/v2' || path === '/v2/')
    return { kind: 'text', text: '{}', headers: { ...version, 'content-type': 'application/json' } };
  const listed = /^\/v2\/(.+)\/tags\/list$/.exec(path)?.[1];
  if (listed !== undefined) return tagsAnswer(images, listed);
  return objectAnswer({ layout, images }, path);
}

/** A manifest by tag or digest, or a blob by digest. */
async function objectAnswer({ layout, images }: LayoutImages, path: string): Promise<Answer> {
  const [, name = '', what, reference = ''] = /^\/v2\/(.+)\/(manifests|blobs)\/([^/]+)$/.exec(path) ?? [];
  const digest = digestPattern.test(reference) ? reference : undefined;
  if (what === 'blobs')
    return digest === undefined ? missing : { kind: 'file', path: blobPath(layout, digest), headers: version };
  const entry = images.find((image) => image.name === `${name}:${reference}` || image.name === `${name}@${reference}`);
  const wanted = entry?.digest ?? digest;
  return wanted === undefined ? missing : manifestAnswer(layout, wanted, entry?.mediaType);
}

/** skopeo asks for the tags before it looks at an image. */
function tagsAnswer(images: readonly LayoutEntry[], name: string): Answer {
  const tags = images.flatMap((image) => (image.name.startsWith(`${name}:`) ? [image.name.slice(name.length + 1)] : []));
  if (tags.length === 0) return missing;
  return { kind: 'text', text: JSON.stringify({ name, tags }), headers: { ...version, 'content-type': 'application/json' } };
}

const typeSchema = z.object({ mediaType: z.string().optional() });

/** Clients refuse a manifest whose content type does not fit; a manifest inside an index says its own. */
async function manifestAnswer(layout: string, digest: string, mediaType: string | undefined): Promise<Answer> {
  const text = await readFile(blobPath(layout, digest), 'utf8').catch(() => undefined);
  if (text === undefined) return missing;
  const type = mediaType ?? typeIn(text) ?? 'application/vnd.oci.image.manifest.v1+json';
  return { kind: 'text', text, headers: { ...version, 'content-type': type, 'docker-content-digest': digest } };
}

function typeIn(text: string): string | undefined {
  try {
    return typeSchema.safeParse(JSON.parse(text)).data?.mediaType;
  } catch {
    return undefined;
  }
}
