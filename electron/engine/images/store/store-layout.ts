import { join } from 'node:path';
import { partNames } from '../download/part-file.ts';

/** Where everything of one image lies. The image is there only when `image.json` is: it is written last. */
export interface ImageFolder {
  readonly dir: string;
  readonly raw: string;
  readonly map: string;
  readonly document: string;
  /** Size and date of the local file that the image came from. */
  readonly origin: string;
  readonly part: string;
  readonly sidecar: string;
  /** Half-made raw image and map; worth nothing after a crash. */
  readonly incoming: { readonly dir: string; readonly raw: string; readonly map: string };
  readonly lock: string;
}

export const imageFolder = (storeDir: string, id: string): ImageFolder => folderNamed(storeDir, folderName(id));

/** By the name of the folder itself, as it is found on the disk. */
export function folderNamed(storeDir: string, name: string): ImageFolder {
  const dir = join(storeDir, name);
  const incoming = join(dir, 'incoming');
  return {
    dir,
    raw: join(dir, 'image.raw'),
    map: join(dir, 'map.json'),
    document: join(dir, 'image.json'),
    origin: join(dir, 'origin.json'),
    part: join(dir, partNames.data),
    sidecar: join(dir, partNames.sidecar),
    incoming: { dir: incoming, raw: join(incoming, 'image.raw'), map: join(incoming, 'map.json') },
    lock: join(locksDir(storeDir), `${name}${lockEnding}`),
  };
}

export const lockEnding = '.lock';
export const locksDir = (storeDir: string): string => join(storeDir, '.locks');
export const pinsPath = (storeDir: string): string => join(storeDir, 'pins.json');
export const settingsPath = (storeDir: string): string => join(storeDir, 'store.json');

/** Removed images are moved here first, so that a crash leaves no half-removed image. */
export const trashPrefix = '.trash-';

export const markPrefix = 'in-use.';

const safeName = /^[a-z0-9][a-z0-9._+-]{0,119}$/;

/** Names that Windows keeps for devices, with or without an ending. */
const deviceName = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/;

/**
 * A folder name that every system takes and that never leads out of the store. Safe ids stay as they are, so that a
 * person finds them; any other gets its odd characters encoded.
 */
export function folderName(id: string): string {
  if (safeName.test(id) && !deviceName.test(id) && !id.endsWith('.')) return id;
  return `_${Buffer.from(id).toString('base64url')}`;
}
