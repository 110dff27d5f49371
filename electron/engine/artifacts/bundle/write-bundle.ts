import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SlipwayError } from '../../../contract/errors.ts';
import { fetchText } from '../../images/download/fetch-text.ts';
import { fileNameOf, parseSha256Sums } from '../../images/download/published-hash.ts';
import { writeFileAtomically } from '../../../files/atomic-write.ts';
import { sha256OfFile } from '../artifact-store.ts';
import { manifestImages } from '../manifest-images.ts';
import { isOfKubernetes, mirroredFile } from '../mirrors.ts';
import { downloadPinned } from '../pinned-download.ts';
import type { BundleItem, KnownHash } from './bundle-content.ts';
import { bundledPath, writeBundleIndex, type BundledFile, type BundleIndex } from './bundle-index.ts';
import type { BundleOrder, WantedFile } from './bundle-order.ts';
import { readmeText } from './bundle-readme.ts';
import { pullImage } from './image-puller.ts';
import { packageFiles } from './package-files.ts';

/**
 * Fetches everything into a folder, each file checked against what its publisher says; what an earlier run brought and is
 * still right is not fetched again. `bundle.json` is written last, so a folder without it is known to be unfinished.
 * Errors: `artifact/*`, `engine/cancelled`.
 */
export async function writeBundle(order: BundleOrder): Promise<BundleIndex> {
  await mustBeOurs(order.dir);
  const files: BundledFile[] = [];
  const images: string[] = [];
  const gaps: string[] = [...order.content.gaps];
  const queue = [...order.content.items];
  for (let done = 0; done < queue.length; done += 1) {
    const item = queue[done];
    if (item === undefined) break;
    order.signal.throwIfAborted();
    order.onProgress({ kind: 'item', name: nameOf(item), done, total: queue.length });
    const brought = await bring(order, item);
    files.push(...brought.files);
    images.push(...brought.images);
    gaps.push(...brought.gaps);
    queue.push(...brought.more);
  }
  const index: BundleIndex = { apiVersion: 'slipway/bundle-v1', ...order.about, gaps, images, files };
  await writeFileAtomically(join(order.dir, 'README.txt'), readmeText(index));
  await writeBundleIndex(order.dir, index);
  return index;
}

/** An empty folder, a new one, or one that a bundle was begun in. */
async function mustBeOurs(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true }).catch((error: unknown) => {
    throw new SlipwayError('artifact/folder', dir, { cause: error });
  });
  const known = new Set(['images', 'kubernetes', 'files', 'registry', 'bundle.json', 'SHA256SUMS', 'README.txt']);
  const strange = (await readdir(dir)).find((name) => !known.has(name));
  if (strange !== undefined) throw new SlipwayError('artifact/folder', `${dir} holds ${strange}.`);
}

interface Brought {
  readonly files: readonly BundledFile[];
  readonly images: readonly string[];
  /** What an item turns out to need besides: the images of a manifest. */
  readonly more: readonly BundleItem[];
  readonly gaps: readonly string[];
}

const nothing: Brought = { files: [], images: [], more: [], gaps: [] };

async function bring(order: BundleOrder, item: BundleItem): Promise<Brought> {
  switch (item.kind) {
    case 'os-image':
      return bringSystem(order, item);
    case 'program':
      return { ...nothing, files: await listedFile(order, areaOf(item.url), item) };
    case 'manifest': {
      const file = await bringFile(order, { area: 'files', ...item.file });
      const text = await readFile(join(order.dir, file.path), 'utf8');
      const images = manifestImages(text).map((image) => item.imagePins[image] ?? image);
      return { ...nothing, files: [file], more: images.map((image) => ({ kind: 'container-image', image })) };
    }
    case 'container-image': {
      const { http, signal, architectures, mirrors } = order;
      const layout = join(order.dir, 'registry');
      return {
        ...nothing,
        images: await pullImage(item.image, { http, signal, architectures, layout, mirror: mirrors.registry }),
      };
    }
    case 'packages':
      return { ...nothing, files: await packageFiles(order, item, (wanted) => bringFile(order, wanted)) };
  }
}

/** A system from an address of the user's may have no list beside it: the bundle is of use without it, and says so. */
async function bringSystem(order: BundleOrder, item: Extract<BundleItem, { kind: 'os-image' }>): Promise<Brought> {
  try {
    return { ...nothing, files: await listedFile(order, 'images', item) };
  } catch (error) {
    if (!(error instanceof SlipwayError) || error.code !== 'artifact/unlisted') throw error;
    return { ...nothing, gaps: [`${fileNameOf(item.url)}: nobody publishes a SHA-256 of it, so it is not taken along.`] };
  }
}

function nameOf(item: BundleItem): string {
  switch (item.kind) {
    case 'os-image':
    case 'program':
      return fileNameOf(item.url);
    case 'manifest':
      return fileNameOf(item.file.url);
    case 'container-image':
      return item.image;
    case 'packages':
      return `packages of Kubernetes ${item.version}`;
  }
}

const areaOf = (url: string): WantedFile['area'] => (isOfKubernetes(url) ? 'kubernetes' : 'files');

/** The file, and beside it the list that vouches for it, because nodes and Slipway ask the mirror for that as well. */
async function listedFile(
  order: BundleOrder,
  area: WantedFile['area'],
  { url, hash }: { readonly url: string; readonly hash: KnownHash },
): Promise<readonly BundledFile[]> {
  if (hash.kind === 'pinned') return [await bringFile(order, { area, url, sha256: hash.sha256 })];
  const list = await fetchText(sourceOf(order, area, hash.listUrl), { ...order, maxBytes: 2 ** 20 });
  const sha256 = list === undefined ? undefined : parseSha256Sums(list, fileNameOf(url));
  if (list === undefined || sha256 === undefined)
    throw new SlipwayError('artifact/unlisted', `${hash.listUrl} says nothing of ${fileNameOf(url)}.`);
  const file = await bringFile(order, { area, url, sha256 });
  return [file, await keepText(order, { area, url: hash.listUrl, text: list })];
}

async function keepText(
  order: BundleOrder,
  { area, url, text }: { readonly area: WantedFile['area']; readonly url: string; readonly text: string },
): Promise<BundledFile> {
  const path = bundledPath(area, url);
  await mkdir(dirname(join(order.dir, path)), { recursive: true });
  await writeFileAtomically(join(order.dir, path), text);
  return describe(order.dir, path, url);
}

async function bringFile(order: BundleOrder, { area, url, sha256 }: WantedFile): Promise<BundledFile> {
  const path = bundledPath(area, url);
  const target = join(order.dir, path);
  if ((await sha256OfFile(target)) !== sha256) {
    await mkdir(dirname(target), { recursive: true });
    const onBytes = (count: number): void => order.onProgress({ kind: 'bytes', count });
    await downloadPinned({ ...order, url: sourceOf(order, area, url), sha256, path: target, onBytes });
  }
  return { path, sha256, size: (await stat(target)).size, source: url };
}

/** OS images have a mirror of their own kind: one folder with all files in it (catalogue/mirror.ts). */
function sourceOf({ mirrors }: BundleOrder, area: WantedFile['area'], url: string): string {
  if (area !== 'images') return mirroredFile(url, mirrors);
  return mirrors.images === undefined ? url : `${mirrors.images.replace(/\/+$/, '')}/${encodeURIComponent(fileNameOf(url))}`;
}

async function describe(dir: string, path: string, source: string): Promise<BundledFile> {
  const sha256 = (await sha256OfFile(join(dir, path))) ?? '';
  return { path, sha256, size: (await stat(join(dir, path))).size, source };
}
