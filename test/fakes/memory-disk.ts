import type { WritableDevice } from '../../electron/disk/device.ts';

export interface MemoryDisk extends WritableDevice {
  readonly bytes: Buffer;
  /** Every write so far, in order. */
  readonly writes: readonly { readonly offset: number; readonly length: number }[];
  /** Bytes read so far. */
  bytesRead(): number;
}

/** A disk of bytes. `failAtWrite` makes that write (counted from 0) and all later ones fail with EIO. */
export function memoryDisk(bytes: Buffer, failAtWrite = Infinity): MemoryDisk {
  const writes: { offset: number; length: number }[] = [];
  let read = 0;
  return {
    bytes,
    size: bytes.length,
    writes,
    bytesRead: () => read,
    read: (offset, length) => {
      if (offset < 0 || offset + length > bytes.length) return Promise.reject(new RangeError(`read past the end: ${offset}`));
      read += length;
      return Promise.resolve(Buffer.from(bytes.subarray(offset, offset + length)));
    },
    write: (offset, data) => {
      if (writes.length >= failAtWrite) return Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' }));
      if (offset + data.length > bytes.length) return Promise.reject(new RangeError(`write past the end: ${offset}`));
      bytes.set(data, offset);
      writes.push({ offset, length: data.length });
      return Promise.resolve();
    },
  };
}
