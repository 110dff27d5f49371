import { createServer, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import { SlipwayError, systemErrorCode } from '../../../../contract/errors.ts';
import { phoneHomePath, phoneHomePorts } from '../../../../contract/phone-home.ts';

/** A call is a few hundred bytes. */
const maxBodyBytes = 2048;
const maxConnections = 64;

export interface EndpointOptions {
  /** An address of this computer in a local network: never the wildcard. */
  readonly address: string;
  readonly ports?: readonly number[];
  /** Before anything of a call is read. */
  readonly admits: (caller: string) => boolean;
  /** Whether the call was understood. */
  readonly onCall: (body: string, from: string) => boolean;
}

export interface Endpoint {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Listens for calls on one address, at the first of the ports that is free. It knows one request and three answers: 204
 * understood, 403 not understood, 429 too many. Everything slow, large or many is cut off. Errors: `fleet/no-listener`.
 */
export async function openEndpoint({ ports = phoneHomePorts, ...options }: EndpointOptions): Promise<Endpoint> {
  for (const port of ports) {
    const server = makeServer(options);
    const taken = await listen(server, options.address, port);
    if (taken === undefined) return { port: portOf(server), close: () => closed(server) };
    if (taken !== 'EADDRINUSE') throw new SlipwayError('fleet/no-listener', `${options.address}: ${taken}`);
  }
  throw new SlipwayError('fleet/no-listener', `${options.address}: ports ${ports.join(', ')} are taken.`);
}

function makeServer({ admits, onCall }: Omit<EndpointOptions, 'ports'>): Server {
  const limits = { headersTimeout: 3000, requestTimeout: 4000, keepAliveTimeout: 1, connectionsCheckingInterval: 1000 };
  const server = createServer({ ...limits, maxHeaderSize: 4096 }, (request, response) => {
    const from = request.socket.remoteAddress ?? '';
    const answer = (status: number): void => {
      response.writeHead(status, { connection: 'close', 'content-length': '0' }).end();
    };
    if (!admits(from)) answer(429);
    else if (request.method !== 'POST' || request.url !== phoneHomePath) answer(403);
    else void readBody(request).then((body) => answer(body !== undefined && onCall(body, from) ? 204 : 403));
  });
  server.maxConnections = maxConnections;
  server.maxRequestsPerSocket = 1;
  // What is no HTTP at all gets no answer.
  server.on('clientError', (_error, socket) => socket.destroy());
  return server;
}

/** The whole body as Latin-1; undefined when it is too large or broken off. */
function readBody(request: IncomingMessage): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = '';
    request
      .on('data', (bytes: Buffer) => {
        text += bytes.toString('latin1');
        if (text.length <= maxBodyBytes) return;
        resolve(undefined);
        request.pause();
      })
      .on('end', () => resolve(text))
      .on('close', () => resolve(undefined))
      .on('error', () => resolve(undefined));
  });
}

/** The code of the error that kept it from listening; undefined when it does. */
async function listen(server: Server, host: string, port: number): Promise<string | undefined> {
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
    server.on('error', () => undefined);
    return undefined;
  } catch (thrown) {
    return systemErrorCode(thrown) ?? String(thrown);
  }
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function closed(server: Server): Promise<void> {
  const done = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await done;
}
