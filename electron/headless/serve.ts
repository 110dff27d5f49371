import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { securityHeaders } from '../contract/page-policy.ts';
import { SlipwayError } from '../contract/errors.ts';
import type { Services } from '../contract/services.ts';
import { answer, type AnswerContext, type Reply } from './http/answer.ts';
import { readBody } from './http/body.ts';
import { watchIdle, type IdleWatch } from './http/idle.ts';
import { defaultLimits, type ServerLimits } from './http/limits.ts';
import { readPage } from './http/page-files.ts';
import { ownHosts } from './http/request-guard.ts';
import { createSessions } from './http/sessions.ts';
import { createSockets } from './http/sockets.ts';

export interface ServeOptions {
  readonly services: Services;
  /** Folder of the built page. */
  readonly pageDir: string;
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** Loopback only: the page can write to disks, so it is never offered to a network. */
  readonly host?: '127.0.0.1' | '::1';
  /** After how many milliseconds without a tab `onIdle` is called; absent: never. */
  readonly idleExitMs?: number;
  readonly onIdle?: () => void;
  readonly limits?: Partial<ServerLimits>;
}

export interface RunningServer {
  /** The address to open: `http://127.0.0.1:PORT/#token=…`. The token opens one session; its cookie outlives reloads. */
  readonly url: string;
  /** Another such address, for another browser. */
  newUrl(): string;
  close(): Promise<void>;
}

/** Serves the page and the contract's router to browsers on this machine. Errors: `serve/port`. */
export async function startServer(options: ServeOptions): Promise<RunningServer> {
  const limits = { ...defaultLimits, ...options.limits };
  const page = await readPage(options.pageDir);
  const server = createHttpServer(limits);
  const { port, address } = await listen(server, options);
  const context: AnswerContext = { port, hosts: ownHosts(port), page, sessions: createSessions() };
  const idle = idleWatchOf(options);
  const sockets = createSockets({ services: options.services, context, limits, onCount: (count) => idle?.connected(count) });
  server.on('request', (request, response) => void respond({ request, response, context, limits }));
  server.on('upgrade', (request, connection, head) => sockets.upgrade(request, connection, head));
  const newUrl = (): string => `http://${address}:${port}/#token=${context.sessions.newToken()}`;
  const close = async (): Promise<void> => {
    idle?.stop();
    sockets.close();
    server.closeAllConnections();
    if (server.listening) await once(server.close(), 'close');
  };
  return { url: newUrl(), newUrl, close };
}

function createHttpServer(limits: ServerLimits): Server {
  const server = createServer({
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: limits.checkMs,
  });
  server.maxConnections = limits.connections;
  return server;
}

async function listen(
  server: Server,
  { port = 0, host = '127.0.0.1' }: ServeOptions,
): Promise<{ port: number; address: string }> {
  try {
    server.listen({ port, host });
    await once(server, 'listening');
  } catch (error) {
    throw new SlipwayError('serve/port', `${host}:${port}`, { cause: error });
  }
  // A listening TCP server has this shape; a string is the address of a pipe.
  const bound = server.address() as AddressInfo;
  return { port: bound.port, address: host === '::1' ? '[::1]' : host };
}

function idleWatchOf(options: ServeOptions): IdleWatch | undefined {
  const { idleExitMs, services } = options;
  if (idleExitMs === undefined) return undefined;
  const isBusy = async (): Promise<boolean> => (await services.cards.running()).some((batch) => !batch.finished);
  return watchIdle({ idleMs: idleExitMs, isBusy, onIdle: () => options.onIdle?.() });
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly context: AnswerContext;
  readonly limits: ServerLimits;
}

async function respond({ request, response, context, limits }: Exchange): Promise<void> {
  try {
    send(response, await answer(request, context, () => readBody(request, limits.bodyBytes)), request);
  } catch {
    // Most often the client went away in the middle of its request, and nobody is left to be told.
    if (response.headersSent) response.destroy();
    else send(response, { status: 500, headers: {}, body: '' }, request);
  }
}

function send(response: ServerResponse, { status, headers, body }: Reply, { headers: asked }: IncomingMessage): void {
  const known = status === 421 || asked.host === undefined ? [] : ([`ws://${asked.host}`] as const);
  response.writeHead(status, { ...securityHeaders(known), ...headers, ...lengthOf(status, body) });
  response.end(body);
}

const lengthOf = (status: number, body: Buffer | string): Record<string, number> =>
  status === 204 || status === 304 ? {} : { 'Content-Length': Buffer.byteLength(body) };
