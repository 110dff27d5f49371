import { SlipwayError } from '../../../contract/errors.ts';
import type { ImageEntry } from '../../../contract/image.ts';
import { fetchText, type TextRequest } from './fetch-text.ts';
import { shownUrl } from './shown-url.ts';

const line = /^\\?([0-9a-f]{64})(?:[ \t]+[ *]?(.+))?$/i;

/** BSD style, as `shasum --tag` and OpenBSD write it: `SHA256 (name) = hex`. */
const bsdLine = /^SHA256 \((.+)\) = ([0-9a-f]{64})$/i;

interface Listed {
  readonly sha256: string;
  readonly name: string | undefined;
}

/**
 * Finds the hash of a file in the output of `sha256sum`: `hex  name`, `hex *name`, or the bare hex; any line ends.
 * A list that does not name the file says nothing about it.
 */
export function parseSha256Sums(text: string, fileName: string): string | undefined {
  const listed = text
    .replace(/^\u{feff}/u, '')
    .split(/\r\n|\r|\n/)
    .map((entry) => listedIn(entry.trim()))
    .filter((entry) => entry !== undefined);
  const named = listed.find(({ name }) => name !== undefined && baseName(name) === fileName);
  const only = listed.length === 1 ? listed[0] : undefined;
  return named?.sha256 ?? (only?.name === undefined ? only?.sha256 : undefined);
}

function listedIn(text: string): Listed | undefined {
  const plain = line.exec(text);
  if (plain?.[1] !== undefined) return { sha256: plain[1].toLowerCase(), name: plain[2] };
  const bsd = bsdLine.exec(text);
  return bsd?.[2] === undefined ? undefined : { sha256: bsd[2].toLowerCase(), name: bsd[1] };
}

const baseName = (path: string): string => path.trim().split(/[/\\]/).at(-1) ?? '';

/** File name of an address, decoded. */
export function fileNameOf(url: string): string {
  const last = new URL(url).pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

/** Remembered hashes: what a publisher said once must stay true. A subject is one file in one list. */
export interface Pins {
  get(subject: string): Promise<string | undefined>;
  set(subject: string, sha256: string): Promise<void>;
}

/** Small enough for a list of every file of a large mirror folder. */
const maxListBytes = 2 * 2 ** 20;

/**
 * The SHA-256 that the publisher gives for the download: from the catalogue, or from the list beside the file, which is
 * pinned the first time it is seen. Undefined when nobody vouches for it.
 * Errors: `image/hash-mismatch` when the list says something else than it said before, and those of the network.
 */
export async function publishedHash(
  entry: ImageEntry,
  pins: Pins,
  request: Omit<TextRequest, 'maxBytes'>,
): Promise<string | undefined> {
  if (entry.sha256 !== undefined) return entry.sha256;
  if (entry.sha256Url === undefined) return undefined;
  // Not the address of the image: the same file from a mirror must have the same hash.
  const fileName = fileNameOf(entry.url);
  const subject = `${entry.sha256Url} ${fileName}`;
  const pinned = await pins.get(subject);
  const text = await fetchList(entry.sha256Url, pinned, request);
  const published = text === undefined ? undefined : parseSha256Sums(text, fileName);
  if (published === undefined) return pinned;
  if (pinned === undefined) await pins.set(subject, published);
  else if (pinned !== published) {
    throw new SlipwayError(
      'image/hash-mismatch',
      `${shownUrl(entry.sha256Url)} gave ${pinned} before and gives ${published} now.`,
    );
  }
  return published;
}

/** A list that cannot be fetched just now is not needed when its hash is pinned already: a mirror may be all there is. */
async function fetchList(
  url: string,
  pinned: string | undefined,
  request: Omit<TextRequest, 'maxBytes'>,
): Promise<string | undefined> {
  try {
    return await fetchText(url, { ...request, maxBytes: maxListBytes });
  } catch (error) {
    const cancelled = error instanceof SlipwayError && error.code === 'engine/cancelled';
    if (pinned === undefined || cancelled) throw error;
    return undefined;
  }
}
