import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { compatSchema, type Compat } from '../../contract/compat.ts';
import { SlipwayError } from '../../contract/errors.ts';
import { boardSchema, imageEntrySchema, type Board, type ImageEntry } from '../../contract/image.ts';

export interface Catalogue {
  readonly images: readonly ImageEntry[];
  readonly boards: readonly Board[];
  readonly compat: Compat;
}

/** Reads `resources/catalogue/`. Errors: `engine/internal` naming the file, when the installation is damaged. */
export async function loadCatalogue(resourcesDir: string): Promise<Catalogue> {
  const file = (name: string): string => join(resourcesDir, 'catalogue', name);
  const [images, boards, compat] = await Promise.all([
    read(file('images.yaml'), z.array(imageEntrySchema)),
    read(file('boards.yaml'), z.array(boardSchema)),
    read(file('compat.yaml'), compatSchema),
  ]);
  return { images, boards, compat };
}

async function read<Schema extends z.ZodType>(file: string, schema: Schema): Promise<z.output<Schema>> {
  try {
    return schema.parse(parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw new SlipwayError('engine/internal', `${file} cannot be read.`, { fix: 'Reinstall Slipway.', cause: error });
  }
}
