import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { SlipwayError } from '../../contract/errors.ts';
import { sizeText } from '../../contract/size-text.ts';

/** The bytes of a file that people edit: what is far too large for one is not read. Errors: `project/damaged`, the system's. */
export async function readSmallFile(path: string, mostBytes: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size > mostBytes) throw new SlipwayError('project/damaged', `${basename(path)} has ${sizeText(size)}.`);
    return await file.readFile();
  } finally {
    await file.close();
  }
}
