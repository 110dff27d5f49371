import { describe, expect, it } from 'vitest';
import { createFatOverlay, flushSectors } from '../../../electron/disk/fat-overlay.ts';
import { memoryDisk } from '../../fakes/memory-disk.ts';

const bytes = Buffer.from(Array.from({ length: 256 * 1024 }, (_, index) => (index >> 9) & 0xff));
const volume = { offset: 4096, length: 200_000 };
const sectorOf = (value: number): Buffer => Buffer.alloc(512, value);

describe('the overlay that FatFs works on', () => {
  it('notes what is not loaded, and has it after loading', async () => {
    const overlay = createFatOverlay(memoryDisk(bytes), volume, 512);
    expect(overlay.read(3, 1)).toBeUndefined();
    expect(overlay.incomplete()).toBe(true);
    await overlay.loadMissing();
    expect(overlay.incomplete()).toBe(false);
    expect(overlay.read(3, 1)?.[0]).toBe(8 + 3);
  });

  it('a read over two pages misses each of them once', async () => {
    const overlay = createFatOverlay(memoryDisk(bytes), volume, 512);
    const reads = (): number[] | undefined => {
      const found = overlay.read(126, 4);
      return found && [0, 512, 1024, 1536].map((at) => found[at] ?? -1);
    };
    while (reads() === undefined) await overlay.loadMissing();
    expect(reads()).toEqual([134, 135, 136, 137]);
  });

  it('sectors outside of the volume are neither read nor written nor noted', () => {
    const overlay = createFatOverlay(memoryDisk(bytes), volume, 512);
    expect(overlay.sectors).toBe(390);
    expect(overlay.read(390, 1)).toBeUndefined();
    expect(overlay.write(389, Buffer.alloc(1024))).toBe(false);
    expect(overlay.incomplete()).toBe(false);
  });

  it('what was written is read back, until it is rolled back', async () => {
    const overlay = createFatOverlay(memoryDisk(bytes), volume, 512);
    await overlay.load({ offset: 0, length: 1000 });
    overlay.write(2, sectorOf(0xee));
    expect(overlay.read(2, 1)?.[0]).toBe(0xee);
    expect(overlay.wasRead(2)).toBe(true);
    overlay.rollBack();
    expect(overlay.read(2, 1)?.[0]).toBe(10);
    expect(overlay.written.size).toBe(0);
  });

  it('what is written later by the caller does not change what the overlay keeps', () => {
    const overlay = createFatOverlay(memoryDisk(bytes), volume, 512);
    const data = sectorOf(1);
    overlay.write(0, data);
    data.fill(2);
    expect(overlay.read(0, 1)?.[0]).toBe(1);
  });

  it('a run that goes on where the last load ended takes twice as much each time', async () => {
    const disk = memoryDisk(Buffer.alloc(2 * 1024 * 1024));
    const overlay = createFatOverlay(disk, { offset: 0, length: disk.size }, 512);
    let loads = 0;
    for (let sector = 0; sector < 1024; sector += 1)
      if (overlay.read(sector, 1) === undefined) {
        loads += 1;
        await overlay.loadMissing();
      }
    expect(loads).toBe(4);
  });

  it('neighbouring sectors are flushed in one write, in the order asked for', async () => {
    const disk = memoryDisk(Buffer.alloc(8192));
    const overlay = createFatOverlay(disk, { offset: 1024, length: 4096 }, 512);
    for (const sector of [5, 1, 2, 3]) overlay.write(sector, sectorOf(sector));
    await flushSectors(disk, overlay, { order: [2, 3, 5, 1], base: 1024 });
    expect(disk.writes).toEqual([
      { offset: 1024 + 2 * 512, length: 1024 },
      { offset: 1024 + 5 * 512, length: 512 },
      { offset: 1024 + 512, length: 512 },
    ]);
    expect([1, 2, 3, 5].map((sector) => disk.bytes[1024 + sector * 512])).toEqual([1, 2, 3, 5]);
  });
});
