/** The parts of a request that decide whether it may be answered at all. */
export interface RequestFacts {
  readonly method: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site` and `Sec-Fetch-Mode`: sent by every current browser, absent from other clients. */
  readonly fetchSite: string | undefined;
  readonly fetchMode: string | undefined;
}

export type Verdict =
  { readonly kind: 'welcome' } | { readonly kind: 'refused'; readonly status: 403 | 421; readonly reason: string };

const welcome: Verdict = { kind: 'welcome' };
const refused = (status: 403 | 421, reason: string): Verdict => ({ kind: 'refused', status, reason });

/**
 * Every name under which this server may be addressed, compared whole: a prefix test lets `127.evil.com` pass
 * (devframes/devframe#319), and without this check DNS rebinding makes a foreign page same-origin (google/adk-python#5288).
 */
export function ownHosts(port: number): readonly string[] {
  const names = ['127.0.0.1', 'localhost', '[::1]'];
  return names.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]));
}

/** What only fetches a page file, as a browser's address bar and tags do; it changes nothing and shows no secret. */
const isPlainRead = (method: string): boolean => method === 'GET' || method === 'HEAD';

/** Judges host, origin and fetch metadata of an HTTP request. */
export function judgeRequest(facts: RequestFacts, hosts: readonly string[]): Verdict {
  const { host, origin, method } = facts;
  if (host === undefined || !hosts.includes(host)) return refused(421, 'This server is not known by that name.');
  if (origin !== undefined && origin !== `http://${host}`) return refused(403, 'Only the page of this server may ask.');
  if (origin === undefined && !isPlainRead(method)) return refused(403, 'The request does not say where it comes from.');
  if (comesFromElsewhere(facts)) return refused(403, 'Another page may link here, not read from here.');
  return welcome;
}

/** Judges a WebSocket upgrade: always with an origin, although it is a GET. */
export function judgeUpgrade(facts: RequestFacts, hosts: readonly string[]): Verdict {
  if (facts.origin === undefined) return refused(403, 'The request does not say where it comes from.');
  return judgeRequest(facts, hosts);
}

/** A page on another port of this machine is `same-site`: cookies reach us from there, so its reads are turned away too. */
function comesFromElsewhere({ fetchSite, fetchMode, method }: RequestFacts): boolean {
  if (fetchSite === undefined || fetchSite === 'same-origin' || fetchSite === 'none') return false;
  return !(isPlainRead(method) && fetchMode === 'navigate');
}
