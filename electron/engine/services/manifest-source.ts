import { join } from 'node:path';
import type { Components } from '../../contract/component.ts';
import type { Plan } from '../../contract/plan.ts';
import { storedText } from '../artifacts/artifact-store.ts';
import { mirroredImage } from '../artifacts/container-image.ts';
import { replaceImages } from '../artifacts/manifest-images.ts';
import { mirroredFile } from '../artifacts/mirrors.ts';
import { openHttpClient } from '../images/download/http-client.ts';
import type { ManifestSource } from '../recipes/network/manifest-steps.ts';

interface SourceOptions {
  readonly dataDir: string;
  readonly components: Components;
  readonly mirrors: Plan['mirrors'];
}

const stallMs = 30_000;

/** Manifests by their pinned hash, kept for the next time; untagged images pinned, all of them at the plan's registry mirror. */
export function createManifestSource({ dataDir, components, mirrors }: SourceOptions): ManifestSource {
  return {
    component: (id) => components.components.find((component) => component.id === id),
    async text({ manifests, imagePins }, signal) {
      const http = await openHttpClient({ environment: process.env, stallMs, authority: mirrors.ca });
      try {
        const texts: string[] = [];
        for (const file of manifests) {
          const url = mirroredFile(file.url, mirrors);
          texts.push(await storedText(join(dataDir, 'artifacts'), { file, url, http, signal }));
        }
        return replaceImages(texts.join('\n---\n'), (image) => mirroredImage(imagePins[image] ?? image, mirrors.registry));
      } finally {
        await http.close();
      }
    },
  };
}
