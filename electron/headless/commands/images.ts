import { SlipwayError } from '../../contract/errors.ts';
import type { ImageEntry, StoredImage } from '../../contract/image.ts';
import { argument, given, type Command, type CommandContext } from '../command.ts';
import { fetchImage } from '../fetch-image.ts';
import { bytes, table } from '../format.ts';

export const imagesCommand: Command = {
  name: 'images',
  usage: 'list [--online] | fetch ID|URL|FILE… | add FILE… | remove ID…',
  summary: 'list what can be had and what is stored; fetch, add or remove images',
  options: { online: { type: 'boolean' } },
  async run(context) {
    const action = context.args[0] ?? 'list';
    switch (action) {
      case 'list':
        return list(context);
      case 'fetch':
      case 'add':
        return fetchAll(context);
      case 'remove':
        return remove(context);
      default:
        throw new SlipwayError('cli/usage', `\`images ${action}\` is not known.`);
    }
  },
};

async function list(context: CommandContext): Promise<number> {
  const { catalogue, images } = await context.services();
  const { images: entries } = given(context, 'online') ? await catalogue.refresh() : await catalogue.list();
  const stored = await images.stored();
  for (const image of stored) context.output.event({ type: 'stored', ...image });
  for (const entry of entries) context.output.event({ type: 'entry', ...entry });
  if (!context.output.json) context.output.result({}, listText(entries, stored));
  return 0;
}

function listText(entries: readonly ImageEntry[], stored: readonly StoredImage[]): string {
  const ids = new Set(stored.map((image) => image.id));
  return table([
    ['IMAGE', 'STORED', 'SIZE', 'NAME'],
    ...stored.map((image) => [image.id, 'yes', bytes(image.mappedBytes), image.name]),
    ...entries
      .filter((entry) => !ids.has(entry.id))
      .map((entry) => [entry.id, '-', entry.rawBytes === undefined ? '' : bytes(entry.rawBytes), entry.name]),
  ]);
}

async function fetchAll(context: CommandContext): Promise<number> {
  argument(context, 1, 'The image');
  for (const reference of context.args.slice(1)) {
    const id = await fetchImage(context, reference);
    context.output.result({ type: 'fetched', id }, id);
  }
  return 0;
}

async function remove(context: CommandContext): Promise<number> {
  argument(context, 1, 'The image');
  const { images } = await context.services();
  for (const id of context.args.slice(1)) {
    await images.remove({ id });
    context.output.result({ type: 'removed', id }, `${id}: removed`);
  }
  return 0;
}
