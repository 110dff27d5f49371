import { setTimeout as sleep } from 'node:timers/promises';
import { SlipwayError } from '../../../contract/errors.ts';
import { unlessAborted } from '../../../contract/unless-aborted.ts';
import { connect } from './connect.ts';
import type { SshConnection } from './connection.ts';
import type { KeySource } from './identity.ts';
import type { ConnectOptions } from './log-in.ts';
import type { Slots } from './slots.ts';
import type { NodeTarget } from './target.ts';

export interface LinkOptions {
  readonly keys: KeySource;
  /** Connections being made at once, over all nodes. */
  readonly connecting: Slots;
  readonly times: Pick<ConnectOptions, 'dialTimeoutMs' | 'loginTimeoutMs' | 'keepaliveMs'>;
  /** How long after the last of so many failures in a row the next attempt may begin. */
  readonly backoffMs: (failures: number) => number;
}

/** The one connection to one node: made when it is first needed, and again when it was lost. */
export interface Link {
  /** The living connection. All who ask while one is being made get the same. Errors: those of {@link connect}. */
  connection(signal?: AbortSignal): Promise<SshConnection>;
  /** Where the node is now; a connection to a node that is known by other keys than before is closed. */
  retarget(target: NodeTarget): void;
  close(): Promise<void>;
}

export function createLink(first: NodeTarget, options: LinkOptions): Link {
  const closing = new AbortController();
  let target = first;
  let current: Promise<SshConnection> | undefined;
  let living: SshConnection | undefined;
  const attempts = createAttempts(() => target, options, closing.signal);

  const renew = (): Promise<SshConnection> => {
    const made = attempts.make().then((connection) => (living = connection));
    const forget = (): void => {
      if (current === made) current = undefined;
    };
    current = made;
    made.then((connection) => connection.onClosed(forget), forget);
    return made;
  };
  const hangUp = async (): Promise<void> => {
    const last = living;
    if (last !== undefined) current = undefined;
    living = undefined;
    await last?.close();
  };
  return {
    connection: (signal) => {
      if (closing.signal.aborted) return Promise.reject(new SlipwayError('engine/cancelled'));
      if (living?.alive() === false) void hangUp();
      return unlessCancelled(current ?? renew(), signal);
    },
    retarget: (next) => {
      const known = sameNode(target, next);
      if (!known || next.addresses.join() !== target.addresses.join()) attempts.forgive();
      target = next;
      if (!known) void hangUp();
    },
    close: () => {
      closing.abort();
      return hangUp();
    },
  };
}

interface Attempts {
  /** Connects to the node that is aimed at when it succeeds, even if that changed meanwhile. */
  make(): Promise<SshConnection>;
  /** Forgets earlier failures: the next attempt begins at once. */
  forgive(): void;
}

function createAttempts(aim: () => NodeTarget, options: LinkOptions, signal: AbortSignal): Attempts {
  let failures = 0;
  /** Of `performance.now()`. */
  let notBefore = 0;
  const attempt = async (target: NodeTarget): Promise<SshConnection | { readonly thrown: unknown }> => {
    try {
      await pauseUntil(notBefore, signal);
      const giveBack = await options.connecting.take(signal);
      try {
        const offers = await options.keys.offers();
        return await connect(target, { ...options.times, offers, signal });
      } finally {
        giveBack();
      }
    } catch (thrown) {
      return { thrown };
    }
  };
  const forgive = (): void => void (failures = notBefore = 0);
  return {
    forgive,
    make: async () => {
      for (;;) {
        const target = aim();
        const outcome = await attempt(target);
        const stale = !sameNode(target, aim());
        if ('thrown' in outcome) {
          if (stale && !signal.aborted) continue;
          failures += 1;
          notBefore = performance.now() + options.backoffMs(failures);
          throw outcome.thrown;
        }
        if (!stale && !signal.aborted) {
          forgive();
          return outcome;
        }
        await outcome.close();
        if (signal.aborted) throw new SlipwayError('engine/cancelled');
      }
    },
  };
}

/** Whether a connection to the one is good for the other. Addresses do not count: identity is the host key. */
const sameNode = (a: NodeTarget, b: NodeTarget): boolean =>
  a.user === b.user && a.port === b.port && a.hostKeys.join() === b.hostKeys.join();

async function pauseUntil(moment: number, signal: AbortSignal): Promise<void> {
  const milliseconds = moment - performance.now();
  if (milliseconds <= 0) return;
  await sleep(milliseconds, undefined, { signal }).catch((cause: unknown) => {
    throw new SlipwayError('engine/cancelled', '', { cause });
  });
}

/** One of several who wait may leave; the others still get what they wait for. */
export const unlessCancelled = <T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> =>
  signal === undefined ? promise : unlessAborted(signal, promise, () => new SlipwayError('engine/cancelled'));
