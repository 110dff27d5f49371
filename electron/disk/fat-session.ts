import type { FatFs } from 'js-fatfs';
import { SlipwayError } from '../contract/errors.ts';
import type { Partition } from '../contract/image.ts';
import type { ByteRange } from './byte-range.ts';
import type { Device, WritableDevice } from './device.ts';
import { parseFatGeometry, type FatGeometry } from './fat-geometry.ts';
import { createFatOverlay, flushSectors, type FatOverlay } from './fat-overlay.ts';
import { createFatFs, type FatClock } from './fatfs-instance.ts';
import { countFreeClusters, mount } from './fatfs-files.ts';

/** What lies before the first cluster is held in memory; a Pi's boot partition has about 1 MB of it. */
const mostMetadataBytes = 32 * 1024 * 1024;
const freeCountOffset = 488;

/** A synchronous piece of work on a mounted volume. It may run several times, so it must not change anything else. */
export type FatWork<T> = (ff: FatFs, clock: FatClock) => T;

interface Session {
  readonly overlay: FatOverlay;
  readonly geometry: FatGeometry;
}

/** Runs work that only reads. Errors: `image/bad-boot-partition`, those of the device. */
export async function readFat<T>(device: Device, partition: ByteRange, work: FatWork<T>): Promise<T> {
  return run(await openSession(device, partition), work);
}

/** Free bytes of the volume, counted in its FAT. */
export async function fatFreeBytes(device: Device, partition: ByteRange): Promise<number> {
  const session = await openSession(device, partition);
  await loadMetadata(session);
  const { clusterSectors, sectorBytes } = session.geometry;
  return (await run(session, countFreeClusters)) * clusterSectors * sectorBytes;
}

/**
 * Runs work that changes the volume, then applies all of its changes, or none when it fails: contents first, then the
 * FATs, then folders and the summary. Both FATs are the same afterwards, even if they were not before.
 */
export async function changeFat(
  device: WritableDevice,
  partition: Pick<Partition, 'offset' | 'length'>,
  work: FatWork<void>,
): Promise<void> {
  const session = await openSession(device, partition);
  const { overlay, geometry } = session;
  if (geometry.copies !== 'mirrored') throw damaged('it keeps only one of its FATs up to date');
  await loadMetadata(session);
  await run(session, (ff, clock) => {
    countFreeClusters(ff);
    work(ff, clock);
  });
  mirrorFats(session);
  const order = [...overlay.written.keys()].sort((a, b) => rank(session, a) - rank(session, b) || a - b);
  await flushSectors(device, overlay, { order, base: partition.offset });
}

async function openSession(device: Device, partition: ByteRange): Promise<Session> {
  const head = await device.read(partition.offset, Math.min(512, partition.length));
  const geometry = parseFatGeometry(head, partition.length);
  if (geometry === undefined) throw damaged('it holds no FAT file system');
  const volume = { offset: partition.offset, length: geometry.totalSectors * geometry.sectorBytes };
  const overlay = createFatOverlay(device, volume, geometry.sectorBytes);
  return { geometry, overlay: geometry.fsInfoSector === 0 ? overlay : hidingFreeCount(overlay, geometry.fsInfoSector) };
}

async function run<T>({ overlay }: Session, work: FatWork<T>): Promise<T> {
  for (;;) {
    const clock: FatClock = { now: new Date(0) };
    const ff = await createFatFs(overlay, clock);
    const outcome = attempt(() => {
      mount(ff);
      return work(ff, clock);
    });
    if (!overlay.incomplete()) return finish(outcome);
    overlay.rollBack();
    await overlay.loadMissing();
  }
}

type Outcome<T> = { readonly kind: 'done'; readonly value: T } | { readonly kind: 'failed'; readonly error: unknown };

function attempt<T>(work: () => T): Outcome<T> {
  try {
    return { kind: 'done', value: work() };
  } catch (error) {
    return { kind: 'failed', error };
  }
}

function finish<T>(outcome: Outcome<T>): T {
  if (outcome.kind === 'failed') throw outcome.error;
  return outcome.value;
}

async function loadMetadata({ overlay, geometry: { dataStart, sectorBytes } }: Session): Promise<void> {
  if (dataStart * sectorBytes > mostMetadataBytes) throw damaged('its FAT is unreasonably large');
  await overlay.load({ offset: 0, length: dataStart * sectorBytes });
}

/**
 * FatFs believes the summary of FAT32 and counts on from it; a wrong one would stay wrong ("Free cluster summary wrong" of
 * fsck.vfat). Shown as unknown, it is counted afresh and written right.
 */
function hidingFreeCount(overlay: FatOverlay, fsInfoSector: number): FatOverlay {
  const read: FatOverlay['read'] = (sector, count) => {
    const data = overlay.read(sector, count);
    if (sector === fsInfoSector && count === 1 && data !== undefined && !overlay.written.has(sector))
      data.fill(0xff, freeCountOffset, freeCountOffset + 4);
    return data;
  };
  return { ...overlay, read };
}

function mirrorFats({ overlay, geometry: { fats, fatStart, fatSectors } }: Session): void {
  if (fats < 2) return;
  for (let sector = fatStart; sector < fatStart + fatSectors; sector += 1) {
    const [first, second] = [overlay.read(sector, 1), overlay.read(sector + fatSectors, 1)];
    if (first !== undefined && second !== undefined && Buffer.compare(first, second) !== 0)
      overlay.write(sector + fatSectors, first);
  }
}

function rank({ overlay, geometry: { fatStart, rootStart } }: Session, sector: number): number {
  if (sector >= fatStart && sector < rootStart) return 1;
  return overlay.wasRead(sector) ? 2 : 0;
}

const damaged = (why: string): SlipwayError => new SlipwayError('image/bad-boot-partition', `The boot partition: ${why}.`);
