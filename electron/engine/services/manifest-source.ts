import { join } from 'node:path';
import type { Components } from '../../contract/component.ts';
import type { Plan } from '../../contract/plan.ts';
import { storedText } from '../artifacts/artifact-store.ts';
import { mirroredImage } from '../artifacts/container-image.ts';
import { manifestImages, replaceImages } from '../artifacts/manifest-images.ts';
import { mirroredFile } from '../artifacts/mirrors.ts';
import { offeredArchitectures } from '../artifacts/registry/offered-architectures.ts';
import { openHttpClient, type HttpClient } from '../images/download/http-client.ts';
import type { ManifestSource } from '../recipes/network/manifest-steps.ts';

interface SourceOptions {
  readonly dataDir: string;
  readonly components: Components;
  readonly mirrors: Plan['mirrors'];
}

const stallMs = 30_000;

/** Manifests by their pinned hash, kept for the next time; untagged images pinned, all of them at the plan's registry mirror. */
export function createManifestSource({ dataDir, components, mirrors }: SourceOptions): ManifestSource {
  const withHttp = async <T>(use: (http: HttpClient) => Promise<T>): Promise<T> => {
    const http = await openHttpClient({ environment: process.env, stallMs, authority: mirrors.ca });
    try {
      return await use(http);
    } finally {
      await http.close();
    }
  };
  const text: ManifestSource['text'] = async ({ manifests, imagePins }, signal) => {
    const texts = await withHttp(async (http) => {
      const found: string[] = [];
      for (const file of manifests) {
        const url = mirroredFile(file.url, mirrors);
        found.push(await storedText(join(dataDir, 'artifacts'), { file, url, http, signal }));
      }
      return found;
    });
    return replaceImages(texts.join('\n---\n'), (image) => mirroredImage(imagePins[image] ?? image, mirrors.registry));
  };
  return {
    component: (id) => components.components.find((component) => component.id === id),
    text,
    offers: async (component, signal) => {
      const images = manifestImages(await text(component, signal));
      return withHttp((http) =>
        Promise.all(
          images.map(async (image) => {
            const asked = offeredArchitectures(image, { http, signal, mirror: mirrors.registry });
            return { image, architectures: await asked.catch(() => undefined) };
          }),
        ),
      );
    },
  };
}
