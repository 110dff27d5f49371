import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SlipwayError } from '../../contract/errors.ts';
import { imageEntrySchema, type ImageEntry } from '../../contract/image.ts';
import { closestTo } from './did-you-mean.ts';
import { fileNameOf } from './download/published-hash.ts';

/** What stands for the built-in practice image. */
export const practiceReference = 'practice';

/**
 * What a person means by an image: a catalogue id, an http(s) address, a path (`./x.img`, `~/x.img.xz`, `C:\x.img`; relative
 * ones start at `baseDir`), or `practice`. Looks at nothing but the text.
 * Errors: `image/unknown`, with the closest id.
 */
export function resolveReference(text: string, entries: readonly ImageEntry[], baseDir = process.cwd()): ImageEntry {
  const wanted = text.trim();
  const known = entries.find(({ id }) => id === wanted) ?? entries.find(({ id }) => id.toLowerCase() === wanted.toLowerCase());
  if (known !== undefined) return known;
  if (wanted === practiceReference) return practiceEntry();
  if (/^https?:\/\//i.test(wanted)) return urlEntry(wanted);
  if (/^file:\/\//i.test(wanted) && URL.canParse(wanted))
    return fileEntry(new URL(wanted).href, basename(new URL(wanted).pathname));
  if (looksLikePath(wanted)) return pathEntry(wanted, baseDir);
  const closest = closestTo(wanted, [practiceReference, ...entries.map(({ id }) => id)]);
  throw new SlipwayError(
    'image/unknown',
    `"${wanted}"${closest === undefined ? ' is not in the catalogue.' : `: did you mean "${closest}"?`}`,
  );
}

export function practiceEntry(): ImageEntry {
  return imageEntrySchema.parse({
    id: practiceReference,
    name: 'Practice image',
    description: 'A small image made on the spot: the whole way without a card or the internet. It does not boot.',
    family: 'hypriot-cloud-init',
    architecture: 'armhf',
    url: 'practice:',
    format: 'img',
    origin: 'practice',
  });
}

/** The publisher's hash is looked for where `sha256sum` lists usually are; without one the image is taken unchecked. */
function urlEntry(url: string): ImageEntry {
  if (!URL.canParse(url)) throw new SlipwayError('image/unknown', 'The address is not complete.');
  const { href, search } = new URL(url);
  const name = fileNameOf(href);
  const sha256Url = search === '' && name !== '' ? `${href}.sha256` : undefined;
  return imageEntrySchema.parse({
    id: idFrom(name, href),
    name: name === '' ? new URL(href).host : name,
    url: href,
    sha256Url,
    origin: 'user',
  });
}

const imageFile = /\.(img|zip|gz|xz|zst|zstd|raw|wic|bz2|7z|iso)$/i;

const looksLikePath = (text: string): boolean => /[/\\]/.test(text) || text.startsWith('~') || imageFile.test(text);

function pathEntry(text: string, baseDir: string): ImageEntry {
  const path = resolve(baseDir, text.replace(/^~(?=$|[/\\])/, homedir()));
  return fileEntry(pathToFileURL(path).href, basename(path));
}

const fileEntry = (url: string, name: string): ImageEntry =>
  imageEntrySchema.parse({ id: idFrom(name, url), name, url, origin: 'user' });

/** Readable, safe as a folder name, and different for files of the same name from different places. */
function idFrom(name: string, address: string): string {
  const readable = name
    .replace(/(\.(img|zip|gz|xz|zst|zstd|raw|wic))+$/i, '')
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 60);
  const hash = createHash('sha256').update(address).digest('hex').slice(0, 8);
  return `${readable === '' ? 'image' : readable}-${hash}`;
}
