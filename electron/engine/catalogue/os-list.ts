import { createHash } from 'node:crypto';
import type { Architecture, Board, ImageEntry, OsFamily } from '../../contract/image.ts';
import { formatOf, idOf } from './image-file-name.ts';

export interface OsList {
  readonly images: readonly ImageEntry[];
  /** Entries that cannot be used; the rest of the list is none the worse for them. */
  readonly skipped: readonly SkippedEntry[];
}

export interface SkippedEntry {
  /** Names from the top of the list: `Other general-purpose OS / Ubuntu / Ubuntu Core 24`. */
  readonly path: string;
  readonly reason: string;
}

type Keep = (image: ImageEntry) => boolean;

interface Leaf {
  readonly path: string;
  readonly value: JsonMap;
}
type JsonMap = Readonly<Record<string, unknown>>;

const maxDepth = 8;
const maxLeaves = 5000;

/**
 * Reads rpi-imager's list (doc/json-schema/os-list-schema.json, and what src/oslistmodel.cpp really takes).
 * Lenient: unknown fields are ignored, malformed ones count as absent, and a leaf without name or http(s) address is
 * skipped. Categories nest in `subitems`; `subitems_url` is `readOsList`'s to follow.
 * @param keep which images to list; those fit for a cluster where absent
 */
export function parseOsList(json: unknown, boards: readonly Board[], keep: Keep = isClusterImage): OsList {
  const skipped: SkippedEntry[] = [];
  const images = new Map<string, ImageEntry>();
  for (const leaf of leavesOf(json)) {
    const reading = readLeaf(leaf.value, boards);
    if (typeof reading === 'string') skipped.push({ path: leaf.path, reason: reading });
    else if (keep(reading)) addImage(images, reading);
  }
  return { images: [...images.values()], skipped };
}

/** Systems without a desktop that Slipway can set up: Raspberry Pi OS Lite and Ubuntu Server. */
export function isClusterImage({ family, name, url }: ImageEntry): boolean {
  switch (family) {
    case 'raspios-cloud-init':
    case 'raspios-firstrun':
      return /raspios/i.test(url) && /\blite\b/i.test(`${name} ${url}`);
    case 'ubuntu':
      return /^ubuntu server\b/i.test(name);
    default:
      return false;
  }
}

function* leavesOf(json: unknown): Generator<Leaf> {
  const stack: { readonly value: unknown; readonly path: readonly string[] }[] = [{ value: json, path: [] }];
  for (let count = 0; stack.length > 0 && count < maxLeaves; count += 1) {
    const { value, path } = stack.pop() ?? { value: undefined, path: [] };
    if (!isMap(value)) continue;
    const name = path.length === 0 ? [] : [textOf(value['name']) ?? '(no name)'];
    const place = [...path.slice(0, -1), ...name];
    const children = value['os_list'] ?? value['subitems'];
    if (!Array.isArray(children)) {
      if (path.length > 0 && value['subitems_url'] === undefined) yield { path: place.join(' / '), value };
    } else if (path.length < maxDepth) {
      for (const child of (children as readonly unknown[]).toReversed()) stack.push({ value: child, path: [...place, ''] });
    }
  }
}

/** Two files of one name are told apart by their addresses, whatever order the list is in. */
function addImage(images: Map<string, ImageEntry>, image: ImageEntry): void {
  const other = images.get(image.id);
  if (other === undefined) images.set(image.id, image);
  else if (other.url !== image.url) {
    const id = `${image.id}-${createHash('sha256').update(image.url).digest('hex').slice(0, 6)}`;
    images.set(id, { ...image, id });
  }
}

/** The entry of a leaf, or why it cannot be used. */
function readLeaf(leaf: JsonMap, boards: readonly Board[]): ImageEntry | string {
  const name = textOf(leaf['name']);
  if (name === undefined) return 'it has no name';
  const url = addressOf(leaf['url']);
  if (url === undefined) return 'it has no http or https address';
  if (leaf['contains_multiple_files'] === true) return 'it is a folder of files, not a disk image';
  const fileName = decodeName(url.pathname);
  const format = formatOf(fileName);
  if (format === 'unsupported') return `${fileName} is an archive that Slipway does not unpack`;
  const id = idOf(fileName);
  if (id === '') return 'its address names no file';
  const tags = Array.isArray(leaf['devices']) ? leaf['devices'].filter((tag) => typeof tag === 'string') : [];
  return {
    id,
    name,
    description: textOf(leaf['description']) ?? '',
    version: versionOf(name, leaf),
    architecture: architectureOf(leaf, tags, `${fileName} ${name}`),
    boards: boards.filter((board) => board.tags.some((tag) => tags.includes(tag))).map((board) => board.id),
    url: url.href,
    quirks: [],
    origin: 'os-list',
    ...(format && { format }),
    ...optional('family', familyOf(leaf['init_format'], `${fileName} ${name}`)),
    ...optional('releaseDate', dateOf(leaf['release_date'])),
    ...optional('downloadBytes', sizeOf(leaf['image_download_size'])),
    ...optional('rawBytes', sizeOf(leaf['extract_size'])),
    ...optional('sha256', hashOf(leaf['image_download_sha256'])),
    ...optional('rawSha256', hashOf(leaf['extract_sha256'])),
    ...optional('bmapUrl', addressOf(leaf['bmap_url'])?.href),
    ...optional('website', addressOf(leaf['website'])?.href),
  };
}

const optional = <Key extends string, Value>(key: Key, value: Value | undefined): { readonly [K in Key]?: Value } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: Value };

/** How the system takes its settings (doc/os_customisation_formats.md); unknown words are no reason to hide it. */
function familyOf(initFormat: unknown, text: string): OsFamily | undefined {
  switch (initFormat) {
    case 'systemd':
      return 'raspios-firstrun';
    case 'cloudinit-rpi':
      return 'raspios-cloud-init';
    case 'cloudinit':
      return /ubuntu/i.test(text) ? 'ubuntu' : 'cloud-init';
    default:
      return undefined;
  }
}

function architectureOf(leaf: JsonMap, tags: readonly string[], text: string): Architecture {
  const said = leaf['architecture'];
  if (said === 'armhf' || said === 'armel') return said;
  if (said === 'armv8' || said === 'arm64') return 'arm64';
  if (/arm64|aarch64|64-?bit/i.test(text)) return 'arm64';
  if (/armhf|armv[67]|32-?bit/i.test(text)) return 'armhf';
  const widths = new Set(tags.map((tag) => /-(32|64)bit$/.exec(tag)?.[1]));
  if (widths.size !== 1) return 'unknown';
  return widths.has('64') ? 'arm64' : widths.has('32') ? 'armhf' : 'unknown';
}

const versionOf = (name: string, leaf: JsonMap): string =>
  /\b\d{2}\.\d{2}(\.\d+)?\b/.exec(name)?.[0] ?? /-(bullseye|bookworm|trixie|forky)-/.exec(textOf(leaf['url']) ?? '')?.[1] ?? '';

const isMap = (value: unknown): value is JsonMap => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Text for people: one line, no control characters, of bounded length. */
function textOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value
    .slice(0, 2000)
    .replace(/\p{Cf}+/gu, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, 500);
  return text === '' ? undefined : text;
}

function addressOf(value: unknown): URL | undefined {
  if (typeof value !== 'string' || value.length > 2000 || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
}

function decodeName(pathname: string): string {
  const name = pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

const sizeOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;

const hashOf = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[0-9a-f]{64}$/i.test(value) ? value.toLowerCase() : undefined;

const dateOf = (value: unknown): string | undefined =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : undefined;
