import { setTimeout as sleep } from 'node:timers/promises';
import { SlipwayError } from '../../../contract/errors.ts';
import { connect } from './connect.ts';
import type { KeySource } from './identity.ts';
import type { ConnectOptions, SshConnection } from './log-in.ts';
import type { Slots } from './slots.ts';
import type { NodeTarget } from './target.ts';

export interface LinkOptions {
  readonly keys: KeySource;
  /** Connections being made at once, over all nodes. */
  readonly connecting: Slots;
  readonly times: Pick<ConnectOptions, 'dialTimeoutMs' | 'loginTimeoutMs' | 'keepaliveMs'>;
  /** How long to wait before the next attempt after so many failures in a row. */
  readonly backoffMs: (failures: number) => number;
}

/** The one connection to one node: made when it is first needed, and again when it was lost. */
export interface Link {
  /** The living connection. All who ask while one is being made get the same. Errors: those of {@link connect}. */
  connection(signal?: AbortSignal): Promise<SshConnection>;
  /** Where the node is now; a connection to a node that is known by other keys than before is closed. */
  retarget(target: NodeTarget): void;
  close(): void;
}

export function createLink(first: NodeTarget, options: LinkOptions): Link {
  const closing = new AbortController();
  let target = first;
  let failures = 0;
  let current: Promise<SshConnection> | undefined;
  let living: SshConnection | undefined;

  const attempt = async (): Promise<SshConnection> => {
    await pause(failures === 0 ? 0 : options.backoffMs(failures), closing.signal);
    const giveBack = await options.connecting.take(closing.signal);
    try {
      const offers = await options.keys.offers();
      living = await connect(target, { ...options.times, offers, signal: closing.signal });
      failures = 0;
      return living;
    } catch (thrown) {
      failures += 1;
      throw thrown;
    } finally {
      giveBack();
    }
  };
  const renew = (): Promise<SshConnection> => {
    const made = attempt();
    const forget = (): void => {
      if (current === made) current = undefined;
    };
    current = made;
    made.then((connection) => connection.onClosed(forget), forget);
    return made;
  };
  return {
    connection: async (signal) => {
      if (closing.signal.aborted) throw new SlipwayError('engine/cancelled');
      if (living?.alive() === false) current = living = undefined;
      return unlessAborted(current ?? renew(), signal);
    },
    retarget: (next) => {
      const moved = next.addresses.join() !== target.addresses.join();
      const renamed = next.hostKeys.join() !== target.hostKeys.join() || next.user !== target.user || next.port !== target.port;
      target = next;
      if (moved || renamed) failures = 0;
      if (renamed) {
        living?.close();
        current = living = undefined;
      }
    },
    close: () => {
      closing.abort();
      living?.close();
    },
  };
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds === 0) return;
  await sleep(milliseconds, undefined, { signal }).catch((cause: unknown) => {
    throw new SlipwayError('engine/cancelled', '', { cause });
  });
}

/** One of several who wait may leave; the others still get what they wait for. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(new SlipwayError('engine/cancelled'));
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
