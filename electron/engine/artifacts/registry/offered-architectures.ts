import type { HttpClient } from '../../images/download/http-client.ts';
import { parseContainerImage, registryBase } from '../container-image.ts';
import { parseImageManifest } from './image-manifest.ts';
import { openRegistry } from './registry-client.ts';

interface Question {
  readonly http: HttpClient;
  readonly signal: AbortSignal;
  /** The plan's mirror; `http://` says that it has no TLS. */
  readonly mirror: string | undefined;
}

/**
 * What an image is built for, as its index says (GOARCH, each once). Undefined for an image of one platform, whose manifest
 * does not say which, and for what is no reference. Errors: `artifact/*`.
 */
export async function offeredArchitectures(text: string, question: Question): Promise<readonly string[] | undefined> {
  const image = parseContainerImage(text);
  if (image === undefined) return undefined;
  const registry = openRegistry({ ...question, base: registryBase(image, question.mirror) });
  const manifest = parseImageManifest((await registry.manifest(image)).bytes.toString('utf8'), text);
  if (manifest.kind === 'image') return undefined;
  const found = manifest.entries.flatMap(({ platform }) => (platform?.os === 'linux' ? [platform.architecture] : []));
  return [...new Set(found)];
}
