/** Something of known length that is moved in one piece. */
interface Piece {
  readonly length: number;
}

interface Work<P extends Piece> {
  readonly pieces: Iterable<P>;
  /** Two, each as long as the longest piece. */
  readonly buffers: readonly [Buffer, Buffer];
  readonly fill: (piece: P, buffer: Buffer) => Promise<void>;
  readonly drain: (piece: P, buffer: Buffer) => Promise<void> | void;
  readonly signal: AbortSignal;
}

interface Full<P> {
  readonly piece: P;
  readonly buffer: Buffer;
}

/**
 * Moves pieces in order through two buffers: while one is drained the next is filled, so reading and writing (or reading
 * and hashing) overlap and memory stays bounded. When it ends, well or not, nothing is in flight any more.
 */
export async function overlap<P extends Piece>({ pieces, buffers, fill, drain, signal }: Work<P>): Promise<void> {
  const queue = pieces[Symbol.iterator]();
  let turn = 0;
  const fillNext = (): Promise<Full<P> | undefined> => {
    const filling = fillOne();
    // A fill may fail while its drain is still awaited: it is looked at later, and is no unhandled rejection until then.
    filling.catch(() => undefined);
    return filling;
  };
  const fillOne = async (): Promise<Full<P> | undefined> => {
    const next = queue.next();
    if (next.done === true) return undefined;
    const buffer = (turn++ % 2 === 0 ? buffers[0] : buffers[1]).subarray(0, next.value.length);
    await fill(next.value, buffer);
    return { piece: next.value, buffer };
  };
  let filling = fillNext();
  try {
    for (let full = await filling; full !== undefined; full = await filling) {
      signal.throwIfAborted();
      filling = fillNext();
      await drain(full.piece, full.buffer);
    }
  } finally {
    await filling.catch(() => undefined);
  }
}
