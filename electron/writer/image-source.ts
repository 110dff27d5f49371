import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { SlipwayError } from '../contract/errors.ts';
import type { BlockMap, MappedRange } from '../contract/image.ts';
import { imageError } from './io-errors.ts';

/** The stored raw image: read only, by any number of cards at once. */
export interface ImageSource {
  readInto(offset: number, target: Buffer): Promise<void>;
  /** Whether the bytes of a range are still those that the map was made of. */
  holds(range: MappedRange): Promise<boolean>;
  close(): Promise<void>;
}

/** Errors: `image/not-stored`, `image/truncated`, `image/corrupt`. */
export async function openImage(path: string, map: BlockMap): Promise<ImageSource> {
  const handle = await open(path, 'r').catch((thrown: unknown) => {
    throw imageError(thrown, path);
  });
  const { size } = await handle.stat();
  const readInto = (offset: number, target: Buffer): Promise<void> => readFully({ handle, path }, offset, target);
  if (size < map.imageSize) {
    await handle.close();
    throw new SlipwayError('image/truncated', `${path} has ${size} of ${map.imageSize} bytes`);
  }
  return {
    readInto,
    async holds({ offset, length, sha256 }) {
      const content = Buffer.allocUnsafe(length);
      await readInto(offset, content);
      return createHash('sha256').update(content).digest('hex') === sha256;
    },
    close: () => handle.close(),
  };
}

interface OpenFile {
  readonly handle: FileHandle;
  readonly path: string;
}

async function readFully({ handle, path }: OpenFile, offset: number, target: Buffer): Promise<void> {
  for (let done = 0; done < target.length;) {
    const { bytesRead } = await handle.read(target, done, target.length - done, offset + done).catch((thrown: unknown) => {
      throw imageError(thrown, path);
    });
    if (bytesRead === 0) throw new SlipwayError('image/truncated', `${path} ends at byte ${offset + done}`);
    done += bytesRead;
  }
}
