import type { Readable, Writable } from 'node:stream';
import {
  linesOf,
  maxLineBytes,
  parseMessage,
  toWriterSchema,
  type FromWriter,
  type ToWriter,
} from '../contract/writer-protocol.ts';

/**
 * Messages as they come in; ends when the stream does. Errors: `writer/protocol` for anything that is not one valid
 * message a line, is longer than `limit` bytes, or breaks off inside a line.
 */
export async function* readMessages(input: Readable, limit = maxLineBytes): AsyncGenerator<ToWriter> {
  for await (const line of linesOf(input as AsyncIterable<Buffer>, { limit, torn: 'fails' }))
    yield parseMessage(toWriterSchema, line);
}

export const writeMessage = (output: Writable, message: FromWriter): void => void output.write(`${JSON.stringify(message)}\n`);
