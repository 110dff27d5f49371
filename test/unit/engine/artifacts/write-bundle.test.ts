import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { BundleContent } from '../../../../electron/engine/artifacts/bundle/bundle-content.ts';
import { checkBundle } from '../../../../electron/engine/artifacts/bundle/check-bundle.ts';
import type { BundleOrder } from '../../../../electron/engine/artifacts/bundle/bundle-order.ts';
import { writeBundle } from '../../../../electron/engine/artifacts/bundle/write-bundle.ts';
import { startMirror } from '../../../../electron/engine/artifacts/mirror-server.ts';
import { openHttpClient, type HttpClient } from '../../../../electron/engine/images/download/http-client.ts';
import { startImageServer, type ImageServer } from '../../../fakes/image-server.ts';
import { tempFolder } from '../../../fakes/temp-folder.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const kubeadm = 'the program kubeadm';
const deb = 'a package';
const manifest = 'kind: ConfigMap\n';
const packages = [
  `Package: kubeadm\nVersion: 1.36.4-1.1\nArchitecture: arm64\nFilename: arm64/kubeadm_1.36.4-1.1_arm64.deb\nSHA256: ${sha256(deb)}\n`,
  `Package: kubeadm\nVersion: 1.36.3-1.1\nArchitecture: arm64\nFilename: arm64/old.deb\nSHA256: ${sha256('old')}\n`,
  `Package: kubelet\nVersion: 1.36.4-1.1\nArchitecture: arm64\nFilename: ../../etc/passwd\nSHA256: ${sha256('x')}\n`,
].join('\n');
const repository = 'https://pkgs.k8s.io/core:/stable:/v1.36/deb/';

let server: ImageServer;
let http: HttpClient;
let dir: string;

beforeEach(async () => {
  server = await startImageServer();
  http = await openHttpClient({ environment: {}, stallMs: 10_000 });
  dir = tempFolder();
  onTestFinished(() => http.close());
  onTestFinished(() => server.close());
  server.put('kubernetes/release/v1.36.4/bin/linux/arm64/kubeadm', { body: kubeadm });
  server.put('kubernetes/release/v1.36.4/bin/linux/arm64/kubeadm.sha256', { body: sha256(kubeadm) });
  server.put('files/example.org/flannel.yml', { body: manifest });
  server.put('kubernetes/core:/stable:/v1.36/deb/Packages', { body: packages });
  server.put('kubernetes/core:/stable:/v1.36/deb/Packages.gz', { body: gzipSync(packages) });
  server.put('kubernetes/core:/stable:/v1.36/deb/arm64/kubeadm_1.36.4-1.1_arm64.deb', { body: deb });
});

const content: BundleContent = {
  items: [
    {
      kind: 'program',
      url: 'https://dl.k8s.io/release/v1.36.4/bin/linux/arm64/kubeadm',
      hash: { kind: 'listed', listUrl: 'https://dl.k8s.io/release/v1.36.4/bin/linux/arm64/kubeadm.sha256' },
    },
    { kind: 'manifest', file: { url: 'https://example.org/flannel.yml', sha256: sha256(manifest) }, imagePins: {} },
    { kind: 'packages', repository, packages: ['kubeadm', 'kubelet'], version: '1.36.4' },
  ],
  gaps: ['Some system: nobody publishes a SHA-256 of it.'],
};

const order = (change: Partial<BundleOrder> = {}): BundleOrder => ({
  dir,
  content,
  about: { cluster: 'lab', track: 'kubeadm', version: '1.36.4', madeAt: '2026-11-24T00:00:00Z' },
  architectures: ['arm64'],
  mirrors: { kubernetes: `${server.url}kubernetes/`, files: `${server.url}files` },
  http,
  signal: new AbortController().signal,
  onProgress: () => undefined,
  ...change,
});

describe('a bundle', () => {
  it('holds every file where a mirror would, with its hash, and is whole', async () => {
    const index = await writeBundle(order());
    expect(index.files.map(({ path }) => path)).toEqual([
      'kubernetes/release/v1.36.4/bin/linux/arm64/kubeadm',
      'kubernetes/release/v1.36.4/bin/linux/arm64/kubeadm.sha256',
      'files/example.org/flannel.yml',
      'kubernetes/core%3A/stable%3A/v1.36/deb/Packages',
      'kubernetes/core%3A/stable%3A/v1.36/deb/Packages.gz',
      'kubernetes/core%3A/stable%3A/v1.36/deb/arm64/kubeadm_1.36.4-1.1_arm64.deb',
    ]);
    expect(await checkBundle(dir)).toEqual([]);
    expect(readFileSync(join(dir, 'SHA256SUMS'), 'utf8')).toContain(`${sha256(kubeadm)}  kubernetes/release`);
    expect(readFileSync(join(dir, 'README.txt'), 'utf8')).toContain('Some system: nobody');
  });

  it('is served as the mirror that it was made from', async () => {
    await writeBundle(order());
    const mirror = await startMirror({ dir, host: '127.0.0.1', port: 0 });
    onTestFinished(() => mirror.close());
    const base = `http://127.0.0.1:${mirror.port}`;
    const second = tempFolder();
    const index = await writeBundle(
      order({ dir: second, mirrors: { kubernetes: `${base}/kubernetes/`, files: `${base}/files/` } }),
    );
    expect(index.files).toHaveLength(6);
    expect(await checkBundle(second)).toEqual([]);
  });

  it('is not fetched again where it is right, and mended where it is not', async () => {
    const { files } = await writeBundle(order());
    const before = server.requests.length;
    writeFileSync(join(dir, files[2]?.path ?? ''), 'rot');
    await writeBundle(order());
    const asked = server.requests.slice(before).map(({ path }) => path);
    expect(asked).toContain('/files/example.org/flannel.yml');
    expect(asked).not.toContain('/kubernetes/release/v1.36.4/bin/linux/arm64/kubeadm');
    expect(await checkBundle(dir)).toEqual([]);
  });

  it('is not made into a folder that holds something else', async () => {
    mkdirSync(join(dir, 'holiday'));
    await expect(writeBundle(order())).rejects.toMatchObject({ code: 'artifact/folder' });
  });

  it.each([
    [
      'a wrong hash',
      'artifact/hash-mismatch',
      (): string => server.put('files/example.org/flannel.yml', { body: 'kind: Evil\n' }),
    ],
    [
      'a missing file',
      'artifact/not-found',
      (): string => server.put('files/example.org/flannel.yml', { body: '', statuses: [404] }),
    ],
    [
      'a server that refuses',
      'artifact/refused',
      (): string => server.put('files/example.org/flannel.yml', { body: '', statuses: [403] }),
    ],
  ])('with %s fails with %s and leaves no index', async (_name, code, spoil) => {
    spoil();
    await expect(writeBundle(order())).rejects.toMatchObject({ code });
    await expect(checkBundle(dir)).rejects.toMatchObject({ code: 'bundle/not-found' });
  });

  it('goes without a system that nobody vouches for, and says so', async () => {
    const hash = { kind: 'listed', listUrl: `${server.url}own.img.xz.sha256` } as const;
    const items = [{ kind: 'os-image', url: `${server.url}own.img.xz`, hash } as const, ...content.items];
    const { gaps } = await writeBundle(order({ content: { items, gaps: [] } }));
    expect(gaps).toEqual(['own.img.xz: nobody publishes a SHA-256 of it, so it is not taken along.']);
  });

  it('is not begun when it was cancelled', async () => {
    await expect(writeBundle(order({ signal: AbortSignal.abort(new Error('stop')) }))).rejects.toThrow();
  });
});
