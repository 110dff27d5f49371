import { createHash } from 'node:crypto';
import { z } from 'zod';
import { SlipwayError } from '../../../contract/errors.ts';
import type { HttpAnswer, HttpClient } from '../../images/download/http-client.ts';
import { referenceOf, type ContainerImage } from '../container-image.ts';
import { artifactError, downloadPinned, mustBeThere } from '../pinned-download.ts';
import { acceptedTypes } from './image-manifest.ts';

export interface RegistryOptions {
  readonly http: HttpClient;
  /** `https://registry-1.docker.io`, without a closing slash. */
  readonly base: string;
  readonly signal: AbortSignal;
}

/** One manifest as the registry sent it. */
export interface FetchedManifest {
  readonly bytes: Buffer;
  readonly mediaType: string;
  readonly digest: string;
}

export interface Registry {
  /** By tag or digest; a digest is checked. Errors: `artifact/*`. */
  manifest(image: ContainerImage): Promise<FetchedManifest>;
  /** A layer or configuration, checked by its digest while it streams to `path`. Errors: `artifact/*`. */
  blob(order: { readonly repository: string; readonly digest: string; readonly path: string }): Promise<void>;
}

/** Manifests are some kilobytes; 4 MiB is the limit that registries themselves set. */
const maxManifestBytes = 4 * 1024 ** 2;

/** Reads images from a registry (OCI distribution specification 1.1), anonymously, with the token such a registry hands out. */
export function openRegistry({ http, base, signal }: RegistryOptions): Registry {
  const tokens = new Map<string, Token>();
  const renew = async (repository: string, challenge: Challenge): Promise<Token> => {
    const token = await fetchToken({ http, signal }, challenge, repository);
    tokens.set(repository, token);
    return token;
  };
  /** Layers come one after the other, and a slow line takes longer over one than a token lasts. */
  const headersFor = async (repository: string): Promise<Readonly<Record<string, string>>> => {
    const known = tokens.get(repository);
    if (known === undefined) return {};
    const { value } = known.until > performance.now() ? known : await renew(repository, known.challenge);
    return { authorization: `Bearer ${value}` };
  };
  /** Asks once without a token to learn where one is to be had; most registries want one even for public images. */
  const signIn = async (repository: string, answer: HttpAnswer): Promise<boolean> => {
    const challenge =
      answer.status === 401 && !tokens.has(repository) ? parseChallenge(answer.header('www-authenticate')) : undefined;
    if (challenge === undefined) return false;
    await renew(repository, challenge);
    return true;
  };

  const manifest = async (image: ContainerImage): Promise<FetchedManifest> => {
    const url = `${base}/v2/${image.repository}/manifests/${referenceOf(image)}`;
    const answer = await http.get(url, { headers: { ...(await headersFor(image.repository)), accept: acceptedTypes }, signal });
    if (await signIn(image.repository, answer)) {
      answer.body.on('error', () => undefined).destroy();
      return manifest(image);
    }
    return readManifest(url, answer, image.digest);
  };
  return {
    manifest: (image) => translated(base, () => manifest(image)),
    blob: async ({ repository, digest, path }) =>
      downloadPinned({
        url: `${base}/v2/${repository}/blobs/${digest}`,
        sha256: digest.replace(/^sha256:/, ''),
        path,
        http,
        signal,
        headers: await translated(base, () => headersFor(repository)),
      }),
  };
}

async function translated<Value>(url: string, call: () => Promise<Value>): Promise<Value> {
  try {
    return await call();
  } catch (error) {
    throw artifactError(error, url);
  }
}

async function readManifest(url: string, answer: HttpAnswer, expected: string | undefined): Promise<FetchedManifest> {
  try {
    mustBeThere(answer, url);
    const bytes = await limited(url, answer);
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    if (expected !== undefined && expected !== digest)
      throw new SlipwayError('artifact/hash-mismatch', `${url} has digest ${digest}.`);
    return { bytes, digest, mediaType: (answer.header('content-type') ?? '').split(';')[0] ?? '' };
  } finally {
    answer.body.on('error', () => undefined).destroy();
  }
}

async function limited(url: string, { body }: HttpAnswer): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxManifestBytes) throw new SlipwayError('artifact/too-large', url);
  }
  return Buffer.concat(chunks);
}

interface Challenge {
  readonly realm: string;
  readonly service: string | undefined;
}

/** `Bearer realm="https://auth.docker.io/token",service="registry.docker.io"` (RFC 6750). Only an http(s) realm is followed. */
export function parseChallenge(header: string | undefined): Challenge | undefined {
  if (header === undefined || !/^bearer\s/i.test(header)) return undefined;
  const values = new Map([...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key.toLowerCase(), value]));
  const realm = values.get('realm') ?? '';
  return /^https?:\/\//i.test(realm) && URL.canParse(realm) ? { realm, service: values.get('service') } : undefined;
}

/** `expires_in`: seconds; 60 where it is left out (distribution.github.io/distribution/spec/auth/token). */
const tokenSchema = z.object({
  token: z.string().optional(),
  access_token: z.string().optional(),
  expires_in: z.number().nonnegative().catch(60).default(60),
});

interface Token {
  readonly value: string;
  /** Where the next one is to be had. */
  readonly challenge: Challenge;
  /** By `performance.now()`. */
  readonly until: number;
}

async function fetchToken(
  { http, signal }: Pick<RegistryOptions, 'http' | 'signal'>,
  challenge: Challenge,
  repository: string,
): Promise<Token> {
  const { realm, service } = challenge;
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set('service', service);
  url.searchParams.set('scope', `repository:${repository}:pull`);
  const answer = await http.get(url.href, { headers: { accept: 'application/json' }, signal });
  try {
    mustBeThere(answer, realm);
    const body = tokenSchema.safeParse(JSON.parse((await limited(realm, answer)).toString('utf8')));
    const value = body.data?.token ?? body.data?.access_token;
    if (value === undefined) throw new SlipwayError('artifact/not-understood', realm);
    return { value, challenge, until: performance.now() + (body.data?.expires_in ?? 0) * 1000 };
  } catch (error) {
    throw error instanceof SyntaxError ? new SlipwayError('artifact/not-understood', realm, { cause: error }) : error;
  } finally {
    answer.body.on('error', () => undefined).destroy();
  }
}
