import type { ByteRange } from './byte-range.ts';
import type { Device, WritableDevice } from './device.ts';

/** Loaded at a time, bytes: a few folders or a small FAT in one read. */
const pageBytes = 65_536;
const mostPages = 64;

/**
 * A volume in memory: pages that were loaded, and sectors that were written on top of them. FatFs reads and writes it
 * synchronously; what it misses is noted, so that the caller can load it and run the operation again.
 */
export interface FatOverlay {
  readonly sectorBytes: number;
  readonly sectors: number;
  /** The sectors, or undefined when some are not loaded (noted) or lie outside of the volume (not noted). */
  read(sector: number, count: number): Uint8Array | undefined;
  /** False when outside of the volume. */
  write(sector: number, data: Uint8Array): boolean;
  /** Whether a read missed a page since the last `loadMissing`. */
  incomplete(): boolean;
  /** Loads what was missed; a run that goes on where the last load ended takes twice as much. */
  loadMissing(): Promise<void>;
  load(range: ByteRange): Promise<void>;
  /** Forgets everything written and what was read, keeps the pages. */
  rollBack(): void;
  /** Sectors written, with their content. */
  readonly written: ReadonlyMap<number, Uint8Array>;
  /** Whether a sector was read in this run: one that was read and then written is changed in place, not new. */
  wasRead(sector: number): boolean;
}

/** @param volume where the volume lies on the device, bytes; `sectorBytes` is what its boot sector says. */
export function createFatOverlay(device: Device, volume: ByteRange, sectorBytes: number): FatOverlay {
  const pages = new Map<number, Buffer>();
  const written = new Map<number, Uint8Array>();
  const readSectors = new Set<number>();
  const missing = new Set<number>();
  const sectors = Math.floor(volume.length / sectorBytes);
  let lastLoad = { end: -1, count: 0 };

  const sectorAt = (sector: number): Uint8Array | undefined => {
    const change = written.get(sector);
    if (change !== undefined) return change;
    const at = sector * sectorBytes;
    const page = pages.get(Math.floor(at / pageBytes));
    if (page === undefined) missing.add(Math.floor(at / pageBytes));
    return page?.subarray(at % pageBytes, (at % pageBytes) + sectorBytes);
  };

  const loadPages = async (first: number, count: number): Promise<void> => {
    const offset = first * pageBytes;
    const length = Math.min(count * pageBytes, volume.length - offset);
    const bytes = await device.read(volume.offset + offset, length);
    for (let at = 0; at < length; at += pageBytes) pages.set((offset + at) / pageBytes, bytes.subarray(at, at + pageBytes));
    lastLoad = { end: first + count, count };
  };

  return {
    sectorBytes,
    sectors,
    written,
    wasRead: (sector) => readSectors.has(sector),
    incomplete: () => missing.size > 0,
    read: (sector, count) => {
      if (sector + count > sectors) return undefined;
      const result = new Uint8Array(count * sectorBytes);
      for (let index = 0; index < count; index += 1) {
        readSectors.add(sector + index);
        const found = sectorAt(sector + index);
        if (found === undefined) return undefined;
        result.set(found, index * sectorBytes);
      }
      return result;
    },
    write: (sector, data) => {
      const count = data.length / sectorBytes;
      if (sector + count > sectors) return false;
      for (let index = 0; index < count; index += 1)
        written.set(sector + index, new Uint8Array(data.subarray(index * sectorBytes, (index + 1) * sectorBytes)));
      return true;
    },
    loadMissing: async () => {
      for (const page of missing) await loadPages(page, page === lastLoad.end ? Math.min(lastLoad.count * 2, mostPages) : 1);
      missing.clear();
    },
    load: async ({ offset, length }) => {
      const first = Math.floor(offset / pageBytes);
      await loadPages(first, Math.ceil((offset + length) / pageBytes) - first);
    },
    rollBack: () => {
      written.clear();
      readSectors.clear();
    },
  };
}

/** Writes sectors to the device in the order given, neighbours in one go. */
export async function flushSectors(
  device: WritableDevice,
  { written, sectorBytes }: Pick<FatOverlay, 'written' | 'sectorBytes'>,
  { order, base }: { order: readonly number[]; base: number },
): Promise<void> {
  for (let first = 0; first < order.length;) {
    const start = order[first] ?? 0;
    let count = 1;
    while (order[first + count] === start + count) count += 1;
    const data = order.slice(first, first + count).flatMap((sector) => written.get(sector) ?? []);
    await device.write(base + start * sectorBytes, Buffer.concat(data));
    first += count;
  }
}
