import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { SlipwayError } from '../contract/errors.ts';
import type { MappedRange } from '../contract/image.ts';
import { imageError } from './io-errors.ts';

/** The raw image: read only, by any number of cards at once. */
export interface ImageSource {
  readInto(offset: number, target: Buffer): Promise<void>;
  /** Its length now, bytes. */
  size(): Promise<number>;
  /** Whether the bytes of a range are still those that the map was made of. */
  holds(range: MappedRange): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Opens the image once; whatever takes its path later is not looked at. It must have `leastBytes`: 0 while it still grows.
 * `invoker` is the user for whom an administrator's rights were taken: what that user may not read must not reach a card
 * that the user can read.
 * Errors: `image/not-stored` (also for what is no ordinary file), `image/truncated`, `image/corrupt`.
 */
export async function openImage(path: string, leastBytes: number, invoker = invokingUser()): Promise<ImageSource> {
  const handle = await openOrdinary(path, invoker);
  const size = async (): Promise<number> => (await handle.stat()).size;
  const readInto = (offset: number, target: Buffer): Promise<void> => readFully({ handle, path }, offset, target);
  const now = await size();
  if (now < leastBytes) {
    await handle.close();
    throw new SlipwayError('image/truncated', `${path} has ${now} of ${leastBytes} bytes`);
  }
  return {
    readInto,
    size,
    async holds({ offset, length, sha256 }) {
      const content = Buffer.allocUnsafe(length);
      await readInto(offset, content);
      return createHash('sha256').update(content).digest('hex') === sha256;
    },
    close: () => handle.close(),
  };
}

/** pkexec(1) sets it; undefined when nobody's rights were raised. */
function invokingUser(): number | undefined {
  const uid = process.env['PKEXEC_UID'];
  return uid === undefined ? undefined : Number(uid);
}

/** Without O_NONBLOCK (nothing on Windows), opening a pipe waits for someone to write into it, for ever if need be. */
async function openOrdinary(path: string, invoker: number | undefined): Promise<FileHandle> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((thrown: unknown) => {
    throw imageError(thrown, path);
  });
  const facts = await handle.stat();
  const readable = invoker === undefined || facts.uid === invoker || (facts.mode & 0o004) !== 0;
  if (facts.isFile() && readable) return handle;
  await handle.close();
  throw new SlipwayError('image/not-stored', `${path} is not an ordinary file of this user`);
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
