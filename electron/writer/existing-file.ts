import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { SlipwayError } from '../contract/errors.ts';
import { cardDevice, type CardDevice, type OpenCard } from './card-device.ts';
import { cardError, type Attempt } from './io-errors.ts';

/**
 * Opens a card file to change files on it in place: it may be as large as a card, so there is no copy to rename.
 * Errors: `card/no-folder` (no such file), `card/read-only`, `drive/refused` (the path is no ordinary file).
 */
export async function openExistingFile(path: string): Promise<OpenCard> {
  if (!isAbsolute(path)) throw new SlipwayError('drive/refused', `${path} is not an absolute path`);
  const handle = await openOrdinary(path, constants.O_RDWR);
  const { size } = await handle.stat();
  return {
    device: deviceOver(handle, path, size),
    readBack: 'cached',
    alignment: 1,
    staleTail: 0,
    async reopened(use) {
      const again = await openOrdinary(path, constants.O_RDONLY);
      return use(deviceOver(again, path, size)).finally(() => again.close());
    },
    async finish() {
      await explained(handle.datasync(), { kind: 'file', path, doing: 'flush' });
      await handle.close();
    },
    abandon: () => handle.close().catch(() => undefined),
  };
}

async function openOrdinary(path: string, access: number): Promise<FileHandle> {
  const handle = await explained(open(path, access | constants.O_NOFOLLOW), { kind: 'file', path, doing: 'open' });
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw new SlipwayError('drive/refused', `${path} is not an ordinary file`);
}

function deviceOver(handle: FileHandle, path: string, size: number): CardDevice {
  const at = (doing: Attempt['doing'], offset: number): Attempt => ({ kind: 'file', path, doing, offset });
  return cardDevice({
    path,
    size,
    alignment: { read: 1, write: 1 },
    read: async (target, offset) =>
      (await explained(handle.read(target, 0, target.length, offset), at('read', offset))).bytesRead,
    write: async (source, offset) =>
      (await explained(handle.write(source, 0, source.length, offset), at('write', offset))).bytesWritten,
    sync: () => explained(handle.datasync(), { kind: 'file', path, doing: 'flush' }),
  });
}

async function explained<T>(call: Promise<T>, attempt: Attempt): Promise<T> {
  return call.catch((thrown: unknown) => {
    throw cardError(thrown, attempt);
  });
}
