import { once } from 'node:events';
import { promisify } from 'node:util';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { SlipwayError } from '../../../contract/errors.ts';
import { checkName, isBmapName, isImageName } from './zip-names.ts';

/**
 * Looks at the table of contents of a whole zip (it is at the end of the file).
 * Errors: `image/several-in-zip`, `image/unsafe-path`, `image/truncated` when there is none, `image/corrupt`.
 */
export async function checkZip(path: string): Promise<void> {
  const names = await namesOf(path);
  names.forEach(checkName);
  const images = names.filter(isImageName);
  if (images.length > 1) throw new SlipwayError('image/several-in-zip', `It holds ${images.slice(0, 4).join(', ')}.`);
  if (images.length === 0) throw new SlipwayError('image/corrupt', 'The table of contents of the zip does not list the image.');
}

/**
 * The text of the block map beside the image in a whole zip: undefined when there is none, or one of more than `mostBytes`.
 * Errors: as {@link checkZip}.
 */
export function bmapInZip(path: string, mostBytes: number): Promise<string | undefined> {
  return withEntries(path, async (zip, entries) => {
    const entry = entries.find((candidate) => isBmapName(nameOf(candidate)) && candidate.uncompressedSize <= mostBytes);
    if (entry === undefined) return undefined;
    const parts: Buffer[] = [];
    for await (const part of (await promisify(zip.openReadStream.bind(zip))(entry)) as AsyncIterable<Buffer>) parts.push(part);
    return Buffer.concat(parts).toString('utf8');
  });
}

const namesOf = (path: string): Promise<readonly string[]> =>
  withEntries(path, (_zip, entries) => Promise.resolve(entries.map(nameOf)));

async function withEntries<T>(path: string, use: (zip: ZipFile, entries: readonly Entry[]) => Promise<T>): Promise<T> {
  const zip = await openZip(path);
  try {
    return await use(zip, await entriesOf(zip));
  } catch (error) {
    throw new SlipwayError('image/corrupt', 'The table of contents of the zip is damaged.', { cause: error });
  } finally {
    zip.close();
  }
}

async function entriesOf(zip: ZipFile): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  // yauzl's own name check gives up at the first bad name with a message only; without decoding, the names come as bytes.
  zip.on('entry', (entry: Entry) => {
    entries.push(entry);
    zip.readEntry();
  });
  const ended = once(zip, 'end');
  zip.readEntry();
  await ended;
  return entries;
}

async function openZip(path: string): Promise<ZipFile> {
  try {
    const open = promisify<string, yauzl.Options, ZipFile>(yauzl.open);
    return await open(path, { lazyEntries: true, autoClose: false, decodeStrings: false });
  } catch (error) {
    throw new SlipwayError('image/truncated', 'The zip has no table of contents at its end.', { cause: error });
  }
}

/** With `decodeStrings: false` yauzl gives bytes where its types say string. */
function nameOf(entry: Entry): string {
  const name: unknown = entry.fileName;
  return Buffer.isBuffer(name) ? name.toString((entry.generalPurposeBitFlag & 0x800) === 0 ? 'latin1' : 'utf8') : entry.fileName;
}
