import { once } from 'node:events';
import { connect } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { SlipwayError } from '../contract/errors.ts';
import type { ToWriter } from '../contract/writer-protocol.ts';

/** What this writer may open: one that got an administrator's rights for drives has no business with card files. */
export type Rights = 'files-and-drives' | 'drives-only';

/** How the writer was started. */
export type Start =
  | { readonly over: 'stdio'; readonly rights: Rights }
  | { readonly over: 'pipe'; readonly rights: 'drives-only'; readonly pipe: string; readonly token: string };

/**
 * Reads the arguments. pkexec says by itself that it was used, so that leaving `--drives-only` out gains nothing.
 * Errors: `writer/protocol`. Pure.
 */
export function parseStart(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Start {
  const [option, pipe, token, ...rest] = args;
  if (option === undefined)
    return { over: 'stdio', rights: env['PKEXEC_UID'] === undefined ? 'files-and-drives' : 'drives-only' };
  if (option === '--drives-only' && pipe === undefined) return { over: 'stdio', rights: 'drives-only' };
  if (option === '--pipe' && isPipe(pipe) && isToken(token) && rest.length === 0)
    return { over: 'pipe', rights: 'drives-only', pipe, token };
  throw new SlipwayError('writer/protocol', 'It was started with arguments that it does not know.');
}

/** A named pipe of this machine, never of another (`\\host\pipe\…`); where there are none, a socket in the file system. */
const isPipe = (pipe: string | undefined): pipe is string =>
  pipe !== undefined && /^(\\\\[.?]\\pipe\\slipway-[0-9a-f]{32}|\/[^\0]+)$/.test(pipe);

const isToken = (token: string | undefined): token is string => token !== undefined && /^[0-9a-f]{64}$/.test(token);

export interface Wire {
  readonly input: Readable;
  readonly output: Writable;
  /** Resolves when what was said is on its way; ending the process would cut it off. */
  close(): Promise<void>;
}

/** Opens the way to the engine; over a pipe the token is the first line. Errors: `engine/cancelled` when nobody is there. */
export async function openWire(start: Start): Promise<Wire> {
  if (start.over === 'stdio') return { input: process.stdin, output: process.stdout, close: () => Promise.resolve() };
  // When the engine ends its side, there is still to be said what became of the cards.
  const socket = connect({ path: start.pipe, allowHalfOpen: true });
  await once(socket, 'connect').catch((thrown: unknown) => {
    throw new SlipwayError('engine/cancelled', 'The engine is gone.', { cause: thrown });
  });
  socket.write(`${start.token}\n`);
  const close = (): Promise<void> => new Promise((resolve) => void socket.end(resolve));
  return { input: socket, output: socket, close };
}

/** The messages, unless one asks for more than this writer is for. Errors: `writer/protocol`. */
export async function* within(rights: Rights, messages: AsyncIterable<ToWriter>): AsyncGenerator<ToWriter> {
  for await (const message of messages) {
    if (rights === 'drives-only' && message.type === 'start' && message.cards.some(({ target }) => target.kind === 'file'))
      throw new SlipwayError('writer/protocol', 'It was given rights for drives, and a card file to write.');
    yield message;
  }
}
