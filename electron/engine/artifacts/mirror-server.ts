import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { SlipwayError } from '../../contract/errors.ts';
import { readBundleIndex, safeName } from './bundle/bundle-index.ts';
import { registryAnswer, type Answer } from './registry/registry-answers.ts';
import { readLayout } from './registry/image-layout.ts';

export interface MirrorOptions {
  readonly dir: string;
  /** Address to listen on; the nodes must reach it. */
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
}

export interface RunningMirror {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves a bundle to the nodes of an offline room: its files under `/images/`, `/kubernetes/` and `/files/`, its container
 * images as a read-only registry under `/v2/`. Only what the bundle's index names can be had; nothing can be written.
 * Errors: `bundle/not-found`, `bundle/damaged`, `bundle/port`.
 */
export async function startMirror({ dir, host, port }: MirrorOptions): Promise<RunningMirror> {
  const index = await readBundleIndex(dir);
  const files = new Set(index.files.map(({ path }) => path));
  const images = await readLayout(join(dir, 'registry'));
  const answerTo = (path: string): Promise<Answer> | Answer =>
    path.startsWith('/v2') ? registryAnswer({ layout: join(dir, 'registry'), images }, path) : fileAnswer(dir, files, path);

  const server = createServer((request, response) => {
    void serve(request, response, answerTo).catch(() => response.destroy());
  });
  // Nodes on Wi-Fi are slow, but a peer that says nothing for a minute is gone.
  server.requestTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(new SlipwayError('bundle/port', `${host}:${port}`, { cause })));
    server.listen(port, host, resolve);
  });
  return {
    port: portOf(server.address()),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === 'object' && address !== null ? address.port : 0;

function fileAnswer(dir: string, files: ReadonlySet<string>, path: string): Answer {
  const name = path
    .split('/')
    .filter((segment) => segment !== '')
    .map(safeName)
    .join('/');
  return files.has(name) ? { kind: 'file', path: join(dir, name), headers: {} } : { kind: 'missing' };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  answerTo: (path: string) => Promise<Answer> | Answer,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  const answer = await answerTo((request.url ?? '').split('?')[0] ?? '');
  switch (answer.kind) {
    case 'missing':
      response.writeHead(404).end();
      return;
    case 'text':
      response.writeHead(200, answer.headers).end(request.method === 'HEAD' ? undefined : answer.text);
      return;
    case 'file':
      await sendFile(response, answer, request.method);
  }
}

async function sendFile(
  response: ServerResponse,
  { path, headers }: Extract<Answer, { kind: 'file' }>,
  method: string,
): Promise<void> {
  const info = await stat(path).catch(() => undefined);
  if (info === undefined) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'content-type': 'application/octet-stream', ...headers, 'content-length': info.size });
  if (method === 'HEAD') response.end();
  else pipeline(createReadStream(path), response, () => undefined);
}
