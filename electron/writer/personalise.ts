import { createHash } from 'node:crypto';
import type { CardReport, FirstBootFile } from '../contract/card.ts';
import { SlipwayError } from '../contract/errors.ts';
import type { Partition } from '../contract/image.ts';
import type { Device, WritableDevice } from '../disk/device.ts';
import { readFatFile, writeFatFiles } from '../disk/fat.ts';
import { readPartitionTable } from '../disk/partition-table.ts';
import { fileBytes } from './file-bytes.ts';

export interface BootFiles {
  /** Counted from 1. */
  readonly partition: number;
  readonly files: readonly FirstBootFile[];
}

/** Puts the first-boot files on the boot partition. Errors: `card/boot-full`, `card/personalise-failed`, those of the device. */
export async function personalise(device: WritableDevice, { partition, files }: BootFiles): Promise<void> {
  const contents = files.map((file) => ({ path: file.path, content: fileBytes(file) }));
  await writeFatFiles(device, await bootPartition(device, partition), contents);
}

/** Reads every file back and compares each byte. Errors: `card/verify-failed` with the file's path. */
export async function rereadFiles(device: Device, { partition, files }: BootFiles): Promise<CardReport['files']> {
  const boot = await bootPartition(device, partition);
  const read: CardReport['files'] = [];
  for (const file of files) {
    const { path } = file;
    const expected = fileBytes(file);
    const found = await readFatFile(device, boot, path);
    if (found?.equals(expected) !== true) throw new SlipwayError('card/verify-failed', `${path} came back different.`);
    read.push({ path, bytes: found.length, sha256: createHash('sha256').update(found).digest('hex') });
  }
  return read;
}

async function bootPartition(device: Device, number: number): Promise<Partition> {
  const { partitions } = await readPartitionTable(device);
  const found = partitions.find((partition) => partition.number === number);
  if (found === undefined) throw new SlipwayError('card/personalise-failed', `The image has no partition ${number}.`);
  return found;
}
