import { open, type FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { SlipwayError } from '../../../contract/errors.ts';
import type { Growth } from './growth.ts';
import type { HttpAnswer, HttpClient } from './http-client.ts';
import { networkError } from './network-errors.ts';
import { saveSidecar, type Part, type Sidecar } from './part-file.ts';
import { shownUrl } from './shown-url.ts';

export interface RetryPolicy {
  /** Failures in a row, without a byte in between, after which the download is given up. */
  readonly attempts: number;
  /** Pause after the first failure, milliseconds; doubles with each further one. */
  readonly pauseMs: number;
}

export const defaultRetry: RetryPolicy = { attempts: 5, pauseMs: 500 };

export interface DownloadOptions {
  readonly url: string;
  readonly part: Part;
  /** Starts at the length of the part and grows with it. */
  readonly growth: Growth;
  readonly http: HttpClient;
  readonly retry: RetryPolicy;
  readonly signal: AbortSignal;
  /** Told the full length as soon as the server says it; throws to stop. */
  readonly onTotal: (bytes: number) => void | Promise<void>;
}

/** `changed`: the file is another one now, or the server cannot continue; the part is worthless and must be opened anew. */
export type DownloadOutcome = 'complete' | 'changed';

/** One call of {@link download}: what the server said first is needed by every later try. */
interface Session extends DownloadOptions {
  readonly file: FileHandle;
  sidecar: Sidecar;
}

/**
 * Fetches the rest of a part. Errors: `image/not-found`, `image/server-refused`, `image/unreachable`, `image/interrupted`,
 * `image/redirect-loop`, `engine/cancelled`; the part stays for the next call.
 */
export async function download(options: DownloadOptions): Promise<DownloadOutcome> {
  const { part, growth } = options;
  if (part.sidecar.total !== undefined && growth.length() === part.sidecar.total) {
    await options.onTotal(part.sidecar.total);
    growth.finish();
    return 'complete';
  }
  const file = await open(part.path, part.length > 0 ? 'r+' : 'w');
  try {
    return await tryAgain({ ...options, file, sidecar: part.sidecar });
  } finally {
    await file.close();
  }
}

async function tryAgain(session: Session): Promise<DownloadOutcome> {
  const { growth, retry, signal } = session;
  for (let failures = 0; ;) {
    const before = growth.length();
    const attempt = await tryOnce(session);
    if (attempt.kind !== 'failed') return attempt.kind;
    failures = growth.length() > before ? 1 : failures + 1;
    if (failures >= retry.attempts) throw attempt.error;
    await pause(retry.pauseMs * 2 ** (failures - 1), signal);
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch (error) {
    throw new SlipwayError('engine/cancelled', '', { cause: error });
  }
}

type Attempt = { readonly kind: DownloadOutcome } | { readonly kind: 'failed'; readonly error: SlipwayError };

/** Throws only what another try would not mend. */
async function tryOnce(session: Session): Promise<Attempt> {
  const known = session.growth.length() > 0;
  try {
    const answer = await ask(session);
    return await take(session, answer).finally(() => answer.body.on('error', () => undefined).destroy());
  } catch (error) {
    const meaning = networkError(error, session.url);
    if (meaning instanceof SlipwayError && isMendable(meaning, known)) return { kind: 'failed', error: meaning };
    throw meaning;
  }
}

/** A server that was reached before may come back; one that never answered gets no second try. */
function isMendable(error: SlipwayError, reachedBefore: boolean): boolean {
  return error.code === 'image/interrupted' || (error.code === 'image/unreachable' && reachedBefore);
}

function ask({ url, growth, http, sidecar, signal }: Session): Promise<HttpAnswer> {
  const headers: Record<string, string> = { 'accept-encoding': 'identity', 'user-agent': 'Slipway' };
  if (growth.length() > 0 && sidecar.validator !== undefined) {
    headers['range'] = `bytes=${growth.length()}-`;
    headers['if-range'] = sidecar.validator;
  }
  return http.get(url, { headers, signal });
}

const busyStatus = new Set([408, 425, 429, 500, 502, 503, 504]);

async function take(session: Session, answer: HttpAnswer): Promise<Attempt> {
  const { status } = answer;
  if (status === 200) return session.growth.length() > 0 ? { kind: 'changed' } : await fromStart(session, answer);
  if (status === 206) return continues(session, answer) ? await receive(session, answer) : { kind: 'changed' };
  if (status === 416) return { kind: 'changed' };
  const said = `${shownUrl(session.url)} answered ${status}.`;
  if (status === 404 || status === 410) throw new SlipwayError('image/not-found', said);
  const refused = new SlipwayError('image/server-refused', said);
  if (busyStatus.has(status)) return { kind: 'failed', error: refused };
  throw refused;
}

/** Whether a partial answer is the rest of what we have: `Content-Range: bytes 500-999/1000`. */
function continues({ growth, sidecar }: Session, answer: HttpAnswer): boolean {
  const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(answer.header('content-range') ?? '');
  if (range === null || Number(range[1]) !== growth.length()) return false;
  return sidecar.total === undefined || range[3] === '*' || Number(range[3]) === sidecar.total;
}

async function fromStart(session: Session, answer: HttpAnswer): Promise<Attempt> {
  const total = lengthOf(answer);
  session.sidecar = { ...session.sidecar, validator: validatorOf(answer), total };
  await saveSidecar(session.part, session.sidecar);
  if (total !== undefined) await session.onTotal(total);
  return receive(session, answer);
}

function lengthOf(answer: HttpAnswer): number | undefined {
  const text = answer.header('content-length');
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** `If-Range` takes strong ETags only (RFC 9110 §13.1.5), else the date. */
function validatorOf(answer: HttpAnswer): string | undefined {
  const etag = answer.header('etag');
  return etag?.startsWith('"') === true ? etag : answer.header('last-modified');
}

async function receive(session: Session, answer: HttpAnswer): Promise<Attempt> {
  const { growth, part, file, sidecar } = session;
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    await writeAll(file, growth.length(), chunk);
    growth.grow(chunk.length);
  }
  if (sidecar.total !== undefined && growth.length() < sidecar.total) {
    const error = new SlipwayError('image/interrupted', `${growth.length()} of ${sidecar.total} bytes came.`);
    return { kind: 'failed', error };
  }
  await saveSidecar(part, { ...sidecar, total: growth.length() });
  growth.finish();
  return { kind: 'complete' };
}

async function writeAll(file: FileHandle, offset: number, chunk: Buffer): Promise<void> {
  for (let done = 0; done < chunk.length;) {
    const { bytesWritten } = await file.write(chunk, done, chunk.length - done, offset + done);
    done += bytesWritten;
  }
}
