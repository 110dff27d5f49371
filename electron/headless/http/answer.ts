import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { sessionCookie, sessionIds } from './cookie.ts';
import type { PageFile, PageFiles } from './page-files.ts';
import { judgeRequest, type RequestFacts } from './request-guard.ts';
import type { Sessions } from './sessions.ts';

/** An answer before it is written to the connection. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string;
}

export interface AnswerContext {
  readonly port: number;
  readonly hosts: readonly string[];
  readonly page: PageFiles;
  readonly sessions: Sessions;
}

/** The facts that {@link judgeRequest} looks at. */
export function factsOf({ method, headers }: IncomingMessage): RequestFacts {
  return {
    method: method ?? '',
    host: headers.host,
    origin: headers.origin,
    fetchSite: single(headers['sec-fetch-site']),
    fetchMode: single(headers['sec-fetch-mode']),
  };
}

const single = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** Decides what a request gets. `readBody` is asked only where a body is expected; undefined stands for a body that is too long. */
export async function answer(
  request: IncomingMessage,
  context: AnswerContext,
  readBody: () => Promise<string | undefined>,
): Promise<Reply> {
  const verdict = judgeRequest(factsOf(request), context.hosts);
  if (verdict.kind === 'refused') return plain(verdict.status, verdict.reason);
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  if (path === '/session')
    return request.method === 'POST' ? openSession(request, context, await readBody()) : notAllowed('POST');
  const file = context.page.get(path);
  if (file !== undefined) return isRead(request) ? sendFile(request, file) : notAllowed('GET, HEAD');
  return hasSession(request, context)
    ? plain(404, 'There is nothing here.')
    : plain(401, 'Open the address that Slipway printed.');
}

const isRead = ({ method }: IncomingMessage): boolean => method === 'GET' || method === 'HEAD';

/** Whether a request carries the cookie of a session that was opened here. */
export function hasSession({ headers }: IncomingMessage, { port, sessions }: AnswerContext): boolean {
  return sessionIds(headers.cookie, port).some((id) => sessions.has(id));
}

const tokenSchema = z.strictObject({ token: z.string().max(128) });

/** A token works once; a browser that has a session already may show the used address again (a reload, the history). */
function openSession(request: IncomingMessage, context: AnswerContext, body: string | undefined): Reply {
  if (body === undefined) return { ...plain(413, 'That is too long for a token.'), headers: { ...text, Connection: 'close' } };
  const token = parseToken(body);
  if (token === undefined) return plain(400, 'A token was expected: {"token":"…"}.');
  const id = context.sessions.redeem(token);
  if (id !== undefined)
    return { status: 204, headers: { 'Set-Cookie': sessionCookie(context.port, id), 'Cache-Control': 'no-store' }, body: '' };
  if (hasSession(request, context)) return { status: 204, headers: { 'Cache-Control': 'no-store' }, body: '' };
  return plain(401, 'This address was used already. Open the address that Slipway printed last.');
}

function parseToken(body: string): string | undefined {
  try {
    return tokenSchema.safeParse(JSON.parse(body)).data?.token;
  } catch {
    return undefined;
  }
}

function sendFile(request: IncomingMessage, { body, etag, headers }: PageFile): Reply {
  const known = (request.headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim());
  return known.includes(etag) ? { status: 304, headers, body: '' } : { status: 200, headers, body };
}

const text = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' };
const plain = (status: number, body: string): Reply => ({ status, headers: text, body: `${body}\n` });
const notAllowed = (allow: string): Reply => ({ ...plain(405, 'Not with this method.'), headers: { ...text, Allow: allow } });
