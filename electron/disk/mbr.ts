/** One line of a partition table, before anyone looked into the partition. */
export interface PartitionEntry {
  /** Counted from 1, as in `/dev/mmcblk0p1`. */
  readonly number: number;
  /** MBR type as two hex digits, or GPT type GUID. */
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  /** The name a GPT gives; empty in an MBR. */
  readonly name: string;
}

export const sectorBytes = 512;

/** Most logical partitions that are followed; more only comes from a damaged chain. */
export const maxLogical = 64;

const tableOffset = 446;
const extendedTypes = new Set([0x05, 0x0f, 0x85]);

interface Slot {
  readonly bootable: number;
  readonly type: number;
  readonly start: number;
  readonly sectors: number;
}

/** What a boot record says: its disk signature, its partitions, and where an extended partition continues. */
export interface BootRecord {
  /** Eight lower-case hex digits. */
  readonly diskId: string;
  readonly entries: readonly PartitionEntry[];
  /** Byte offset of the extended partition. */
  readonly extended?: number;
  readonly protective: boolean;
}

/**
 * Reads a master boot record (512 bytes): signature 55AA at 510, four slots of 16 bytes at 446, little-endian.
 * @returns undefined when the sector is none: no signature, no slot in use, or slots that hold boot code of something else.
 */
export function parseMbr(sector: Buffer): BootRecord | undefined {
  const slots = slotsOf(sector);
  if (slots === undefined) return undefined;
  const extended = slots.find(({ type }) => extendedTypes.has(type));
  const entries = slots
    .map((slot, index) => entryOf(slot, { number: index + 1, base: 0 }))
    .filter((entry) => entry !== undefined);
  const protective = slots.some(({ type }) => type === 0xee);
  if (entries.length === 0 && extended === undefined) return undefined;
  return {
    diskId: sector.readUInt32LE(440).toString(16).padStart(8, '0'),
    entries,
    protective,
    ...(extended && { extended: extended.start * sectorBytes }),
  };
}

/** Where a link of the chain of logical partitions lies, and what it counts from. */
export interface ChainPlace {
  readonly number: number;
  /** Byte offset of the whole extended partition. */
  readonly extended: number;
  /** Byte offset of this link. */
  readonly at: number;
}

/** Reads one extended boot record: its logical partition counts from the link, the next link from the extended partition. */
export function parseEbr(sector: Buffer, place: ChainPlace): { entry?: PartitionEntry; next?: number } {
  const [logical, link] = slotsOf(sector) ?? [];
  const entry = logical && entryOf(logical, { number: place.number, base: place.at });
  const next = link && extendedTypes.has(link.type) && link.sectors > 0 ? place.extended + link.start * sectorBytes : undefined;
  return { ...(entry && { entry }), ...(next !== undefined && { next }) };
}

function slotsOf(sector: Buffer): Slot[] | undefined {
  if (sector.length < sectorBytes || sector.readUInt16LE(510) !== 0xaa55) return undefined;
  const slots = [0, 1, 2, 3].map((index) => slotAt(sector, tableOffset + 16 * index));
  return slots.every(({ bootable }) => bootable === 0x00 || bootable === 0x80) ? slots : undefined;
}

const slotAt = (sector: Buffer, at: number): Slot => ({
  bootable: sector.readUInt8(at),
  type: sector.readUInt8(at + 4),
  start: sector.readUInt32LE(at + 8),
  sectors: sector.readUInt32LE(at + 12),
});

function entryOf({ type, start, sectors }: Slot, { number, base }: { number: number; base: number }): PartitionEntry | undefined {
  if (type === 0 || sectors === 0 || extendedTypes.has(type)) return undefined;
  const hex = type.toString(16).padStart(2, '0');
  return { number, type: hex, offset: base + start * sectorBytes, length: sectors * sectorBytes, name: '' };
}
