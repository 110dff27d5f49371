import { open } from 'node:fs/promises';
import { openFileDevice, type WritableDevice } from '../../../disk/device.ts';
import { formatFat } from '../../../disk/fat-format.ts';
import { writeFatFiles } from '../../../disk/fat.ts';
import { formatExt4 } from './ext4-format.ts';
import { practiceBootFiles, practiceRootEntries } from './practice-files.ts';

const mib = 1024 * 1024;
const diskId = '7ee80803';
const boot = { offset: mib, length: 32 * mib };
const root = { offset: 33 * mib, length: 16 * mib };
const released = new Date(Date.UTC(2020, 6, 2, 12));

/**
 * Makes the practice image at `path`, replacing what is there: 49 MiB, sparse (under 1 MiB on disk), the same bytes each
 * time, with no tool but Slipway itself. It is laid out like HypriotOS 1.12.3 (research/hypriot.md §2): MBR, FAT16 boot
 * partition at 1 MiB of type 0c, ext4 root of type 83 behind it.
 */
export async function writePracticeImage(path: string): Promise<void> {
  const handle = await open(path, 'w');
  try {
    await handle.truncate(root.offset + root.length);
  } finally {
    await handle.close();
  }
  const device = await openFileDevice(path, 'r+');
  try {
    await fill(device);
  } finally {
    await device.close();
  }
}

async function fill(device: WritableDevice): Promise<void> {
  await device.write(0, bootRecord());
  await formatFat(device, boot, { kind: 'fat16', label: 'HypriotOS', volumeId: Number.parseInt(diskId, 16) });
  const files = practiceBootFiles(diskId).map((file) => ({ ...file, modified: released }));
  await writeFatFiles(device, boot, files);
  const uuid = `${diskId}5b1e4a02a0f0000000000002`;
  const format = { bytes: root.length, label: 'root', uuid, time: released, entries: practiceRootEntries };
  for (const { offset, data } of formatExt4(format)) await device.write(root.offset + offset, data);
}

/** A master boot record without boot code; the CHS fields say "use the sector numbers", as sfdisk writes them. */
function bootRecord(): Buffer {
  const sector = Buffer.alloc(512);
  sector.writeUInt32LE(Number.parseInt(diskId, 16), 440);
  for (const [index, { range, type }] of [
    { range: boot, type: 0x0c },
    { range: root, type: 0x83 },
  ].entries()) {
    const at = 446 + 16 * index;
    sector.set([0, 0xfe, 0xff, 0xff, type, 0xfe, 0xff, 0xff], at);
    sector.writeUInt32LE(range.offset / 512, at + 8);
    sector.writeUInt32LE(range.length / 512, at + 12);
  }
  sector.writeUInt16LE(0xaa55, 510);
  return sector;
}
