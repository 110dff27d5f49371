import { StringDecoder } from 'node:string_decoder';
import type { CommandOptions, OutputChunk } from './node-shell.ts';

type Stream = OutputChunk['stream'];

const defaultMostBytes = 8 * 1024 * 1024;

/** What a command printed so far. */
export interface Collector {
  /** False when that is more than may be kept. */
  take(stream: Stream, bytes: Buffer): boolean;
  /** Tells what a broken character at the very end still holds back. */
  end(): void;
  bytes(stream: Stream): Buffer;
}

/** Keeps what a command prints up to a bound and tells it on as text, with characters whole even where chunks split them. */
export function createCollector({ maxOutputBytes, keepOutput, onOutput }: CommandOptions): Collector {
  const kept: Record<Stream, Buffer[]> = { stdout: [], stderr: [] };
  const decoders: Record<Stream, StringDecoder> = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
  let left = maxOutputBytes ?? defaultMostBytes;
  const tell = (stream: Stream, text: string): void => {
    if (text !== '') onOutput?.({ stream, text });
  };
  return {
    take: (stream, bytes) => {
      if (onOutput !== undefined) tell(stream, decoders[stream].write(bytes));
      if (keepOutput === false) return true;
      left -= bytes.length;
      if (left >= 0) kept[stream].push(bytes);
      return left >= 0;
    },
    end: () => {
      tell('stdout', decoders.stdout.end());
      tell('stderr', decoders.stderr.end());
    },
    bytes: (stream) => Buffer.concat(kept[stream]),
  };
}

/** Text of what a node printed; bytes that are no UTF-8 become U+FFFD. */
export const lenientText = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
