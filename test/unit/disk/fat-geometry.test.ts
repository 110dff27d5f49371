import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelInFolder, parseFatGeometry } from '../../../electron/disk/fat-geometry.ts';
import { makeFat } from '../../fakes/disk-tools.ts';
import { hasDiskTools } from '../../fakes/pi-image.ts';
import { tempFolder } from '../../fakes/temp-folder.ts';

interface Boot {
  readonly clusters: number;
  readonly rootEntries: number;
  readonly fatSectors?: number;
}

/** A boot sector with one sector a cluster, one reserved sector and one FAT. */
function bootSector({ clusters, rootEntries, fatSectors = 1024 }: Boot): Buffer {
  const sector = Buffer.alloc(512);
  sector.set([0xeb, 0x3c, 0x90]);
  sector.writeUInt16LE(512, 11);
  sector.set([1, 1, 0, 1], 13);
  sector.writeUInt16LE(rootEntries, 17);
  sector.writeUInt32LE(1 + fatSectors + rootEntries / 16 + clusters, 32);
  sector.writeUInt16LE(fatSectors, rootEntries === 0 ? 36 : 22);
  sector.writeUInt32LE(2, 44);
  return sector;
}

const huge = 2 ** 40;

describe('the boot sector of a FAT volume', () => {
  it.each([
    { clusters: 4084, rootEntries: 16, kind: 'fat12' },
    { clusters: 4085, rootEntries: 16, kind: 'fat16' },
    { clusters: 65_524, rootEntries: 16, kind: 'fat16' },
    { clusters: 65_525, rootEntries: 0, kind: 'fat32' },
  ])('$clusters clusters make it $kind, whatever the partition type says', ({ clusters, rootEntries, kind }) => {
    expect(parseFatGeometry(bootSector({ clusters, rootEntries }), huge)).toMatchObject({ kind, clusters });
  });

  it.each([
    { what: 'no jump at its start', change: (sector: Buffer) => sector.fill(0, 0, 3) },
    { what: 'sectors of 100 bytes', change: (sector: Buffer) => sector.writeUInt16LE(100, 11) },
    { what: 'clusters of no sector', change: (sector: Buffer) => sector.writeUInt8(0, 13) },
    { what: 'clusters of three sectors', change: (sector: Buffer) => sector.writeUInt8(3, 13) },
    { what: 'no reserved sector', change: (sector: Buffer) => sector.writeUInt16LE(0, 14) },
    { what: 'no FAT', change: (sector: Buffer) => sector.writeUInt8(0, 16) },
    { what: 'a hundred FATs', change: (sector: Buffer) => sector.writeUInt8(100, 16) },
    { what: 'a FAT too short for its clusters', change: (sector: Buffer) => sector.writeUInt16LE(2, 22) },
    { what: 'more metadata than sectors', change: (sector: Buffer) => sector.writeUInt32LE(100, 32) },
    { what: 'no room for a root folder', change: (sector: Buffer) => sector.writeUInt16LE(0, 17) },
  ])('is none with $what', ({ change }) => {
    const sector = bootSector({ clusters: 5000, rootEntries: 16 });
    expect(parseFatGeometry(sector, huge)?.kind).toBe('fat16');
    change(sector);
    expect(parseFatGeometry(sector, huge)).toBeUndefined();
  });

  it('is none when it claims more than its partition has', () => {
    const sector = bootSector({ clusters: 5000, rootEntries: 16 });
    const bytes = (1 + 1024 + 1 + 5000) * 512;
    expect(parseFatGeometry(sector, bytes)?.clusters).toBe(5000);
    expect(parseFatGeometry(sector, bytes - 1)).toBeUndefined();
  });

  it('is none when the root folder of FAT32 lies outside of its clusters', () => {
    const sector = bootSector({ clusters: 70_000, rootEntries: 0 });
    sector.writeUInt32LE(70_002, 44);
    expect(parseFatGeometry(sector, huge)).toBeUndefined();
  });

  it('whatever it says, everything that it describes lies within the volume', () => {
    const volume = 64 * 1024 * 1024;
    const change = fc.record({ at: fc.integer({ min: 11, max: 51 }), value: fc.nat(255) });
    const base = fc.constantFrom({ clusters: 5000, rootEntries: 16 }, { clusters: 66_000, rootEntries: 0 });
    fc.assert(
      fc.property(base, fc.array(change, { maxLength: 6 }), (boot, changes) => {
        const sector = bootSector(boot);
        for (const { at, value } of changes) sector.writeUInt8(value, at);
        const found = parseFatGeometry(sector, volume);
        if (found === undefined) return;
        const end = (found.dataStart + found.clusters * found.clusterSectors) * found.sectorBytes;
        expect(end).toBeLessThanOrEqual(volume);
        expect(found.fatStart + found.fats * found.fatSectors).toBe(found.rootStart);
      }),
    );
  });
});

describe.skipIf(!hasDiskTools)('volumes that mkfs.vfat made (needs dosfstools)', () => {
  it.each([
    { fat: 12 as const, mb: 4, options: [], clusters: 2041 },
    { fat: 16 as const, mb: 64, options: [], clusters: 32_695 },
    { fat: 32 as const, mb: 64, options: ['-s', '1'], clusters: 129_022 },
    { fat: 16 as const, mb: 64, options: ['-S', '2048', '-s', '1'], clusters: 32_700 },
  ])('FAT$fat on $mb MiB, mkfs.vfat $options', async ({ fat, mb, options, clusters }) => {
    const volume = await makeFat(join(tempFolder(), 'p1'), { fat, mb, options, label: 'HypriotOS' });
    const found = parseFatGeometry(volume, volume.length);
    expect(found).toMatchObject({ kind: `fat${fat}`, label: 'HypriotOS', fats: 2, copies: 'mirrored' });
    expect(Math.abs((found?.clusters ?? 0) - clusters)).toBeLessThan(64);
  });
});

describe('the label in a root folder', () => {
  const entry = (name: string, attributes: number): Buffer => {
    const bytes = Buffer.alloc(32);
    bytes.write(name.padEnd(11), 0, 'latin1');
    bytes.writeUInt8(attributes, 11);
    return bytes;
  };

  it.each([
    {
      what: 'is the entry with the volume attribute',
      entries: [entry('CONFIG  TXT', 0x20), entry('HypriotOS', 0x08)],
      label: 'HypriotOS',
    },
    { what: 'is not a long name', entries: [entry('Au.s.e.r', 0x0f)], label: undefined },
    { what: 'is not a deleted one', entries: [entry('\xe5LD', 0x08)], label: undefined },
    { what: 'is not behind the end of the folder', entries: [Buffer.alloc(32), entry('LATE', 0x08)], label: undefined },
    { what: 'is empty when its characters could not be shown', entries: [entry('A\x1b[31m', 0x08)], label: '' },
  ])('$what', ({ entries, label }) => {
    expect(labelInFolder(Buffer.concat(entries))).toBe(label);
  });
});
