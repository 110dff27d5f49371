import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { startServer, type RunningServer, type ServeOptions } from '../../electron/headless/serve.ts';
import { ask, type RawAnswer } from './raw-http.ts';
import { stubFacts, stubServices } from './stub-services.ts';

/** A browser-mode server over a small page, and what a client needs to talk to it. */
export interface Started {
  readonly server: RunningServer;
  readonly port: number;
  readonly origin: string;
  readonly token: string;
}

export interface ServerLab {
  /** Holds `page/` and, beside it, `secret.txt`. */
  readonly folder: string;
  start(options?: Partial<ServeOptions>): Promise<Started>;
  close(): Promise<void>;
}

export async function openServerLab(): Promise<ServerLab> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-serve-'));
  await makePage(folder);
  const running: RunningServer[] = [];
  return {
    folder,
    start: async (options = {}) => {
      const services = stubServices({ app: { facts: () => Promise.resolve(stubFacts) } });
      const server = await startServer({ services, pageDir: join(folder, 'page'), ...options });
      running.push(server);
      return { server, ...partsOf(server.url) };
    },
    close: async () => {
      await Promise.all(running.map((server) => server.close()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function makePage(folder: string): Promise<void> {
  const page = join(folder, 'page');
  await mkdir(join(page, 'assets'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'not for you');
  await writeFile(join(page, 'index.html'), '<!doctype html><title>Slipway</title>');
  await writeFile(join(page, 'assets/index-C0ffee.js'), 'export {};');
  await writeFile(join(page, 'assets/index-C0ffee.js.map'), '{}');
  await symlink(join(folder, 'secret.txt'), join(page, 'linked.txt'));
}

export function partsOf(url: string): { readonly port: number; readonly origin: string; readonly token: string } {
  const { port, origin, hash } = new URL(url);
  return { port: Number(port), origin, token: hash.replace('#token=', '') };
}

/** What the page does with the printed address. */
export function postToken({ port, origin, token }: Started, headers: Record<string, string> = {}): Promise<RawAnswer> {
  return ask(port, {
    method: 'POST',
    path: '/session',
    headers: { Origin: origin, 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ token }),
  });
}

/** Opens a session; `NAME=VALUE`. */
export async function cookieOf(started: Started): Promise<string> {
  const answer = await postToken(started);
  return answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

/** Opens `/trpc` with these headers; resolves with 'open' or the status of the refusal. */
export function tryUpgrade(port: number, headers: Record<string, string>, path = '/trpc'): Promise<'open' | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
    socket.on('open', () => {
      socket.terminate();
      resolve('open');
    });
    socket.on('unexpected-response', (_, answer) => {
      resolve(answer.statusCode ?? 0);
      answer.destroy();
    });
    socket.on('error', reject);
  });
}

export async function openSocket(started: Started): Promise<WebSocket> {
  const headers = { Origin: started.origin, Cookie: await cookieOf(started) };
  const socket = new WebSocket(`ws://127.0.0.1:${started.port}/trpc`, { headers });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return socket;
}

/** The close code of a socket: 1006 when it was cut. */
export const closed = (socket: WebSocket): Promise<number> => new Promise((resolve) => socket.once('close', resolve));
