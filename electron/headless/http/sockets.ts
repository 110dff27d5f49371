import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import { WebSocketServer, type WebSocket } from 'ws';
import { appRouter } from '../../contract/router.ts';
import type { Services } from '../../contract/services.ts';
import { factsOf, hasSession, type AnswerContext } from './answer.ts';
import type { ServerLimits } from './limits.ts';
import { judgeUpgrade } from './request-guard.ts';
import { createTokenBucket } from './token-bucket.ts';

export interface Sockets {
  /** Handles an HTTP upgrade: `/trpc` with cookie and origin, or a refusal. */
  upgrade(request: IncomingMessage, connection: Duplex, head: Buffer): void;
  /** Cuts every connection. */
  close(): void;
}

export interface SocketOptions {
  readonly services: Services;
  readonly context: AnswerContext;
  readonly limits: ServerLimits;
  onCount(count: number): void;
}

/** Serves the contract's router over WebSockets, to clients that opened a session. */
export function createSockets(options: SocketOptions): Sockets {
  const { services, context, limits } = options;
  const server = new WebSocketServer({ noServer: true, maxPayload: limits.messageBytes, perMessageDeflate: false });
  applyWSSHandler({
    wss: server,
    router: appRouter,
    createContext: () => ({ services }),
    keepAlive: { enabled: true },
    maxBatchSize: 64,
  });
  server.on('connection', (socket) => {
    limitMessages(socket, limits);
    options.onCount(server.clients.size);
    socket.once('close', () => options.onCount(server.clients.size));
  });
  return {
    upgrade: (request, connection, head) => {
      const status = refusal(request, context) ?? (server.clients.size >= limits.sockets ? 503 : undefined);
      if (status === undefined)
        server.handleUpgrade(request, connection, head, (socket) => server.emit('connection', socket, request));
      else refuse(connection, status);
    },
    close: () => {
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}

/** The status that turns an upgrade away; undefined when it is welcome. */
function refusal(request: IncomingMessage, context: AnswerContext): number | undefined {
  const verdict = judgeUpgrade(factsOf(request), context.hosts);
  if (verdict.kind === 'refused') return verdict.status;
  if (request.url !== '/trpc') return 404;
  return hasSession(request, context) ? undefined : 401;
}

function refuse(connection: Duplex, status: number): void {
  connection.on('error', () => undefined);
  connection.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** Cuts a client that floods us, or that lets answers pile up; the page itself stays far below both. */
function limitMessages(socket: WebSocket, { messagesPerSecond, messageBurst, backlogBytes }: ServerLimits): void {
  const mayPass = createTokenBucket({ perSecond: messagesPerSecond, burst: messageBurst });
  socket.prependListener('message', () => {
    if (!mayPass(performance.now()) || socket.bufferedAmount > backlogBytes) socket.terminate();
  });
}
