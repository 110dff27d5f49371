import type { Readable } from 'node:stream';
import * as tls from 'node:tls';
import { SlipwayError } from '../../../contract/errors.ts';
import { networkError } from './network-errors.ts';
import { redirectTarget } from './redirect.ts';
import { shownUrl } from './shown-url.ts';

/** Variables that name proxies: `HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY`, in capitals or not. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface HttpSettings {
  readonly environment: Environment;
  /** How long a server may take to accept, to answer and between two pieces of the body, milliseconds. */
  readonly stallMs: number;
  /** Certificates (PEM) that are trusted beside the usual ones: of an own CA for mirrors. */
  readonly authority?: string | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  /** Value of a header by its lower-case name. */
  readonly header: (name: string) => string | undefined;
  /** Must be read or destroyed. Its errors are to be passed through {@link networkError}. */
  readonly body: Readable;
}

export interface HttpClient {
  /** GET with redirects followed. Errors: `image/unreachable`, `image/interrupted`, `image/redirect-loop`, `image/server-refused`. */
  get(url: string, options: { readonly headers: Headers; readonly signal: AbortSignal }): Promise<HttpAnswer>;
  close(): Promise<void>;
}

type Headers = Readonly<Record<string, string>>;

const maxRedirects = 10;
const redirectStatus = new Set([301, 302, 303, 307, 308]);

/** Opens a client with its own connections; undici is loaded only now, because most runs download nothing. */
export async function openHttpClient(settings: HttpSettings): Promise<HttpClient> {
  const { EnvHttpProxyAgent, request } = await import('undici');
  const agent = new EnvHttpProxyAgent({
    ...proxiesOf(settings.environment),
    // Company proxies often allow CONNECT to port 443 only; plain http goes through them as an ordinary request.
    proxyTunnel: false,
    connectTimeout: settings.stallMs,
    headersTimeout: settings.stallMs,
    bodyTimeout: settings.stallMs,
    ...trusting(settings.authority),
  });

  const once: Once = async (url, options) => {
    const { statusCode, headers, body } = await request(withoutCredentials(url), { ...options, dispatcher: agent });
    return { status: statusCode, body, header: (name) => [headers[name]].flat()[0] };
  };
  return {
    get: (url, options) => follow(once, url, options),
    close: () => agent.destroy(),
  };
}

interface NodeTrust {
  readonly rootCertificates: readonly string[];
  /** From Node 22.15 on; knows NODE_EXTRA_CA_CERTS. */
  getCACertificates?(type: 'default'): string[];
}

const usualAuthorities = (node: NodeTrust): readonly string[] => node.getCACertificates?.('default') ?? node.rootCertificates;

/** What is given to Node takes the place of its own list: that one is given too. */
function trusting(authority: string | undefined): { connect?: { ca: string[] }; requestTls?: { ca: string[] } } {
  if (authority === undefined) return {};
  const ca = [...usualAuthorities(tls), authority];
  return { connect: { ca }, requestTls: { ca } };
}

/** Empty strings keep undici from looking at this process's own environment. */
function proxiesOf(environment: Environment): { httpProxy: string; httpsProxy: string; noProxy: string } {
  const value = (name: string): string => environment[name.toLowerCase()] ?? environment[name] ?? '';
  return { httpProxy: value('HTTP_PROXY'), httpsProxy: value('HTTPS_PROXY'), noProxy: value('NO_PROXY') };
}

type Once = (url: URL, options: { readonly headers: Headers; readonly signal: AbortSignal }) => Promise<HttpAnswer>;

async function follow(once: Once, start: string, options: Parameters<HttpClient['get']>[1]): Promise<HttpAnswer> {
  const first = new URL(start);
  const seen = new Set<string>();
  for (let url = first; ;) {
    if (seen.has(url.href) || seen.size > maxRedirects) {
      throw new SlipwayError('image/redirect-loop', `${shownUrl(start)} was redirected ${seen.size} times.`);
    }
    seen.add(url.href);
    const headers = { ...forOrigin(options.headers, url.origin === first.origin), ...credentials(url, first) };
    const answer = await translate(url, () => once(url, { ...options, headers }));
    const location = redirectStatus.has(answer.status) ? answer.header('location') : undefined;
    if (location === undefined) return answer;
    answer.body.on('error', () => undefined).destroy();
    url = redirectTarget(url, location);
  }
}

async function translate(url: URL, call: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
  try {
    return await call();
  } catch (error) {
    throw networkError(error, url.href);
  }
}

/** A token is for the server that it was got for, and storage behind a redirect refuses a second way to sign in (S3: 400). */
function forOrigin(headers: Headers, same: boolean): Headers {
  return same ? headers : Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'authorization'));
}

/** `user:password@` of the address becomes a header, for the origin that it was given for and no other. */
function credentials(url: URL, first: URL): Headers {
  if (first.username === '' || url.origin !== first.origin) return {};
  const login = `${decodeURIComponent(first.username)}:${decodeURIComponent(first.password)}`;
  return { authorization: `Basic ${Buffer.from(login).toString('base64')}` };
}

function withoutCredentials(url: URL): URL {
  const plain = new URL(url);
  plain.username = '';
  plain.password = '';
  return plain;
}
