import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { SlipwayError, systemErrorCode } from '../../contract/errors.ts';
import type { Meeting } from './elevation.ts';
import type { WriterExit, WriterProcess } from './writer-process.ts';

export interface PipeOptions {
  readonly meeting: Meeting;
  /** Starts what shows the prompt and then the writer; called once the pipe is there. */
  readonly elevate: () => WriterProcess;
}

/** Nobody but the writer knows the name of the pipe, and it speaks at once. */
const proofTimeout = 10_000;

/**
 * A writer whose stdin and stdout were lost on the way: it connects to a pipe instead, and proves by its first line that it is
 * the one that was started. The first connection is the only one; if it proves nothing, there is no writer.
 */
export function startOverPipe(options: PipeOptions): WriterProcess {
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const server = createServer();
  const stop = new AbortController();
  const exited = meet({ ...options, server, stop: stop.signal, stdin, stdout, stderr })
    .catch((thrown: unknown): WriterExit => notStarted('writer/died', systemErrorCode(thrown) ?? String(thrown)))
    .finally(() => {
      server.close();
      stdout.end();
      stderr.end();
    });
  return { stdin, stdout, stderr, kill: () => stop.abort(), exited };
}

interface Encounter extends PipeOptions {
  readonly server: Server;
  readonly stop: AbortSignal;
  readonly stdin: PassThrough;
  readonly stdout: PassThrough;
  readonly stderr: PassThrough;
}

async function meet({ meeting, elevate, server, stop, stdin, stdout, stderr }: Encounter): Promise<WriterExit> {
  const connection = firstConnection(server);
  server.listen(meeting.pipe);
  await once(server, 'listening');
  if (stop.aborted) return notGranted;
  const elevator = elevate();
  stop.addEventListener('abort', () => elevator.kill());
  elevator.stdin.end();
  elevator.stdout.resume();
  elevator.stderr.pipe(stderr, { end: false });
  const met = await Promise.race([connection, elevator.exited]);
  if (!('remoteAddress' in met)) return met.kind === 'exited' ? notGranted : met;
  stop.addEventListener('abort', () => met.destroy());
  if (!(await provesItself(met, meeting.token))) {
    met.destroy();
    elevator.kill();
    return notStarted('writer/protocol', 'Another program answered in its place.');
  }
  met.pipe(stdout, { end: false });
  stdin.pipe(met);
  await once(met, 'close');
  return elevator.exited;
}

const notStarted = (code: 'writer/died' | 'writer/protocol' | 'writer/needs-privilege', detail: string): WriterExit => ({
  kind: 'not-started',
  error: new SlipwayError(code, detail),
});

const notGranted = notStarted('writer/needs-privilege', 'The request was not granted.');

function firstConnection(server: Server): Promise<Socket> {
  return new Promise((resolve) => {
    server.once('connection', (socket) => {
      server.close();
      // Its end is told by `close`; a pipe that breaks on the way there is no further news.
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}

/** Whether the first line is the token. Compared in constant time; what follows stays to be read. */
async function provesItself(socket: Socket, token: string): Promise<boolean> {
  const timer = setTimeout(() => socket.destroy(), proofTimeout);
  const line = await firstLine(socket, token.length);
  clearTimeout(timer);
  const expected = Buffer.from(token, 'utf8');
  return line?.length === expected.length && timingSafeEqual(line, expected);
}

/** The bytes before the first newline; undefined when there are more than `longest`, or none ever comes. */
function firstLine(socket: Socket, longest: number): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    let seen = Buffer.alloc(0);
    const onData = (chunk: Buffer): void => {
      seen = Buffer.concat([seen, chunk]);
      const end = seen.subarray(0, longest + 1).indexOf(0x0a);
      if (end === -1 && seen.length <= longest) return;
      socket.off('data', onData);
      socket.pause();
      if (end !== -1) socket.unshift(seen.subarray(end + 1));
      resolve(end === -1 ? undefined : seen.subarray(0, end));
    };
    socket.on('data', onData);
    socket.once('close', () => resolve(undefined));
  });
}
