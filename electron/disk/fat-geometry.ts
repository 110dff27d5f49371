/** Where everything of a FAT volume is. Sectors are of `sectorBytes`, counted from the start of the volume. */
export interface FatGeometry {
  readonly kind: 'fat12' | 'fat16' | 'fat32';
  readonly sectorBytes: number;
  readonly clusterSectors: number;
  /** First sector of the first FAT. */
  readonly fatStart: number;
  readonly fatSectors: number;
  readonly fats: number;
  /** First sector of the fixed root folder of FAT12/16 (`rootSectors` long, 0 on FAT32). */
  readonly rootStart: number;
  readonly rootSectors: number;
  /** First sector of cluster 2. */
  readonly dataStart: number;
  /** Number of clusters; they count from 2. */
  readonly clusters: number;
  /** First cluster of the root folder of FAT32. */
  readonly rootCluster: number;
  /** Sector of the FAT32 free-space summary; 0 when there is none. */
  readonly fsInfoSector: number;
  readonly totalSectors: number;
  /** Whether FAT32 says that its copies are not kept the same (`BPB_ExtFlags` bit 7). */
  readonly copies: 'mirrored' | 'single-active';
  /** Label of the boot sector, `NO NAME` and padding removed. */
  readonly label: string;
}

interface Fields {
  readonly sectorBytes: number;
  readonly clusterSectors: number;
  readonly reserved: number;
  readonly fats: number;
  readonly rootEntries: number;
  readonly totalSectors: number;
  readonly fatSectors: number;
}

const isPowerOfTwo = (value: number): boolean => value > 0 && (value & (value - 1)) === 0;

/**
 * Reads the boot sector of a FAT volume (Microsoft's fatgen103): the cluster count alone decides between FAT12, 16 and 32.
 * @param sector at least 512 bytes
 * @param volumeBytes length of the partition; a volume that claims more is refused
 * @returns undefined when the sector describes no FAT volume that fits.
 */
export function parseFatGeometry(sector: Buffer, volumeBytes: number): FatGeometry | undefined {
  if (sector.length < 512 || !(sector[0] === 0xeb || sector[0] === 0xe9)) return undefined;
  const fields = fieldsOf(sector);
  if (!plausible(fields) || fields.totalSectors * fields.sectorBytes > volumeBytes) return undefined;
  return layoutOf(sector, fields);
}

function fieldsOf(sector: Buffer): Fields {
  return {
    sectorBytes: sector.readUInt16LE(11),
    clusterSectors: sector.readUInt8(13),
    reserved: sector.readUInt16LE(14),
    fats: sector.readUInt8(16),
    rootEntries: sector.readUInt16LE(17),
    totalSectors: sector.readUInt16LE(19) || sector.readUInt32LE(32),
    fatSectors: sector.readUInt16LE(22) || sector.readUInt32LE(36),
  };
}

function plausible({ sectorBytes, clusterSectors, reserved, fats, fatSectors }: Fields): boolean {
  const sizes = [512, 1024, 2048, 4096].includes(sectorBytes) && isPowerOfTwo(clusterSectors);
  return sizes && reserved > 0 && (fats === 1 || fats === 2) && fatSectors > 0;
}

function layoutOf(sector: Buffer, fields: Fields): FatGeometry | undefined {
  const { sectorBytes, clusterSectors, reserved, fats, rootEntries, totalSectors, fatSectors } = fields;
  const rootStart = reserved + fats * fatSectors;
  const rootSectors = Math.ceil((rootEntries * 32) / sectorBytes);
  const dataStart = rootStart + rootSectors;
  const clusters = Math.floor((totalSectors - dataStart) / clusterSectors);
  if (clusters < 1) return undefined;
  const kind = clusters < 4085 ? 'fat12' : clusters < 65525 ? 'fat16' : 'fat32';
  if (fatSectors * sectorBytes * 8 < (clusters + 2) * bitsOf(kind)) return undefined;
  const wide = kind === 'fat32' ? wideFields(sector, { reserved, clusters, rootEntries }) : narrowFields(sector, rootEntries);
  return (
    wide && {
      ...{ kind, sectorBytes, clusterSectors, fatSectors, fats, rootStart, rootSectors, dataStart, clusters, totalSectors },
      fatStart: reserved,
      ...wide,
    }
  );
}

type KindFields = Pick<FatGeometry, 'rootCluster' | 'fsInfoSector' | 'copies' | 'label'>;

function narrowFields(sector: Buffer, rootEntries: number): KindFields | undefined {
  if (rootEntries === 0) return undefined;
  return { rootCluster: 0, fsInfoSector: 0, copies: 'mirrored', label: fatLabel(sector.subarray(43, 54)) };
}

function wideFields(
  sector: Buffer,
  { reserved, clusters, rootEntries }: { reserved: number; clusters: number; rootEntries: number },
): KindFields | undefined {
  const [rootCluster, fsInfoSector] = [sector.readUInt32LE(44), sector.readUInt16LE(48)];
  if (rootEntries !== 0 || rootCluster < 2 || rootCluster >= clusters + 2) return undefined;
  return {
    rootCluster,
    fsInfoSector: fsInfoSector < reserved ? fsInfoSector : 0,
    copies: (sector.readUInt16LE(40) & 0x80) === 0 ? 'mirrored' : 'single-active',
    label: fatLabel(sector.subarray(71, 82)),
  };
}

/** Bits of one FAT entry. */
export function bitsOf(kind: FatGeometry['kind']): number {
  switch (kind) {
    case 'fat12':
      return 12;
    case 'fat16':
      return 16;
    case 'fat32':
      return 32;
  }
}

/** An 11-byte label without its padding; `NO NAME` means none. */
export function fatLabel(bytes: Buffer): string {
  const text = bytes.toString('latin1').replace(/[\0 ]+$/u, '');
  return text === 'NO NAME' || /[^\x20-\x7e]/u.test(text) ? '' : text;
}

/** The label that a root folder holds: the entry with the volume attribute alone (long-name entries carry it too). */
export function labelInFolder(entries: Buffer): string | undefined {
  for (let at = 0; at + 32 <= entries.length && entries[at] !== 0; at += 32) {
    const attributes = entries.readUInt8(at + 11);
    if (entries[at] !== 0xe5 && (attributes & 0x3f) !== 0x0f && (attributes & 0x08) !== 0)
      return fatLabel(entries.subarray(at, at + 11));
  }
  return undefined;
}
