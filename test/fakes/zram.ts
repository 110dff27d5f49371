import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** A RAM disk that drivelist and lsblk list like any drive: what a card is in tests. Sectors have 4096 bytes. */
export interface Zram {
  readonly path: string;
  readonly size: number;
  /** `253:1`, as cgroups and lsblk name it. */
  readonly majorMinor: string;
  remove(): Promise<void>;
}

const control = '/sys/class/zram-control';

/** Whether this machine lets tests make zram devices. */
export const canZram = process.getuid?.() === 0 && existsSync(`${control}/hot_add`);

/** Ends of test titles that are skipped without it. */
export const needsZram = canZram ? '' : ' (skipped: needs root and the zram module, `modprobe zram`)';

const made = new Set<Zram>();
let watching = false;

/** Makes a zram device of `size` bytes (a multiple of 4096). It is removed by {@link Zram.remove}, or when the process ends. */
export function addZram(size: number): Zram {
  return addEmptyZram().insert(size);
}

/** A reader without a card: its path is known before the card is in. */
export interface EmptyZram {
  readonly path: string;
  insert(size: number): Zram;
}

/** Makes a zram device of no size. It is removed through what {@link EmptyZram.insert} gives. */
export function addEmptyZram(): EmptyZram {
  const number = readFileSync(`${control}/hot_add`, 'utf8').trim();
  return { path: `/dev/zram${number}`, insert: (size) => insertInto(number, size) };
}

function insertInto(number: string, size: number): Zram {
  if (size % 4096 !== 0) throw new RangeError(`the kernel would round ${size} up to whole pages`);
  const sys = `/sys/block/zram${number}`;
  writeFileSync(`${sys}/disksize`, String(size));
  const zram: Zram = {
    path: `/dev/zram${number}`,
    size,
    majorMinor: readFileSync(`${sys}/dev`, 'utf8').trim(),
    async remove() {
      // Someone (udev, a dying writer) may still hold it open for a moment.
      for (let tries = 0; !removeNow(zram, number) && tries < 100; tries++) await delay(50);
      if (made.has(zram)) throw new Error(`${zram.path} stays busy`);
    },
  };
  made.add(zram);
  removeAtExit();
  return zram;
}

function removeNow(zram: Zram, number: string): boolean {
  try {
    writeFileSync(`${control}/hot_remove`, number);
  } catch {
    return false;
  }
  made.delete(zram);
  return true;
}

function removeAtExit(): void {
  if (watching) return;
  watching = true;
  process.on('exit', () => {
    for (const zram of made) removeNow(zram, zram.path.replace('/dev/zram', ''));
  });
}
