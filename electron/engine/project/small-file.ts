import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { SlipwayError } from '../../contract/errors.ts';
import { sizeText } from '../../contract/size-text.ts';

/**
 * The bytes of a file that people edit or name. Looked at before it is read: what is far too large is not read, nor a
 * device that never ends, which somebody else's plan may name. Errors: `project/damaged`, the system's.
 */
export async function readSmallFile(path: string, mostBytes: number): Promise<Buffer> {
  const facts = await stat(path);
  // A folder is refused by the system itself, as EISDIR.
  if (!facts.isFile() && !facts.isDirectory()) throw new SlipwayError('project/damaged', `${basename(path)} is no file.`);
  if (facts.size > mostBytes) throw new SlipwayError('project/damaged', `${basename(path)} has ${sizeText(facts.size)}.`);
  return readFile(path);
}
