import { once } from 'node:events';
import { promisify } from 'node:util';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { SlipwayError } from '../../../contract/errors.ts';
import { checkName, isImageName } from './zip-names.ts';

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

async function namesOf(path: string): Promise<readonly string[]> {
  const zip = await openZip(path);
  const names: string[] = [];
  // yauzl's own name check gives up at the first bad name with a message only; without decoding, the names come as bytes.
  zip.on('entry', (entry: Entry) => {
    names.push(nameOf(entry));
    zip.readEntry();
  });
  const ended = once(zip, 'end');
  zip.readEntry();
  try {
    await ended;
  } catch (error) {
    throw new SlipwayError('image/corrupt', 'The table of contents of the zip is damaged.', { cause: error });
  } finally {
    zip.close();
  }
  return names;
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
