import { open, type FileHandle } from 'node:fs/promises';

/** Random access to the bytes of a card, a card file or an image. Offsets and lengths are bytes. */
export interface Device {
  readonly size: number;
  /** Reads exactly `length` bytes; reading past the end is an error. */
  read(offset: number, length: number): Promise<Buffer>;
}

export interface WritableDevice extends Device {
  write(offset: number, data: Uint8Array): Promise<void>;
}

export interface FileDevice extends WritableDevice {
  close(): Promise<void>;
}

/** Opens an image or card file; `size` is its length now. */
export async function openFileDevice(path: string, flags: 'r' | 'r+'): Promise<FileDevice> {
  const handle = await open(path, flags);
  const { size } = await handle.stat();
  return {
    size,
    read: (offset, length) => readExactly(handle, offset, length),
    write: (offset, data) => writeAll(handle, offset, data),
    close: () => handle.close(),
  };
}

async function readExactly(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await handle.read(buffer, done, length - done, offset + done);
    if (bytesRead === 0) throw new RangeError(`read past the end: ${offset + done} of ${offset + length}`);
    done += bytesRead;
  }
  return buffer;
}

async function writeAll(handle: FileHandle, offset: number, data: Uint8Array): Promise<void> {
  for (let done = 0; done < data.length;) {
    const { bytesWritten } = await handle.write(data, done, data.length - done, offset + done);
    done += bytesWritten;
  }
}

/** A part of a device as a device of its own: how a partition's file system sees the world. */
export function readWindowOf(device: Device, offset: number, length: number): Device {
  return {
    size: length,
    read: async (at, count) => {
      if (at < 0 || at + count > length) throw new RangeError(`outside the window: ${at} + ${count} of ${length}`);
      return device.read(offset + at, count);
    },
  };
}
