import { writeFile } from 'node:fs/promises';
import { SlipwayError } from '../../../contract/errors.ts';
import type { Architecture } from '../../../contract/image.ts';
import { mirroredImage, parseContainerImage, registryBase, type ContainerImage } from '../container-image.ts';
import type { HttpClient } from '../../images/download/http-client.ts';
import { entriesFor, parseImageManifest } from '../registry/image-manifest.ts';
import { addToLayout, blobPath, hasBlob, openLayout } from '../registry/image-layout.ts';
import { openRegistry, type FetchedManifest, type Registry } from '../registry/registry-client.ts';

export interface PullOptions {
  readonly http: HttpClient;
  readonly signal: AbortSignal;
  /** The OCI layout. */
  readonly layout: string;
  readonly architectures: readonly Architecture[];
  /** The plan's mirror, pulled from instead of the image's own registry; `http://` says that it has no TLS. */
  readonly mirror: string | undefined;
}

/** Name under which a layout and its registry know an image: repository and tag or digest, without the registry. */
export function layoutName({ repository, tag, digest }: ContainerImage): string {
  return digest === undefined ? `${repository}:${tag ?? 'latest'}` : `${repository}@${digest}`;
}

/**
 * kubeadm asks a registry of one's own for `coredns`, and its default registry for `coredns/coredns`
 * (kubernetes/kubernetes pull request 97372): a mirror must know both.
 */
function namesOf(image: ContainerImage): readonly string[] {
  const names = [image, ...(image.repository === 'coredns/coredns' ? [{ ...image, repository: 'coredns' }] : [])];
  return names.map(layoutName);
}

/**
 * Pulls an image into a layout, for the given architectures only; blobs that are there already are not fetched again.
 * Gives its names there. Errors: `artifact/*`.
 */
export async function pullImage(text: string, options: PullOptions): Promise<readonly string[]> {
  const image = parseContainerImage(text);
  const source = parseContainerImage(mirroredImage(text, options.mirror));
  if (image === undefined || source === undefined) throw new SlipwayError('artifact/not-understood', `${text} is no image.`);
  await openLayout(options.layout);
  const registry = openRegistry({ ...options, base: registryBase(source, options.mirror) });
  const manifest = await registry.manifest(source);
  await pullManifest({ registry, options, source, text }, manifest);
  const { digest, mediaType, bytes } = manifest;
  const names = namesOf(image);
  for (const name of names) await addToLayout(options.layout, { name, digest, mediaType, size: bytes.length });
  return names;
}

interface Pull {
  readonly registry: Registry;
  readonly options: PullOptions;
  /** The image where it is pulled from. */
  readonly source: ContainerImage;
  readonly text: string;
}

async function pullManifest(pull: Pull, manifest: FetchedManifest): Promise<void> {
  const { registry, options, source, text } = pull;
  const content = parseImageManifest(manifest.bytes.toString('utf8'), text);
  switch (content.kind) {
    case 'index':
      for (const digest of entriesFor(content, options.architectures, text)) {
        await pullManifest(pull, await registry.manifest({ ...source, digest }));
      }
      break;
    case 'image':
      for (const { digest, size } of content.blobs) {
        const path = blobPath(options.layout, digest);
        if (!(await hasBlob(options.layout, { digest, size })))
          await registry.blob({ repository: source.repository, digest, path });
      }
      break;
  }
  await writeFile(blobPath(options.layout, manifest.digest), manifest.bytes);
}
