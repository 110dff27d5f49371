import { join } from 'node:path';
import type { BlockMap, ImageEntry, StoredImage } from '../../contract/image.ts';
import type { ImageService } from '../../contract/services.ts';
import { mirroredUrl } from '../catalogue/mirror.ts';
import { usedRangesOf } from '../../disk/used-ranges.ts';
import { inspectImage } from '../images/inspect/inspect.ts';
import type { Growing } from '../images/forecast.ts';
import { createImageJobs, type ImageJobs } from '../images/jobs.ts';
import { writePracticeImage } from '../images/practice/practice-image.ts';
import { resolveReference } from '../images/references.ts';
import { openImageStore, type ImageStore } from '../images/store.ts';
import type { CatalogueRoom } from './catalogue-service.ts';
import type { ProjectRoom } from './project-service.ts';

interface ImageOptions {
  readonly dataDir: string;
  readonly catalogue: CatalogueRoom;
  readonly projects: Pick<ProjectRoom, 'mirrors'>;
}

/** An image that stays in the store until it is released. */
export interface HeldImage {
  readonly rawPath: string;
  readonly map: BlockMap;
  release: () => Promise<void>;
}

export interface ImageRoom {
  readonly service: ImageService;
  /** Where raw images are, so that nobody writes over the drive they are on. */
  readonly storeDir: string;
  /** An image on its way into the store from which drives can be written already; undefined otherwise. */
  growing(reference: string): Promise<(Growing & { readonly id: string }) | undefined>;
  /** Keeps a stored image from being removed while cards are written from it. */
  hold(id: string): Promise<HeldImage>;
  /** Cancels downloads under way; what has come in is kept for next time. */
  close(): Promise<void>;
}

interface OpenStore {
  readonly store: ImageStore;
  readonly jobs: ImageJobs;
}

/** The store is opened, and put in order after a crash, when it is first asked. */
export function createImageService({ dataDir, catalogue, projects }: ImageOptions): ImageRoom {
  const resolve = async (reference: string): Promise<ImageEntry> =>
    resolveReference(reference, (await catalogue.knowledge()).images);
  const storeDir = join(dataDir, 'images');
  let opened: Promise<OpenStore> | undefined;
  const open = (): Promise<OpenStore> => {
    // A store that could not be opened (a full disk) is tried again the next time.
    opened ??= openStore(storeDir).catch((thrown: unknown) => {
      opened = undefined;
      throw thrown;
    });
    return opened;
  };

  const find = async (reference: string): Promise<StoredImage | undefined> => {
    const { id } = await resolve(reference);
    return (await (await open()).store.list()).find((image) => image.id === id);
  };

  const service: ImageService = {
    stored: async () => (await open()).store.list(),
    find: ({ reference }) => find(reference),
    store: async () => (await open()).store.status(),
    setLimit: async ({ limitBytes }) => (await open()).store.setLimit(limitBytes),
    fetch: async ({ reference, dir }) => {
      const entry = await resolve(reference);
      const { images, ca } = dir === undefined ? {} : await projects.mirrors(dir);
      return (await open()).jobs.fetch(mirrored(entry, images), { authority: ca });
    },
    cancel: async ({ id }) => (await open()).jobs.cancel(id),
    remove: async ({ id }) => {
      const { store, jobs } = await open();
      await jobs.cancel(id);
      await store.remove(id);
      jobs.forget(id);
    },
    facts: async ({ id }) => (await (await open()).store.get(id)).stored.facts,
    async *watch(signal) {
      yield* (await open()).jobs.watch(signal);
    },
  };
  const hold = async (id: string): Promise<HeldImage> => {
    const { store } = await open();
    const release = await store.hold(id);
    try {
      const { rawPath, map } = await store.get(id);
      return { rawPath, map, release };
    } catch (thrown) {
      await release();
      throw thrown;
    }
  };
  const growing: ImageRoom['growing'] = async (reference) => {
    const { id } = await resolve(reference);
    const found = (await open()).jobs.growing(id);
    return found && { ...found, id };
  };
  return { service, storeDir, hold, growing, close: async () => (await opened)?.jobs.close() };
}

/** Everything about an image comes from the mirror, its published hash and its block map too: the vendor may be out of reach. */
function mirrored(entry: ImageEntry, images: string | undefined): ImageEntry {
  const at = (url: string): string => mirroredUrl(url, { images });
  const { url, sha256Url, bmapUrl } = entry;
  return {
    ...entry,
    url: at(url),
    ...(sha256Url === undefined ? {} : { sha256Url: at(sha256Url) }),
    ...(bmapUrl === undefined ? {} : { bmapUrl: at(bmapUrl) }),
  };
}

async function openStore(dir: string): Promise<OpenStore> {
  const store = await openImageStore({
    dir,
    inspect: inspectImage,
    usedRanges: usedRangesOf,
    writePracticeImage,
    environment: process.env,
    now: () => new Date(),
  });
  return { store, jobs: createImageJobs(store) };
}
