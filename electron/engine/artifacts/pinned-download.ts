import { createHash, randomBytes } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { SlipwayError, systemErrorCode, type ErrorCode } from '../../contract/errors.ts';
import type { HttpAnswer, HttpClient } from '../images/download/http-client.ts';
import { networkError } from '../images/download/network-errors.ts';
import { shownUrl } from '../images/download/shown-url.ts';

export interface PinnedDownload {
  readonly url: string;
  /** Of the whole file; what comes with another one is deleted. */
  readonly sha256: string;
  /** Where the file is put when all of it is there and right; its folder exists. */
  readonly path: string;
  readonly http: HttpClient;
  readonly signal: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  /** Told of each piece, bytes. */
  readonly onBytes?: (count: number) => void;
}

/** A kubelet has 120 MB, the largest layer of an image a few hundred; nothing that Slipway pins is larger. */
const maxBytes = 4 * 1024 ** 3;
const attempts = 3;

/**
 * Fetches a file whose SHA-256 is known: beside its place, hashed while it streams, renamed when it is right.
 * Errors: `artifact/not-found`, `artifact/unreachable`, `artifact/refused`, `artifact/hash-mismatch`, `artifact/too-large`,
 * `artifact/no-space`, `artifact/folder`, `engine/cancelled`.
 */
export async function downloadPinned(order: PinnedDownload): Promise<void> {
  for (let left = attempts - 1; ; left -= 1) {
    try {
      await once(order);
      return;
    } catch (thrown) {
      const error = artifactError(thrown, order.url);
      if (left === 0 || !(error instanceof SlipwayError) || error.code !== 'artifact/unreachable') throw error;
    }
  }
}

async function once(order: PinnedDownload): Promise<void> {
  const temporary = `${order.path}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
  try {
    const found = await receive(order, temporary);
    if (found !== order.sha256) {
      throw new SlipwayError('artifact/hash-mismatch', `${shownUrl(order.url)} has SHA-256 ${found}, not ${order.sha256}.`);
    }
    await rename(temporary, order.path);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function receive(order: PinnedDownload, temporary: string): Promise<string> {
  const answer = await order.http.get(order.url, {
    headers: { 'accept-encoding': 'identity', 'user-agent': 'Slipway', ...order.headers },
    signal: order.signal,
  });
  try {
    mustBeThere(answer, order.url);
    const file = await open(temporary, 'wx', 0o644);
    try {
      return await copyHashed(answer, file, order);
    } finally {
      await file.close();
    }
  } finally {
    answer.body.on('error', () => undefined).destroy();
  }
}

/** Errors: `artifact/not-found`, `artifact/refused`. */
export function mustBeThere({ status }: HttpAnswer, url: string): void {
  if (status === 404 || status === 410) throw new SlipwayError('artifact/not-found', shownUrl(url));
  if (status !== 200) throw new SlipwayError('artifact/refused', `${shownUrl(url)} answered ${status}.`);
}

async function copyHashed({ body }: HttpAnswer, file: FileHandle, { url, onBytes }: PinnedDownload): Promise<string> {
  const hash = createHash('sha256');
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) throw new SlipwayError('artifact/too-large', shownUrl(url));
    hash.update(chunk);
    await file.writeFile(chunk);
    onBytes?.(chunk.length);
  }
  await file.sync();
  return hash.digest('hex');
}

/** What the images room calls these, in the words of this one. */
const sameAs: Readonly<Partial<Record<ErrorCode, ErrorCode>>> = {
  'image/unreachable': 'artifact/unreachable',
  'image/interrupted': 'artifact/unreachable',
  'image/redirect-loop': 'artifact/refused',
  'image/server-refused': 'artifact/refused',
};

/** Translates what network and disk throw; what has a meaning already keeps it. */
export function artifactError(thrown: unknown, url: string): unknown {
  const error = networkError(thrown, url);
  if (error instanceof SlipwayError) {
    const code = sameAs[error.code];
    return code === undefined ? error : new SlipwayError(code, error.detail, { cause: error });
  }
  switch (systemErrorCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new SlipwayError('artifact/no-space', shownUrl(url), { cause: error });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOENT':
    case 'ENOTDIR':
      return new SlipwayError('artifact/folder', error instanceof Error ? error.message : '', { cause: error });
    default:
      return error;
  }
}
