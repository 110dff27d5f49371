import { list, type Drive as ListedDrive } from 'drivelist';
import type { DriveIdentity } from '../contract/card.ts';
import { SlipwayError, systemErrorCode } from '../contract/errors.ts';
import type { BlockMap } from '../contract/image.ts';
import { plainText } from '../contract/plain-text.ts';
import { directAlignment } from './aligned-buffer.ts';
import { cardDevice, type OpenCard } from './card-device.ts';
import { askLinux, mustBeChosen, type FoundDrive } from './drive-identity.ts';
import { eject } from './eject.ts';
import { cardError, type Attempt } from './io-errors.ts';
import { isThere } from './is-there.ts';
import { openBlockDevice, type OpenBlockDevice } from './open-block-device.ts';
import type { RawDevice } from './raw-device.ts';

/** A backup GPT takes the last 33 sectors; this covers it on drives with 4096-byte sectors too. */
const staleTail = 1024 * 1024;

/**
 * Opens the drive that was chosen and no other: the writer lists drives itself, and checks path, size, serial and model
 * before its volumes are unmounted and once more when it is held open (O_EXCL), so that no other can take its name.
 * `change` keeps what is on it.
 * Errors: `drive/not-found`, `drive/changed`, `drive/refused`, `card/too-small`, `card/read-only`, `card/busy`,
 * `writer/needs-privilege`.
 */
export async function openDriveTarget(
  chosen: DriveIdentity,
  map: Pick<BlockMap, 'imageSize'>,
  access: 'write' | 'change' = 'write',
): Promise<OpenCard> {
  const listed = await findListed(chosen.path);
  mustBeChosen(chosen, await inspect(listed));
  mustTakeImage(chosen, listed, map);
  const attempt: Attempt = { kind: 'drive', path: chosen.path, doing: 'open' };
  const open = await openBlockDevice(listed, access).catch((thrown: unknown) => {
    throw cardError(thrown, attempt);
  });
  try {
    const found = await inspect(await findListed(chosen.path));
    mustBeChosen(chosen, found);
    if (found.majorMinor !== undefined && found.majorMinor !== (await open.majorMinor()))
      throw new SlipwayError('drive/changed', `${chosen.path}: its name belongs to another drive.`);
  } catch (thrown) {
    await open.close();
    throw thrown;
  }
  return openCard(listed, chosen, open);
}

async function findListed(path: string): Promise<ListedDrive> {
  const found = (await list()).find(({ device }) => device === path);
  if (found === undefined) throw new SlipwayError('drive/not-found', path);
  return found;
}

async function inspect(listed: ListedDrive): Promise<FoundDrive> {
  const size = listed.size ?? 0;
  if (process.platform === 'linux') return { ...(await askLinux(listed.device)), size };
  if (listed.isSystem) throw new SlipwayError('drive/refused', `${listed.device} is a disk of this computer.`);
  return { size, model: plainText(listed.description), mountpoints: [] };
}

function mustTakeImage({ path, size }: DriveIdentity, listed: ListedDrive, { imageSize }: Pick<BlockMap, 'imageSize'>): void {
  if (listed.isReadOnly) throw new SlipwayError('card/read-only', path);
  if (size < imageSize) throw new SlipwayError('card/too-small', `The image has ${imageSize} bytes, ${path} ${size}.`);
}

function openCard(listed: ListedDrive, { path, size }: DriveIdentity, open: OpenBlockDevice): OpenCard {
  const multiple = Math.max(directAlignment, listed.blockSize);
  const rawOver = (device: OpenBlockDevice): RawDevice => ({
    path,
    size,
    alignment: { read: multiple, write: multiple },
    read: (target, offset) => explained(device.read(target, offset), { kind: 'drive', path, doing: 'read', offset }),
    write: (source, offset) => explained(device.write(source, offset), { kind: 'drive', path, doing: 'write', offset }),
    sync: () => explained(device.sync(), { kind: 'drive', path, doing: 'flush' }),
  });
  return {
    device: cardDevice(rawOver(open)),
    readBack: process.platform === 'linux' ? 'direct' : 'cached',
    alignment: multiple,
    staleTail,
    async reopened(use) {
      const again = await explained(openBlockDevice(listed, 'read'), { kind: 'drive', path, doing: 'open' });
      return use(cardDevice(rawOver(again))).finally(() => again.close());
    },
    async finish() {
      await explained(open.close(), { kind: 'drive', path, doing: 'flush' });
      await eject(path);
    },
    abandon: () => open.close().catch(() => undefined),
  };
}

/** Readers report a card that was pulled out as a plain EIO; only the device file's absence tells it from a bad card. */
async function explained<T>(call: Promise<T>, attempt: Attempt): Promise<T> {
  try {
    return await call;
  } catch (thrown) {
    const gone = systemErrorCode(thrown) === 'EIO' && !(await isThere(attempt.path));
    throw gone ? new SlipwayError('card/removed', attempt.path, { cause: thrown }) : cardError(thrown, attempt);
  }
}
