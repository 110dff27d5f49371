import type { Drive as ListedDrive } from 'drivelist';

/** A whole drive, open for direct I/O. Offsets, lengths and memory must be aligned to its sectors. */
export interface OpenBlockDevice {
  /** Both return the bytes moved. */
  read(target: Buffer, offset: number): Promise<number>;
  write(source: Buffer, offset: number): Promise<number>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a drive through etcher-sdk, which knows what each system wants first: volumes unmounted (Linux, macOS) or the disk
 * cleaned by diskpart (Windows), O_EXCL or O_EXLOCK, O_DIRECT or F_NOCACHE. Rejects with the system's error.
 * It is loaded late because it takes a tenth of a second, and only this one file of it.
 */
export async function openBlockDevice(drive: ListedDrive, access: 'read' | 'write'): Promise<OpenBlockDevice> {
  const { BlockDevice } = await import('etcher-sdk/build/source-destination/block-device.js');
  // Only a subclass reaches the file handle, and etcher-sdk 10.2.15 itself never calls fsync.
  class SyncedBlockDevice extends BlockDevice {
    sync(): Promise<void> {
      return this.fileHandle.sync();
    }
  }
  const device = new SyncedBlockDevice({ drive, write: access === 'write', direct: true });
  await device.open();
  return {
    read: async (target, offset) => (await device.read(target, 0, target.length, offset)).bytesRead,
    write: async (source, offset) => (await device.write(source, 0, source.length, offset)).bytesWritten,
    sync: () => device.sync(),
    close: () => device.close(),
  };
}
