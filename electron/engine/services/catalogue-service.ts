import { join } from 'node:path';
import type { ImageEntry } from '../../contract/image.ts';
import type { CatalogueService, CatalogueState } from '../../contract/services.ts';
import { loadCatalogue, type Catalogue } from '../catalogue/load.ts';
import { readOsList } from '../catalogue/read-os-list.ts';
import type { Log } from './log.ts';

interface CatalogueOptions {
  /** The installation; see `EngineOptions`. */
  readonly home: string;
  readonly dataDir: string;
  readonly log: Log;
}

export interface CatalogueRoom {
  readonly service: CatalogueService;
  /** Boards and compatibility rules, and every image known now: built-in first, then the last good online list. */
  knowledge(): Promise<Catalogue>;
}

export function createCatalogueService({ home, dataDir, log }: CatalogueOptions): CatalogueRoom {
  const cacheFile = join(dataDir, 'os-list.json');
  let builtIn: Promise<Catalogue> | undefined;
  const base = (): Promise<Catalogue> =>
    (builtIn ??= loadCatalogue({ packed: join(home, 'dist/catalogue.json'), sourceDir: join(home, 'resources/catalogue') }));

  const read = async (mode: 'online' | 'cached'): Promise<CatalogueState> => {
    const { images, boards } = await base();
    const online = await readOsList({ boards, cacheFile, mode });
    if (mode === 'online') log.info({ images: online?.images.length ?? 0 }, 'read the online image list');
    return { boards, images: merge(images, online?.images ?? []), ...(online && { refreshedAt: online.readAt }) };
  };
  return {
    service: { list: () => read('cached'), refresh: () => read('online') },
    knowledge: async () => ({ ...(await base()), images: (await read('cached')).images }),
  };
}

/** A built-in entry wins over an online one with the same id: its hash and quirks were checked by hand. */
function merge(builtIn: readonly ImageEntry[], online: readonly ImageEntry[]): readonly ImageEntry[] {
  const known = new Set(builtIn.map((entry) => entry.id));
  return [...builtIn, ...online.filter((entry) => !known.has(entry.id))];
}
