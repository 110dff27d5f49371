import { open, type FileHandle } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Drive as ListedDrive } from 'drivelist';
import { systemErrorCode } from '../contract/errors.ts';
import { unmountDisk } from './unmount.ts';

/** A whole drive, open for direct I/O. Offsets, lengths and memory must be aligned to its sectors. */
export interface OpenBlockDevice {
  /** Both return the bytes moved. */
  read(target: Buffer, offset: number): Promise<number>;
  write(source: Buffer, offset: number): Promise<number>;
  sync(): Promise<void>;
  /** `8:16`, what the open file itself is, whatever its path leads to by now. Linux. */
  majorMinor(): Promise<string>;
  close(): Promise<void>;
}

/**
 * Opens a drive through etcher-sdk, which knows what each system wants first: volumes unmounted (Linux, macOS) or the disk
 * cleaned by diskpart (Windows), O_EXCL or O_EXLOCK, O_DIRECT or F_NOCACHE. Rejects with the system's error.
 * `change` leaves what is on the disk: nothing is cleaned. It is loaded late because it takes a tenth of a second, and only this one file of it.
 */
export async function openBlockDevice(drive: ListedDrive, access: 'read' | 'write' | 'change'): Promise<OpenBlockDevice> {
  const { BlockDevice } = await import('etcher-sdk/build/source-destination/block-device.js');
  // Only a subclass reaches the file handle, and etcher-sdk 10.2.15 itself never calls fsync.
  class SyncedBlockDevice extends BlockDevice {
    sync(): Promise<void> {
      return this.fileHandle.sync();
    }
    async majorMinor(): Promise<string> {
      const { rdev } = await this.fileHandle.stat({ bigint: true });
      return majorMinorOf(rdev);
    }
    // Its own open tries a busy drive again 150 times, each time 0.1 s later: for 19 minutes.
    protected override async _open(): Promise<void> {
      if (process.platform !== 'linux') return super._open();
      if (this.oWrite) await unmountDisk(drive.device);
      this.fileHandle = await openPatiently(drive.raw, this.getOpenFlags());
    }
  }
  const device = new SyncedBlockDevice({ drive, write: access !== 'read', direct: true, keepOriginal: access === 'change' });
  await device.open();
  return {
    read: async (target, offset) => (await device.read(target, 0, target.length, offset)).bytesRead,
    write: async (source, offset) => (await device.write(source, 0, source.length, offset)).bytesWritten,
    sync: () => device.sync(),
    majorMinor: () => device.majorMinor(),
    close: () => device.close(),
  };
}

/** How glibc packs the two into 64 bits; source: `bits/sysmacros.h`. */
const majorMinorOf = (device: bigint): string =>
  `${((device >> 32n) & 0xfffff000n) | ((device >> 8n) & 0xfffn)}:${((device >> 12n) & 0xffffff00n) | (device & 0xffn)}`;

/** The kernel and udev hold a new drive for a moment while they look at it; who holds it longer is using it. */
async function openPatiently(path: string, flags: number): Promise<FileHandle> {
  for (let tries = 1; ; tries++) {
    try {
      return await open(path, flags);
    } catch (thrown) {
      if (systemErrorCode(thrown) !== 'EBUSY' || tries === 10) throw thrown;
      await delay(200);
    }
  }
}
