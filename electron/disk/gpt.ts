import { crc32 } from 'node:zlib';
import { plainText } from '../contract/plain-text.ts';
import { sectorBytes, type PartitionEntry } from './mbr.ts';

/** Where the entries of a GPT lie, and what they must hash to. */
export interface GptHeader {
  readonly entriesOffset: number;
  readonly entrySize: number;
  readonly entryCount: number;
  readonly entriesCrc: number;
}

/** Beyond it, byte offsets are no exact numbers. */
const mostSectors = BigInt(Number.MAX_SAFE_INTEGER) / BigInt(sectorBytes);
const emptyGuid = '00000000-0000-0000-0000-000000000000';

/**
 * Reads a GPT header sector (UEFI 2.10 §5.3.2). A header with a wrong checksum or unreasonable sizes is no header.
 * @param at byte offset the sector was read from; the header must say the same.
 */
export function parseGptHeader(sector: Buffer, at: number): GptHeader | undefined {
  if (sector.toString('latin1', 0, 8) !== 'EFI PART') return undefined;
  const size = sector.readUInt32LE(12);
  if (size < 92 || size > sectorBytes || sector.readBigUInt64LE(24) !== BigInt(at / sectorBytes)) return undefined;
  const header = Buffer.from(sector.subarray(0, size));
  const expected = header.readUInt32LE(16);
  header.writeUInt32LE(0, 16);
  const [entrySize, entryCount] = [sector.readUInt32LE(84), sector.readUInt32LE(80)];
  const entriesSector = sector.readBigUInt64LE(72);
  if (crc32(header) !== expected || entrySize < 128 || entrySize > 4096 || entryCount > 1024) return undefined;
  if (entriesSector > mostSectors) return undefined;
  return { entriesOffset: Number(entriesSector) * sectorBytes, entrySize, entryCount, entriesCrc: sector.readUInt32LE(88) };
}

/** Reads the entries of a GPT; undefined when they do not hash to what the header says. */
export function parseGptEntries(bytes: Buffer, header: GptHeader): PartitionEntry[] | undefined {
  if (crc32(bytes) !== header.entriesCrc) return undefined;
  return Array.from({ length: header.entryCount }, (_, index) => {
    const start = index * header.entrySize;
    return entryOf(bytes.subarray(start, start + header.entrySize), index + 1);
  }).filter((entry) => entry !== undefined);
}

function entryOf(bytes: Buffer, number: number): PartitionEntry | undefined {
  const type = guidAt(bytes, 0);
  const [first, last] = [Number(bytes.readBigUInt64LE(32)), Number(bytes.readBigUInt64LE(40))];
  if (type === emptyGuid || last < first) return undefined;
  const name = plainText(bytes.toString('utf16le', 56, 128).replace(/\0.*$/su, ''));
  return { number, type, offset: first * sectorBytes, length: (last - first + 1) * sectorBytes, name };
}

/** A GUID in its usual text form: the first three fields are stored little-endian. */
function guidAt(bytes: Buffer, at: number): string {
  const hex = (start: number, end: number): string => bytes.toString('hex', at + start, at + end);
  const turned = (start: number, end: number): string =>
    Buffer.from(bytes.subarray(at + start, at + end))
      .reverse()
      .toString('hex');
  return [turned(0, 4), turned(4, 6), turned(6, 8), hex(8, 10), hex(10, 16)].join('-');
}
