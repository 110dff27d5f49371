import { cardDevice, type CardDevice } from '../../electron/writer/card-device.ts';
import type { RawDevice } from '../../electron/writer/raw-device.ts';
import { cardError, type Attempt } from '../../electron/writer/io-errors.ts';

/** How a card is bad. Offsets and sizes are bytes, multiples of 4096. */
export type Fault =
  | { readonly kind: 'none' }
  /** Only `real` bytes are there; higher offsets come round to the start. */
  | { readonly kind: 'wraps'; readonly real: number }
  /** Writes from `real` on are taken and forgotten; they read as zeros. */
  | { readonly kind: 'drops'; readonly real: number }
  /** As `drops`, but the last `blocks` sectors that were written, lost or not, are read from a cache. */
  | { readonly kind: 'drops-late'; readonly real: number; readonly blocks: number }
  /** From `real` on nothing can be written or read. */
  | { readonly kind: 'fails'; readonly real: number }
  /** A worn-out card that locked itself: takes writes and keeps what it had. */
  | { readonly kind: 'locked' }
  /** Loses one bit of the sector at `offset`. */
  | { readonly kind: 'rots'; readonly offset: number }
  /** One sector of `offset` cannot be written or read. */
  | { readonly kind: 'bad-sector'; readonly offset: number }
  /** A reader that fails longer calls. */
  | { readonly kind: 'short-calls'; readonly most: number };

export interface FakeCardOptions {
  /** What it says; it takes memory only for what is written. */
  readonly size: number;
  readonly fault?: Fault;
  /** Sector size, 512 to 4096. */
  readonly sector?: number;
  /** Called before each call. */
  readonly onCall?: (doing: 'write' | 'read', offset: number, length: number) => void | Promise<void>;
}

export interface FakeCard {
  readonly device: CardDevice;
  /** Sectors that were really kept, by offset. */
  readonly sectors: ReadonlyMap<number, Buffer>;
  readonly calls: { readonly doing: 'write' | 'read'; readonly offset: number; readonly length: number }[];
}

/** A card of any size and fault, at the place where the writer meets the system. */
export function fakeCard({ size, fault = { kind: 'none' }, sector = 512, onCall }: FakeCardOptions): FakeCard {
  const sectors = new Map<number, Buffer>();
  const cache = new Map<number, Buffer>();
  const calls: FakeCard['calls'] = [];
  const zeros = Buffer.alloc(sector);
  const begin = async (doing: 'write' | 'read', offset: number, length: number): Promise<void> => {
    calls.push({ doing, offset, length });
    await onCall?.(doing, offset, length);
    if (offset % sector !== 0 || length % sector !== 0) throw new RangeError('EINVAL');
    if (failsAt(fault, offset, length)) throw ioError({ kind: 'drive', path: '/dev/fake', doing, offset });
  };
  const keep = (offset: number, data: Buffer): void => {
    const place = placeOf(fault, offset);
    if (place !== undefined) sectors.set(place, data);
    if (fault.kind === 'drops-late') remember(fault.blocks, offset, data);
  };
  const remember = (most: number, offset: number, data: Buffer): void => {
    cache.delete(offset);
    cache.set(offset, data);
    const [oldest] = cache.keys();
    if (cache.size > most && oldest !== undefined) cache.delete(oldest);
  };
  const recall = (offset: number): Buffer => {
    const place = placeOf(fault, offset);
    const found = (place === undefined ? cache.get(offset) : sectors.get(place)) ?? zeros;
    return fault.kind === 'rots' && fault.offset === offset ? withOneBitLess(found) : found;
  };
  const raw: RawDevice = {
    path: '/dev/fake',
    size,
    alignment: { read: sector, write: sector },
    async write(source, offset) {
      await begin('write', offset, source.length);
      for (let at = 0; at < source.length; at += sector) keep(offset + at, Buffer.from(source.subarray(at, at + sector)));
      return source.length;
    },
    async read(target, offset) {
      await begin('read', offset, target.length);
      for (let at = 0; at < target.length; at += sector) recall(offset + at).copy(target, at);
      return target.length;
    },
    sync: () => Promise.resolve(),
  };
  return { device: cardDevice(raw), sectors, calls };
}

/** Where the card puts what is written at `offset`; undefined when nowhere. */
function placeOf(fault: Fault, offset: number): number | undefined {
  switch (fault.kind) {
    case 'wraps':
      return offset % fault.real;
    case 'drops':
    case 'drops-late':
      return offset < fault.real ? offset : undefined;
    case 'locked':
      return undefined;
    default:
      return offset;
  }
}

function failsAt(fault: Fault, offset: number, length: number): boolean {
  switch (fault.kind) {
    case 'fails':
      return offset + length > fault.real;
    case 'bad-sector':
      return offset <= fault.offset && fault.offset < offset + length;
    case 'short-calls':
      return length > fault.most;
    default:
      return false;
  }
}

const ioError = (attempt: Attempt): Error => cardError(Object.assign(new Error('EIO'), { code: 'EIO' }), attempt);

function withOneBitLess(data: Buffer): Buffer {
  const changed = Buffer.from(data);
  const at = changed.length >> 1;
  changed.writeUInt8(changed.readUInt8(at) ^ 0x10, at);
  return changed;
}
