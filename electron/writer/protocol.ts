import type { Readable, Writable } from 'node:stream';
import { SlipwayError } from '../contract/errors.ts';
import { maxLineBytes, parseMessage, toWriterSchema, type FromWriter, type ToWriter } from '../contract/writer-protocol.ts';

/**
 * Messages as they come in; ends when the stream does. Errors: `writer/protocol` for anything that is not one valid
 * message a line, is longer than `limit` bytes, or breaks off inside a line.
 */
export async function* readMessages(input: Readable, limit = maxLineBytes): AsyncGenerator<ToWriter> {
  for await (const line of linesOf(input, limit)) yield parseMessage(toWriterSchema, line);
}

async function* linesOf(input: Readable, limit: number): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of input as AsyncIterable<Buffer>) {
    let rest = chunk;
    for (let end = rest.indexOf(newline); end !== -1; end = rest.indexOf(newline)) {
      if (length + end > limit) throw new SlipwayError('writer/protocol', 'A message is too long.');
      yield Buffer.concat([...parts, rest.subarray(0, end)]).toString('utf8');
      parts = [];
      length = 0;
      rest = rest.subarray(end + 1);
    }
    parts.push(rest);
    length += rest.length;
    if (length > limit) throw new SlipwayError('writer/protocol', 'A message is too long.');
  }
  if (length > 0) throw new SlipwayError('writer/protocol', 'The last message broke off.');
}

const newline = 0x0a;

export const writeMessage = (output: Writable, message: FromWriter): void => void output.write(`${JSON.stringify(message)}\n`);
