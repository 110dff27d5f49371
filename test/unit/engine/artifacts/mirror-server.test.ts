import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { checkBundle } from '../../../../electron/engine/artifacts/bundle/check-bundle.ts';
import { pullImage, type PullOptions } from '../../../../electron/engine/artifacts/bundle/image-puller.ts';
import { writeBundleIndex } from '../../../../electron/engine/artifacts/bundle/bundle-index.ts';
import { startMirror } from '../../../../electron/engine/artifacts/mirror-server.ts';
import { blobPath, readLayout } from '../../../../electron/engine/artifacts/registry/image-layout.ts';
import { openHttpClient } from '../../../../electron/engine/images/download/http-client.ts';
import { putImage, type FakeImage } from '../../../fakes/container-images.ts';
import { tempFolder } from '../../../fakes/temp-folder.ts';

let source: string;
let url: string;
let image: FakeImage;

beforeEach(async () => {
  source = tempFolder();
  image = await putImage(join(source, 'registry'), 'library/busybox:1', ['amd64', 'arm64', 'arm/v6', 'arm/v7']);
  await putImage(join(source, 'registry'), 'coredns/coredns:v1.8.6', ['amd64']);
  await writeBundleIndex(source, {
    apiVersion: 'slipway/bundle-v1',
    cluster: 'lab',
    track: 'kubeadm',
    version: '1.36.4',
    madeAt: '2026-11-24T00:00:00Z',
    gaps: [],
    images: ['library/busybox:1'],
    files: [],
  });
  const mirror = await startMirror({ dir: source, host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${mirror.port}`;
  onTestFinished(() => mirror.close());
});

async function pull(
  name: string,
  change: Partial<PullOptions> = {},
): Promise<{ readonly layout: string; readonly names: readonly string[] }> {
  const http = await openHttpClient({ environment: {}, stallMs: 10_000 });
  onTestFinished(() => http.close());
  const layout = join(tempFolder(), 'registry');
  const options: PullOptions = {
    http,
    signal: new AbortController().signal,
    layout,
    architectures: ['armhf', 'arm64'],
    mirror: url,
    ...change,
  };
  return { layout, names: await pullImage(name, options) };
}

describe('an image pulled from a mirror', () => {
  it('has the layers of the wanted architectures and no others, v7 before v6', async () => {
    const { layout, names } = await pull('busybox:1');
    expect(names).toEqual(['library/busybox:1']);
    const has = (platform: string): boolean => existsSync(blobPath(layout, image.layers.get(platform) ?? ''));
    expect([has('arm64'), has('arm/v7'), has('arm/v6'), has('amd64')]).toEqual([true, true, false, false]);
    expect(await readLayout(layout)).toMatchObject([{ name: 'library/busybox:1', digest: image.digest }]);
  });

  it('is found by its digest as well', async () => {
    const { names } = await pull(`docker.io/library/busybox@${image.digest}`);
    expect(names).toEqual([`library/busybox@${image.digest}`]);
  });

  it('is known by both names that kubeadm gives CoreDNS', async () => {
    const { names } = await pull('registry.k8s.io/coredns/coredns:v1.8.6', { architectures: ['amd64'] });
    expect(names).toEqual(['coredns/coredns:v1.8.6', 'coredns:v1.8.6']);
  });

  it('is refused when an architecture has none', async () => {
    await expect(pull('registry.k8s.io/coredns/coredns:v1.8.6', { architectures: ['armhf'] })).rejects.toMatchObject({
      code: 'artifact/no-image-for-architecture',
    });
  });

  it('is refused when a layer has other bytes than its digest says', async () => {
    writeFileSync(blobPath(join(source, 'registry'), image.layers.get('arm64') ?? ''), 'something else');
    await expect(pull('busybox:1')).rejects.toMatchObject({ code: 'artifact/hash-mismatch' });
  });

  it.each([
    ['nothing-here:1', 'artifact/not-found'],
    ['not an image', 'artifact/not-understood'],
  ])('%s fails with %s', async (name, code) => {
    await expect(pull(name)).rejects.toMatchObject({ code });
  });
});

describe('a mirror', () => {
  it.each([
    '/bundle.json',
    '/../bundle.json',
    '/images/%2e%2e/bundle.json',
    '/v2/../../etc/passwd',
    '/v2/x/blobs/sha256:..',
    '/',
  ])('gives nothing for %s', async (path) => {
    const { hostname, port } = new URL(url);
    const { request } = await import('node:http');
    const status = await new Promise((resolve, reject) => {
      request({ hostname, port, path }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(404);
  });

  it('takes nothing', async () => {
    expect((await fetch(`${url}/v2/library/busybox/blobs/uploads/`, { method: 'POST' })).status).toBe(405);
  });

  it('lists the tags of an image', async () => {
    expect(await (await fetch(`${url}/v2/library/busybox/tags/list`)).json()).toEqual({ name: 'library/busybox', tags: ['1'] });
    expect((await fetch(`${url}/v2/library/nothing/tags/list`)).status).toBe(404);
  });

  it('answers the question whether it is a registry', async () => {
    const answer = await fetch(`${url}/v2/`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('docker-distribution-api-version')).toBe('registry/2.0');
  });
});

describe('the check of a bundle', () => {
  it('finds nothing wrong with a whole one', async () => {
    expect(await checkBundle(source)).toEqual([]);
  });

  it('names a layer that rotted and an image that is gone', async () => {
    const layer = image.layers.get('arm/v7') ?? '';
    writeFileSync(blobPath(join(source, 'registry'), layer), 'rot');
    expect((await checkBundle(source)).join()).toContain(layer);
    rmSync(join(source, 'registry', 'index.json'));
    expect(await checkBundle(source)).toEqual(['The image library/busybox:1 is missing.']);
    expect(readFileSync(join(source, 'bundle.json'), 'utf8')).toContain('library/busybox:1');
  });
});
