import { createRequire } from 'node:module';

interface DirectIo {
  readonly getAlignedBuffer: (size: number, alignment: number) => Buffer;
}

/** Memory and offsets of direct I/O must be multiples of the sector size; 4096 suits every card and reader there is. */
export const directAlignment = 4096;

const aligned = new WeakSet<ArrayBufferLike>();

/**
 * A zero-filled buffer whose memory starts at a multiple of `alignment` (a power of two). `size` is rounded up to one.
 * Node cannot ask for aligned memory, hence the native package; loaded when first needed.
 */
export function alignedBuffer(size: number, alignment: number): Buffer {
  if (alignment <= 1) return Buffer.alloc(size);
  const buffer = directIo().getAlignedBuffer(ceilTo(size, alignment), alignment);
  aligned.add(buffer.buffer);
  return buffer.subarray(0, size);
}

/** Whether direct I/O takes this memory as it is: it came from {@link alignedBuffer} and was cut at a multiple. */
export const isAligned = (data: Uint8Array, alignment: number): boolean =>
  alignment <= 1 || (aligned.has(data.buffer) && data.byteOffset % alignment === 0);

export const floorTo = (value: number, multiple: number): number => Math.floor(value / multiple) * multiple;
export const ceilTo = (value: number, multiple: number): number => Math.ceil(value / multiple) * multiple;

/** Whether the native package could be loaded; without it card files are read back through the page cache. */
export function canAlign(): boolean {
  try {
    directIo();
    return true;
  } catch {
    return false;
  }
}

function directIo(): DirectIo {
  const loaded: unknown = createRequire(import.meta.url)('@ronomon/direct-io');
  if (!isDirectIo(loaded)) throw new TypeError('@ronomon/direct-io has no getAlignedBuffer');
  return loaded;
}

const isDirectIo = (value: unknown): value is DirectIo =>
  typeof value === 'object' && value !== null && 'getAlignedBuffer' in value && typeof value.getAlignedBuffer === 'function';
