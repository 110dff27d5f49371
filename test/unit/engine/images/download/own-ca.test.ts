import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Component } from '../../../../../electron/contract/component.ts';
import { openRegistry } from '../../../../../electron/engine/artifacts/registry/registry-client.ts';
import { openHttpClient, type HttpClient } from '../../../../../electron/engine/images/download/http-client.ts';
import { createManifestSource } from '../../../../../electron/engine/services/manifest-source.ts';
import { makeOwnCa, startHttpsServer, type HttpsServer, type OwnCa } from '../../../../fakes/own-ca.ts';
import { entryFor, openTestStore, rawImage } from '../../../../fakes/raw-images.ts';

const raw = rawImage();
const manifest = 'kind: ConfigMap\n';
let ca: OwnCa;
let mirror: HttpsServer;
let dir: string;

beforeAll(async () => {
  ca = await makeOwnCa();
  mirror = await startHttpsServer(ca, ({ url = '' }, response) => {
    if (url.startsWith('/v2/'))
      response.writeHead(200, { 'content-type': 'application/vnd.oci.image.manifest.v1+json' }).end('{}');
    else response.end(url.endsWith('.img') ? raw : manifest);
  });
  dir = await mkdtemp(join(tmpdir(), 'slipway-own-ca-'));
});
afterAll(async () => {
  await mirror.close();
  await rm(dir, { recursive: true, force: true });
});

const signal = new AbortController().signal;
async function withClient<T>(authority: string | undefined, use: (http: HttpClient) => Promise<T>): Promise<T> {
  const http = await openHttpClient({ environment: {}, stallMs: 10_000, authority });
  try {
    return await use(http);
  } finally {
    await http.close();
  }
}
const fetched = (http: HttpClient): Promise<string> =>
  http.get(`${mirror.url}m.yaml`, { headers: {}, signal }).then(({ body }) => text(body));

describe('a mirror with a certificate of an own CA', () => {
  it('is not trusted by itself', async () => {
    await expect(withClient(undefined, fetched)).rejects.toMatchObject({
      code: 'image/unreachable',
      detail: expect.stringContaining('its certificate is not trusted') as string,
    });
  });

  it('is trusted with that CA, and not with another', async () => {
    expect(await withClient(ca.authority, fetched)).toBe(manifest);
    const { authority } = await makeOwnCa();
    await expect(withClient(authority, fetched)).rejects.toMatchObject({ code: 'image/unreachable' });
  });

  it('serves images', async () => {
    const store = await openTestStore(dir);
    const entry = entryFor(`${mirror.url}disk.img`);
    await expect(store.fetch(entry, { signal })).rejects.toMatchObject({ code: 'image/unreachable' });
    await store.fetch(entry, { signal, authority: ca.authority });
    expect(await store.list()).toHaveLength(1);
  });

  it('serves manifests, by the plan’s mirrors', async () => {
    const sha256 = createHash('sha256').update(manifest).digest('hex');
    const component = { manifests: [{ url: 'https://example.org/m.yaml', sha256 }], imagePins: {} } as unknown as Component;
    const mirrors = { files: mirror.url, ca: ca.authority };
    const source = createManifestSource({ dataDir: dir, components: { components: [component], coreImages: {} }, mirrors });
    expect(await source.text(component, signal)).toContain('ConfigMap');
  });

  it('serves as a registry', async () => {
    const image = { registry: 'x', repository: 'pause', tag: '3.2' };
    const base = mirror.url.replace(/\/$/, '');
    const bytes = await withClient(ca.authority, async (http) => openRegistry({ http, base, signal }).manifest(image));
    expect(bytes.bytes.toString()).toBe('{}');
  });
});
