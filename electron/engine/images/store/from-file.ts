import { createReadStream, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { SlipwayError, systemErrorCode } from '../../../contract/errors.ts';
import { takeIn, type Arrival, type ArrivalRequest, type OpenSource } from './arrival.ts';

/** Unpacks a local file; the file itself is only read. Errors: `image/unknown` when it is not there, and those of {@link takeIn}. */
export async function fromFile(path: string, request: ArrivalRequest): Promise<Arrival> {
  const total = (await factsOf(path)).size;
  const budget = await request.budget();
  const open: OpenSource = (signal) => createReadStream(path, { highWaterMark: 256 * 1024, signal });
  return takeIn(open, {
    path,
    signal: request.signal,
    limits: request.limits,
    rawPath: request.folder.incoming.raw,
    reserve: budget.reserve,
    onGrowing: request.onGrowing,
    onTaken: (done) => request.onProgress({ phase: 'unpacking', done, total, limitedBy: 'unpacking' }),
  });
}

/** Size and date of a local image file. Errors: `image/unknown`. */
export async function factsOf(path: string): Promise<Stats> {
  try {
    const facts = await stat(path);
    if (facts.isFile()) return facts;
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'].includes(systemErrorCode(error) ?? '')) throw error;
  }
  throw new SlipwayError('image/unknown', `There is no readable file ${path}.`);
}
