import { SlipwayError, type ErrorCode } from '../../../contract/errors.ts';
import { download, type DownloadOutcome, type RetryPolicy } from '../download/download.ts';
import { followFile } from '../download/follow-file.ts';
import { growthFrom, type Growth } from '../download/growth.ts';
import type { HttpClient } from '../download/http-client.ts';
import { openPart, removePart, type Part } from '../download/part-file.ts';
import { takeIn, type Arrival, type ArrivalRequest } from './arrival.ts';
import { together } from './together.ts';

export interface UrlRequest extends ArrivalRequest {
  readonly url: string;
  readonly http: HttpClient;
  readonly retry: RetryPolicy;
  /** SHA-256 that the download must have, where somebody vouches for it. */
  readonly expected: string | undefined;
}

/** A server that changes the file, or cannot continue, more often than this is given up. */
const maxBeginnings = 5;

/** Errors that a new beginning may mend when the part was left by an earlier run: its bytes may have rotted meanwhile. */
const contentErrors: ReadonlySet<ErrorCode> = new Set([
  'image/corrupt',
  'image/truncated',
  'image/hash-mismatch',
  'image/not-an-image',
  'image/unsupported-format',
  'image/no-partition-table',
  'image/unsafe-path',
  'image/bomb',
]);

/**
 * Downloads and unpacks at the same time; continues the part of an earlier run.
 * Errors: those of download and unpack, and `image/hash-mismatch`.
 */
export async function fromUrl(request: UrlRequest): Promise<Arrival> {
  for (let beginning = 1; beginning <= maxBeginnings; beginning++) {
    const part = await openPart(request.folder.dir, request.url);
    const outcome = await runOnce(request, part).catch((error: unknown) => orAgain(error, part));
    if (outcome !== 'changed') return outcome;
    await removePart(request.folder.dir);
  }
  throw new SlipwayError('image/interrupted', 'The server cannot continue a download, and breaks off each time.');
}

function orAgain(error: unknown, part: Part): 'changed' {
  if (error instanceof SlipwayError && contentErrors.has(error.code) && part.length > 0) return 'changed';
  throw error;
}

async function runOnce(request: UrlRequest, part: Part): Promise<Arrival | 'changed'> {
  const growth = growthFrom(part.length);
  const stop = new AbortController();
  const running = { ...request, part, growth, signal: AbortSignal.any([request.signal, stop.signal]) };
  const account = await openAccount(running);
  const outcome: { download: DownloadOutcome } = { download: 'complete' };
  const transfer = async (): Promise<void> => {
    outcome.download = await download({ ...running, onTotal: account.announce });
    if (outcome.download === 'changed') stop.abort();
  };
  const unpacking = takeIn((signal) => followFile(part.path, growth, signal), {
    path: part.path,
    signal: running.signal,
    limits: request.limits,
    rawPath: request.folder.incoming.raw,
    reserve: account.reserve,
    onGrowing: request.onGrowing,
    onTaken: account.taken,
  });
  try {
    const [, arrival] = await together(transfer(), unpacking, stop);
    checkHash(request.expected, arrival);
    return arrival;
  } catch (error) {
    if (outcome.download === 'changed') return 'changed';
    throw error;
  }
}

function checkHash(expected: string | undefined, { sourceSha256 }: Arrival): void {
  if (expected === undefined || expected === sourceSha256) return;
  throw new SlipwayError('image/hash-mismatch', `SHA-256 should be ${expected} and is ${sourceSha256}.`);
}

/** Counts the space and reports the progress of one run. */
interface Account {
  readonly announce: (total: number) => Promise<void>;
  readonly reserve: (bytes: number) => void;
  readonly taken: (bytes: number) => void;
}

/** When the unpacker is further behind than this, it and not the network takes the time. */
const backlog = 4 * 2 ** 20;

async function openAccount(run: UrlRequest & { readonly part: Part; readonly growth: Growth }): Promise<Account> {
  const { part, growth, onProgress } = run;
  const budget = await run.budget();
  let total = part.sidecar.total;
  // A server that does not say how long the file is: its bytes are counted as they come.
  let counted = part.length;
  return {
    async announce(bytes) {
      const more = bytes - part.length;
      await budget.announce(more);
      budget.reserve(bytes - counted);
      counted = bytes;
      total = bytes;
    },
    reserve: budget.reserve,
    taken(done) {
      if (done > counted) budget.reserve(done - counted);
      counted = Math.max(counted, done);
      if (growth.finished()) onProgress({ phase: 'unpacking', done, total: growth.length(), limitedBy: 'unpacking' });
      else {
        const limitedBy = growth.length() - done > backlog ? 'unpacking' : 'network';
        onProgress({ phase: 'downloading', done: growth.length(), total, limitedBy });
      }
    },
  };
}
