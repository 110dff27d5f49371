import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { PinnedFile } from '../../contract/component.ts';
import { systemErrorCode } from '../../contract/errors.ts';
import type { HttpClient } from '../images/download/http-client.ts';
import { artifactError, downloadPinned } from './pinned-download.ts';

export interface ArtifactRequest {
  readonly file: PinnedFile;
  /** Where it is fetched from: its own address, or the same file at a mirror. */
  readonly url: string;
  readonly http: HttpClient;
  readonly signal: AbortSignal;
}

/**
 * The path of a file with exactly the pinned bytes, fetched unless an earlier run did. Kept under its hash; bytes that
 * rotted on the disk meanwhile are found and fetched anew. Errors: those of {@link downloadPinned}.
 */
export async function storedArtifact(dir: string, { file, url, http, signal }: ArtifactRequest): Promise<string> {
  const path = join(dir, file.sha256);
  if ((await sha256OfFile(path)) === file.sha256) return path;
  await mkdir(dir, { recursive: true }).catch((error: unknown) => {
    throw artifactError(error, url);
  });
  await rm(path, { force: true });
  await downloadPinned({ url, sha256: file.sha256, path, http, signal });
  return path;
}

/** The text of such a file. */
export async function storedText(dir: string, request: ArtifactRequest): Promise<string> {
  return readFile(await storedArtifact(dir, request), 'utf8');
}

/** SHA-256 of a file, or undefined when there is none. */
export async function sha256OfFile(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
    return hash.digest('hex');
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw artifactError(error, path);
  }
}
