import type { Duplex } from 'node:stream';
import type { ByteReader } from './byte-reader.ts';

/** A zlib stream: it can tell how many bytes of what it was given it really used. */
export type Decoder = Duplex & { readonly bytesWritten: number };

/**
 * Runs everything the reader gives through a zlib decoder until the decoder says it is done, and gives back
 * what belongs to whatever follows. Reads ahead by no more than one chunk.
 */
export async function* decodeWith(decoder: Decoder, reader: ByteReader): AsyncGenerator<Buffer> {
  const feeding = feed(decoder, reader);
  // The failure reaches the caller through the decoder; without this line Node would call it unhandled.
  feeding.catch(() => undefined);
  try {
    for await (const chunk of decoder as AsyncIterable<Buffer>) yield chunk;
    await feeding;
  } finally {
    decoder.destroy();
  }
}

async function feed(decoder: Decoder, reader: ByteReader): Promise<void> {
  try {
    for (let given = 0; ;) {
      const chunk = await reader.next();
      if (chunk === undefined) {
        decoder.end();
        return;
      }
      given += chunk.length;
      await write(decoder, chunk);
      const unused = given - decoder.bytesWritten;
      if (unused > 0) {
        reader.unread(chunk.subarray(chunk.length - unused));
        return;
      }
    }
  } catch (error) {
    decoder.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
}

/** Resolves when the decoder has used the chunk, or is closed. */
function write(decoder: Decoder, chunk: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    decoder.write(chunk, (error) => (error instanceof Error ? reject(error) : resolve()));
  });
}
