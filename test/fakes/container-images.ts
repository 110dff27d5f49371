import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addToLayout, blobPath, openLayout } from '../../electron/engine/artifacts/registry/image-layout.ts';

const indexType = 'application/vnd.oci.image.index.v1+json';
const manifestType = 'application/vnd.oci.image.manifest.v1+json';

interface Stored {
  readonly digest: string;
  readonly size: number;
}

/** Puts bytes into a layout; gives their descriptor. */
function store(layout: string, content: string): Stored {
  const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`;
  const path = blobPath(layout, digest);
  mkdirSync(join(layout, 'blobs', 'sha256'), { recursive: true });
  writeFileSync(path, content);
  return { digest, size: Buffer.byteLength(content) };
}

export interface FakeImage {
  /** Of the index. */
  readonly digest: string;
  /** Of the one layer of each platform. */
  readonly layers: ReadonlyMap<string, string>;
}

/** An image for several platforms (`arm/v7`, `arm64`, `amd64`) in an OCI layout, each with a layer of its own. */
export async function putImage(layout: string, name: string, platforms: readonly string[]): Promise<FakeImage> {
  await openLayout(layout);
  const layers = new Map<string, string>();
  const manifests = platforms.map((platform) => {
    const [architecture = '', variant] = platform.split('/');
    const layer = store(layout, `layer of ${name} for ${platform}`);
    const config = store(layout, JSON.stringify({ os: 'linux', architecture }));
    layers.set(platform, layer.digest);
    const manifest = store(layout, JSON.stringify({ schemaVersion: 2, mediaType: manifestType, config, layers: [layer] }));
    return { mediaType: manifestType, ...manifest, platform: { os: 'linux', architecture, ...(variant && { variant }) } };
  });
  const index = store(layout, JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests }));
  await addToLayout(layout, { name, mediaType: indexType, ...index });
  return { digest: index.digest, layers };
}
