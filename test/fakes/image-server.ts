import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A file on the server and how the server misbehaves with it. Lists hold one value a request; the last one stays. */
export interface ServedFile {
  readonly body: Buffer | string;
  /** `null`: the server has none. */
  readonly etag?: string | null;
  readonly lastModified?: string;
  readonly contentType?: string;
  /** Whether `Range` is understood; default yes. */
  readonly ranges?: boolean;
  /** Status to answer with instead of the file. */
  readonly statuses?: readonly number[];
  /** Breaks the connection after so many bytes of the body of each answer; Infinity sends all. */
  readonly breakAfter?: readonly number[];
  /** Goes silent after so many bytes of the body, with the connection open. */
  readonly stallAfter?: readonly number[];
  /** Content-Length minus the true length; `unknown` leaves the header out. */
  readonly lengthLie?: number | 'unknown';
  readonly redirect?: string;
  /** Sends in pieces of this size with a turn of the event loop between them. */
  readonly pieceBytes?: number;
  /** Pause between pieces, milliseconds. */
  readonly pauseMs?: number;
  /** The second half of the body is sent when this resolves. */
  readonly gate?: Promise<void>;
}

export interface SeenRequest {
  readonly path: string;
  readonly range: string | undefined;
  readonly headers: IncomingMessage['headers'];
}

export interface ImageServer {
  /** `http://127.0.0.1:port/`. */
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  /** Puts a file under a name, or changes it. */
  put(name: string, file: ServedFile): string;
  close(): Promise<void>;
}

/** An HTTP server on the loopback that breaks off, lies, redirects and stalls as told. */
export async function startImageServer(): Promise<ImageServer> {
  const files = new Map<string, ServedFile>();
  const turns = new Map<string, number>();
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.push({ path, range: request.headers.range, headers: request.headers });
    const turn = turns.get(path) ?? 0;
    turns.set(path, turn + 1);
    const file = files.get(path.slice(1));
    response.on('error', () => undefined);
    if (file === undefined) response.writeHead(404).end('there is no such file');
    else void answer({ request, response, file, turn });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    requests,
    put(name, file) {
      files.set(name, file);
      turns.delete(`/${name}`);
      return `${url}${name}`;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly file: ServedFile;
  readonly turn: number;
}

function at<T>(list: readonly T[] | undefined, turn: number): T | undefined {
  return list?.[Math.min(turn, list.length - 1)];
}

async function answer({ request, response, file, turn }: Exchange): Promise<void> {
  const status = at(file.statuses, turn) ?? 200;
  if (file.redirect !== undefined) response.writeHead(302, { location: file.redirect }).end();
  else if (status !== 200) response.writeHead(status).end(`status ${status}`);
  else await send({ request, response, file, turn });
}

async function send({ request, response, file, turn }: Exchange): Promise<void> {
  const body = Buffer.from(file.body);
  const etag = file.etag === undefined ? '"one"' : (file.etag ?? undefined);
  const start = startOf(request, file, etag);
  if (start !== undefined && start >= body.length) {
    response.writeHead(416, { 'content-range': `bytes */${body.length}` }).end();
    return;
  }
  const bytes = body.subarray(start ?? 0);
  const lie = file.lengthLie ?? 0;
  response.writeHead(start === undefined ? 200 : 206, {
    ...(lie === 'unknown' ? {} : { 'content-length': bytes.length + lie }),
    ...(etag === undefined ? {} : { etag }),
    ...(file.lastModified === undefined ? {} : { 'last-modified': file.lastModified }),
    'content-type': file.contentType ?? 'application/octet-stream',
    ...(start === undefined ? {} : { 'content-range': `bytes ${start}-${body.length - 1}/${body.length}` }),
  });
  await sendBody({ request, response, file, turn }, bytes);
}

/** Where the answer begins, when the range is understood and its condition holds. */
function startOf(request: IncomingMessage, file: ServedFile, etag: string | undefined): number | undefined {
  const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
  if (range === null || file.ranges === false) return undefined;
  const condition = request.headers['if-range'];
  if (condition !== undefined && condition !== etag && condition !== file.lastModified) return undefined;
  return Number(range[1]);
}

async function sendBody({ response, file, turn }: Exchange, bytes: Buffer): Promise<void> {
  const breakAt = at(file.breakAfter, turn) ?? Infinity;
  const stallAt = at(file.stallAfter, turn) ?? Infinity;
  const end = Math.min(bytes.length, breakAt, stallAt);
  const step = file.pieceBytes ?? 64 * 1024;
  for (let offset = 0; offset < end && !response.destroyed; offset += step) {
    if (offset > end / 2) await file.gate;
    await written(response, bytes.subarray(offset, Math.min(end, offset + step)));
    await new Promise((resolve) => (file.pauseMs === undefined ? setImmediate(resolve) : setTimeout(resolve, file.pauseMs)));
  }
  if (breakAt <= bytes.length) response.socket?.destroySoon();
  else if (stallAt > bytes.length) response.end();
}

function written(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    if (response.write(bytes)) resolve();
    else response.once('drain', go).once('close', go);
  });
}
