import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { compatSchema, type Compat } from '../../contract/compat.ts';
import { componentsSchema, type Components } from '../../contract/component.ts';
import { SlipwayError } from '../../contract/errors.ts';
import { boardSchema, imageEntrySchema, type Board, type ImageEntry } from '../../contract/image.ts';

export interface Catalogue {
  readonly images: readonly ImageEntry[];
  readonly boards: readonly Board[];
  readonly compat: Compat;
  readonly components: Components;
}

const catalogueSchema = z.strictObject({
  images: z.array(imageEntrySchema),
  boards: z.array(boardSchema),
  compat: compatSchema,
  components: componentsSchema,
});

/** Where an installation keeps its catalogue. */
export interface CatalogueFiles {
  /** `dist/catalogue.json`: the same, as the build packs it, because parsing YAML takes a third of `slipway check`'s time. */
  readonly packed: string;
  /** `resources/catalogue/`: what people edit; read where nothing was built. */
  readonly sourceDir: string;
}

/** Reads the built-in catalogue. Errors: `engine/internal` naming the file, when the installation is damaged. */
export async function loadCatalogue({ packed, sourceDir }: CatalogueFiles): Promise<Catalogue> {
  const text = await readFile(packed, 'utf8').catch(() => undefined);
  return check(
    text === undefined ? sourceDir : packed,
    text === undefined ? () => readSources(sourceDir) : () => JSON.parse(text) as unknown,
  );
}

/** The YAML files of `resources/catalogue/` as one value, not checked yet. */
async function readSources(dir: string): Promise<unknown> {
  const { parse } = await import('yaml');
  const read = async (name: string): Promise<unknown> => parse(await readFile(join(dir, name), 'utf8')) as unknown;
  return {
    images: await read('images.yaml'),
    boards: await read('boards.yaml'),
    compat: await read('compat.yaml'),
    components: await read('components.yaml'),
  };
}

async function check(place: string, read: () => unknown): Promise<Catalogue> {
  try {
    return catalogueSchema.parse(await read());
  } catch (error) {
    throw new SlipwayError('engine/internal', `${place} cannot be read.`, { fix: 'Reinstall Slipway.', cause: error });
  }
}
