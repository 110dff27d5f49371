import type { Partition } from '../contract/image.ts';
import { plainText } from '../contract/plain-text.ts';
import type { ByteRange } from './byte-range.ts';
import type { Device } from './device.ts';
import { labelInFolder, parseFatGeometry, type FatGeometry } from './fat-geometry.ts';

/** What a partition holds, by its bytes. */
export interface FileSystemFacts {
  readonly fileSystem: Partition['fileSystem'];
  readonly label: string;
}

/** Enough for a FAT boot sector of any sector size and the ext superblock at 1024. */
const headBytes = 4096;
const folderBytes = 16_384;

/** Looks into a partition for a FAT boot sector or an ext superblock. */
export async function readFileSystemFacts(device: Device, partition: ByteRange): Promise<FileSystemFacts> {
  const head = await device.read(partition.offset, Math.min(headBytes, partition.length));
  const ext = extLabel(head);
  if (ext !== undefined) return { fileSystem: 'ext4', label: ext };
  const fat = parseFatGeometry(head, partition.length);
  if (fat === undefined) return { fileSystem: 'unknown', label: '' };
  return { fileSystem: fat.kind, label: (await rootLabel(device, partition, fat)) ?? fat.label };
}

/** The root folder's label outranks the boot sector's: Windows and macOS rename only there. */
async function rootLabel(device: Device, partition: ByteRange, fat: FatGeometry): Promise<string | undefined> {
  const sectors = fat.rootSectors > 0 ? fat.rootSectors : fat.clusterSectors;
  const start = fat.rootSectors > 0 ? fat.rootStart : fat.dataStart + (fat.rootCluster - 2) * fat.clusterSectors;
  const length = Math.min(sectors * fat.sectorBytes, folderBytes);
  return labelInFolder(await device.read(partition.offset + start * fat.sectorBytes, length));
}

/** Label of an ext2/3/4 superblock (magic EF53 at 1024 + 56, name at 1024 + 120), or undefined when there is none. */
function extLabel(head: Buffer): string | undefined {
  if (head.length < 2048 || head.readUInt16LE(1024 + 56) !== 0xef53) return undefined;
  return plainText(head.toString('utf8', 1144, 1160).replace(/\0.*$/su, ''));
}
