import { SlipwayError } from '../../../contract/errors.ts';
import { apiError, isExpired } from './errors.ts';

export interface Listed {
  readonly items: readonly unknown[];
  readonly resourceVersion: string;
}

export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  readonly object: unknown;
  readonly resourceVersion: string | undefined;
}

/** One kind of resource at an API server. A version that is too old fails with a status of 410. */
export interface Source {
  list(signal: AbortSignal): Promise<Listed>;
  /** Changes after a version; ends when the server closes it. */
  watch(from: string, signal: AbortSignal): AsyncIterable<Change>;
}

export interface Sink {
  /** Everything there is; what was known before is forgotten. */
  replace(items: readonly unknown[]): void;
  change(change: Change): void;
}

interface ReflectOptions {
  readonly signal: AbortSignal;
  /** Waits; rejects when the signal is aborted. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** A watch that ends three times running without a word is a connection that is gone. */
const maxBarren = 3;

/**
 * Keeps a sink like what the API server has: lists, then follows the changes (kubernetes.io, "Efficient detection of
 * changes"). A watch that is closed goes on from where it was; after 410 everything is listed again. Ends when the signal is
 * aborted; fails when the connection is gone.
 */
export async function reflect(source: Source, sink: Sink, { signal, pause }: ReflectOptions): Promise<void> {
  let position: string | undefined;
  for (let barren = 0; !signal.aborted;) {
    const from: string = position ?? (await listInto(source, sink, signal));
    // Whoever looked may have left during the list: a watch that begins now would go on for minutes.
    if (isOver(signal)) return;
    const { heard, next, error } = await follow(source, sink, { from, signal });
    position = next;
    barren = heard ? 0 : barren + 1;
    if (error !== undefined && barren >= maxBarren) throw error;
    if (barren >= maxBarren * 10) throw new SlipwayError('cluster/unreachable', 'It closes every connection at once.');
    if (barren > 0) await pause(Math.min(100 * 2 ** barren, 5_000), signal).catch(() => undefined);
  }
}

/** A function, because it may change while something is awaited. */
const isOver = (signal: AbortSignal): boolean => signal.aborted;

async function listInto(source: Source, sink: Sink, signal: AbortSignal): Promise<string> {
  const { items, resourceVersion } = await source.list(signal);
  sink.replace(items);
  return resourceVersion;
}

interface Followed {
  readonly heard: boolean;
  /** Where to go on from; undefined when that version is gone. */
  readonly next: string | undefined;
  readonly error?: Error;
}

interface Position {
  readonly from: string;
  readonly signal: AbortSignal;
}

/** Follows one watch to its end. */
async function follow(source: Source, sink: Sink, { from, signal }: Position): Promise<Followed> {
  let next = from;
  let heard = false;
  try {
    for await (const change of source.watch(from, signal)) {
      heard = true;
      next = change.resourceVersion ?? next;
      if (change.type !== 'BOOKMARK') sink.change(change);
    }
    return { heard, next };
  } catch (thrown) {
    if (isExpired(thrown)) return { heard, next: undefined };
    return { heard, next, error: apiError(thrown) };
  }
}
