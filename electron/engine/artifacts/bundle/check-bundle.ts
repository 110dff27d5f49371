import { join } from 'node:path';
import { sha256OfFile } from '../artifact-store.ts';
import { blobPath, readLayout } from '../registry/image-layout.ts';
import { parseImageManifest } from '../registry/image-manifest.ts';
import { readFile } from 'node:fs/promises';
import { readBundleIndex } from './bundle-index.ts';

/** What is wrong with a bundle: a sentence for each file that is missing or has other bytes; none when it is whole. Errors: `bundle/not-found`, `bundle/damaged`. */
export async function checkBundle(dir: string): Promise<readonly string[]> {
  const { files, images } = await readBundleIndex(dir);
  const faults: string[] = [];
  for (const { path, sha256 } of files) {
    const found = await sha256OfFile(join(dir, path));
    if (found !== sha256)
      faults.push(found === undefined ? `${path} is missing.` : `${path} has other bytes than when it was fetched.`);
  }
  const layout = join(dir, 'registry');
  const entries = await readLayout(layout);
  for (const name of images) {
    const entry = entries.find((candidate) => candidate.name === name);
    faults.push(...(entry === undefined ? [`The image ${name} is missing.`] : await imageFaults(layout, entry.digest, name)));
  }
  return faults;
}

/** An index names images of other architectures too, which were left out on purpose: absent entries of it are no fault. */
async function imageFaults(layout: string, digest: string, name: string): Promise<readonly string[]> {
  const path = blobPath(layout, digest);
  if (`sha256:${(await sha256OfFile(path)) ?? ''}` !== digest)
    return [`The manifest ${digest} of ${name} is missing or damaged.`];
  const content = parseImageManifest(await readFile(path, 'utf8'), name);
  switch (content.kind) {
    case 'index': {
      const present = [];
      for (const entry of content.entries)
        if ((await sha256OfFile(blobPath(layout, entry.digest))) !== undefined) present.push(entry.digest);
      if (present.length === 0) return [`The image ${name} has no architecture in this bundle.`];
      return (await Promise.all(present.map((entry) => imageFaults(layout, entry, name)))).flat();
    }
    case 'image': {
      const wrong = [];
      for (const blob of content.blobs)
        if (`sha256:${(await sha256OfFile(blobPath(layout, blob.digest))) ?? ''}` !== blob.digest) wrong.push(blob.digest);
      return wrong.map((blob) => `The layer ${blob} of ${name} is missing or damaged.`);
    }
  }
}
