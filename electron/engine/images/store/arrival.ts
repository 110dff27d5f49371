import { createHash } from 'node:crypto';
import { open as openFile } from 'node:fs/promises';
import type { ImageFormat } from '../../../contract/image.ts';
import type { KnownHashes } from '../block-map.ts';
import { growthFrom, type Growth } from '../download/growth.ts';
import { hashPlaced, writeSparse } from '../sparse-writer.ts';
import { readerOf } from '../unpack/byte-reader.ts';
import type { UnpackLimits } from '../unpack/limits.ts';
import { unpack } from '../unpack/unpack.ts';
import type { Budget } from './space.ts';
import type { ImageFolder } from './store-layout.ts';

/** Live numbers of a fetch; rates are for the job table to work out. */
export interface FetchProgress {
  readonly phase: 'downloading' | 'unpacking' | 'mapping' | 'inspecting';
  readonly done: number;
  readonly total?: number;
  readonly limitedBy?: 'network' | 'unpacking' | 'disk';
}

export interface ArrivalRequest {
  readonly folder: ImageFolder;
  readonly limits: UnpackLimits;
  readonly budget: () => Promise<Budget>;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: FetchProgress) => void;
  readonly onGrowing?: LookAhead;
}

/** Reads ahead in a raw file whose first bytes are there; ends soon after it has grown to its end, or the signal is aborted. Never rejects. */
export type LookAhead = (growth: Growth, signal: AbortSignal) => Promise<KnownHashes>;

/** What came in: the raw image in `folder.incoming` and the two hashes that can be compared with what was promised. */
export interface Arrival {
  readonly format: ImageFormat;
  readonly rawBytes: number;
  readonly rawSha256: string;
  /** SHA-256 of the file as it was published. */
  readonly sourceSha256: string;
  /** That file, whole: for looking at its end. */
  readonly sourcePath: string;
  /** Of ranges of the raw image that were read on the way. */
  readonly known: KnownHashes;
}

export interface Intake {
  readonly path: string;
  readonly limits: UnpackLimits;
  readonly rawPath: string;
  readonly signal: AbortSignal;
  /** Called before raw bytes take space on the disk; throws to stop. */
  readonly reserve: (bytes: number) => void;
  /** Told how many bytes of the source were taken so far. */
  readonly onTaken: (bytes: number) => void;
  /** Looks at the raw file while it grows. */
  readonly onGrowing?: LookAhead;
}

/** Opens the source; it must end soon after the signal is aborted. */
export type OpenSource = (signal: AbortSignal) => AsyncIterable<Buffer>;

/** Unpacks a source into a sparse raw file and hashes both in the same pass. Errors: those of {@link unpack} and of the disk. */
export async function takeIn(open: OpenSource, intake: Intake): Promise<Arrival> {
  const hash = createHash('sha256');
  const stop = new AbortController();
  const source = passedThrough(open(AbortSignal.any([intake.signal, stop.signal])), (chunk, taken) => {
    hash.update(chunk);
    intake.onTaken(taken);
  });
  const file = await openFile(intake.rawPath, 'w+');
  const growth = growthFrom(0);
  const lookingAhead = intake.onGrowing?.(growth, AbortSignal.any([intake.signal, stop.signal]));
  try {
    const { format, raw, placed } = await unpack(readerOf(source), { file, limits: intake.limits });
    const { rawBytes, sha256 } = await (placed ? hashPlaced : writeSparse)(file, raw, { ...intake, onPlaced: growth.grow });
    growth.finish();
    const known = (await lookingAhead) ?? new Map();
    return { format, rawBytes, rawSha256: sha256, sourceSha256: hash.digest('hex'), sourcePath: intake.path, known };
  } finally {
    // A decoder that failed has left a read pending: it has to end before the file can be closed.
    stop.abort();
    await lookingAhead;
    await source.return(undefined).catch(() => undefined);
    await file.close();
  }
}

async function* passedThrough(
  source: AsyncIterable<Buffer>,
  see: (chunk: Buffer, taken: number) => void,
): AsyncGenerator<Buffer, undefined> {
  let taken = 0;
  for await (const chunk of source) {
    taken += chunk.length;
    see(chunk, taken);
    yield chunk;
  }
}
