import { open } from 'node:fs/promises';
import type { Growth } from './growth.ts';

const chunkBytes = 256 * 1024;

/** Reads a growing file from its start, right behind its writer, until it is finished. */
export async function* followFile(path: string, growth: Growth, signal: AbortSignal): AsyncGenerator<Buffer> {
  let length = await growth.past(0, signal);
  if (length === 'end') return;
  const handle = await open(path, 'r');
  try {
    for (let at = 0; length !== 'end'; length = await growth.past(at, signal)) {
      const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, length - at));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
