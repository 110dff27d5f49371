import { cardDevice, type OpenCard } from '../../electron/writer/card-device.ts';
import type { RawDevice } from '../../electron/writer/raw-device.ts';
import { isAligned } from '../../electron/writer/aligned-buffer.ts';

const sector = 4096;

export interface MemoryCardOptions {
  readonly size: number;
  /** What was on it before. */
  readonly before?: Buffer;
  /** Called before bytes move; what it throws is what the card does. */
  readonly onWrite?: (offset: number, length: number) => void | Promise<void>;
  readonly onRead?: (offset: number, length: number) => void | Promise<void>;
}

/** A card in memory that is as strict as direct I/O: everything must be aligned to 4096 bytes. */
export interface MemoryCard extends OpenCard {
  readonly bytes: Buffer;
  /** What became of it, in order: `write 0 4096`, `flush`, `reopened`, `finished`, `abandoned`. */
  readonly events: string[];
}

export function memoryCard({ size, before, onWrite, onRead }: MemoryCardOptions): MemoryCard {
  const bytes = Buffer.alloc(size);
  before?.copy(bytes);
  const events: string[] = [];
  const raw: RawDevice = {
    path: '/dev/memory',
    size,
    alignment: { read: sector, write: sector },
    async read(target, offset) {
      mustBeAligned(target, offset);
      await onRead?.(offset, target.length);
      return bytes.copy(target, 0, offset, offset + target.length);
    },
    async write(source, offset) {
      mustBeAligned(source, offset);
      events.push(`write ${offset} ${source.length}`);
      await onWrite?.(offset, source.length);
      return source.copy(bytes, offset);
    },
    sync: () => Promise.resolve(void events.push('flush')),
  };
  const device = cardDevice(raw);
  return {
    bytes,
    events,
    device,
    readBack: 'direct',
    alignment: sector,
    staleTail: 1024 * 1024,
    reopened(use) {
      events.push('reopened');
      return use(device);
    },
    finish: () => Promise.resolve(void events.push('finished')),
    abandon: () => Promise.resolve(void events.push('abandoned')),
  };
}

function mustBeAligned(memory: Buffer, offset: number): void {
  if (offset % sector !== 0 || memory.length % sector !== 0 || !isAligned(memory, sector))
    throw new RangeError(`EINVAL: ${memory.length} bytes at ${offset} are not aligned`);
}
