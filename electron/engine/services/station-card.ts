import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Drive, Volume } from '../../contract/card.ts';
import { errorFacts } from '../../contract/errors.ts';
import type { CardMarker } from '../../contract/flash.ts';
import type { StationCard } from '../../contract/station.ts';
import { markerPath, mostMarkerBytes, parseMarker, readContents } from './card-reader.ts';
import { openCardToRead } from './open-card.ts';

/** What is on a card that was just put in; never rejects. Without the right to read drives, what its mounted volumes say. */
export async function readStationCard(drive: Drive): Promise<StationCard> {
  try {
    return await readDrive(drive);
  } catch (thrown) {
    const error = errorFacts(thrown);
    const mounted = error.code === 'writer/needs-privilege' ? await readVolumes(drive.volumes) : undefined;
    return mounted ?? { kind: 'unreadable', error };
  }
}

async function readDrive({ identity }: Drive): Promise<StationCard> {
  const card = await openCardToRead({ kind: 'drive', drive: identity });
  try {
    const contents = await readContents(card.device);
    if (contents.kind !== 'image') return { kind: contents.kind };
    const { facts, marker } = contents;
    return { kind: 'image', ...(facts.kind === 'known' ? { name: facts.name } : {}), ...(marker && { marker }) };
  } finally {
    await card.close();
  }
}

/** Desktops mount a card's boot partition by themselves; undefined when none of the volumes can be one. */
async function readVolumes(volumes: readonly Volume[]): Promise<StationCard | undefined> {
  const folders = volumes.filter(canBoot).flatMap(({ mountpoint }) => mountpoint ?? []);
  if (folders.length === 0) return undefined;
  const [marker] = (await Promise.all(folders.map(markerIn))).flatMap((found) => found ?? []);
  return { kind: 'image', ...(marker && { marker }) };
}

/** Firmware boots from FAT; only lsblk names the file system, the tools of other systems do not. */
const canBoot = ({ fileSystem }: Volume): boolean => fileSystem === undefined || /fat|msdos/i.test(fileSystem);

async function markerIn(folder: string): Promise<CardMarker | undefined> {
  try {
    const path = join(folder, markerPath);
    return (await stat(path)).size > mostMarkerBytes ? undefined : parseMarker(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}
