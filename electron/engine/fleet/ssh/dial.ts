import { connect, type Socket } from 'node:net';
import { SlipwayError, systemErrorCode } from '../../../contract/errors.ts';

export interface DialOptions {
  readonly port: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** What became of one address. The socket belongs to whoever takes it; it may have been hung up on already. */
export type Dialled =
  { readonly address: string; readonly socket: Socket } | { readonly address: string; readonly failure: SlipwayError };

/**
 * Dials every address at once and gives the outcomes in the order in which they are known; leaving the loop early hangs up
 * on the rest. Failures: `ssh/unreachable`, `ssh/refused`.
 */
export async function* dial(addresses: readonly string[], options: DialOptions): AsyncGenerator<Dialled> {
  const leaving = new AbortController();
  const signal = AbortSignal.any([leaving.signal, options.signal]);
  const pending = new Map([...new Set(addresses)].map((address) => [address, dialOne(address, { ...options, signal })]));
  try {
    while (pending.size > 0) {
      const first = await Promise.race(pending.values());
      pending.delete(first.address);
      yield first;
    }
  } finally {
    leaving.abort();
    void Promise.all(pending.values()).then((rest) => rest.forEach(hangUp));
  }
}

function dialOne(address: string, { port, timeoutMs, signal }: DialOptions): Promise<Dialled> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, noDelay: true });
    // Stays: a machine may hang up before anybody talks to it, and an error without a listener ends the process.
    socket.on('error', () => undefined);
    const fail = (error: unknown): void => {
      finish();
      socket.destroy();
      resolve({ address, failure: dialFailure(error, address, port) });
    };
    const giveUp = (): void => fail(undefined);
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      socket.removeListener('error', fail);
    };
    const timer = setTimeout(giveUp, timeoutMs);
    signal.addEventListener('abort', giveUp);
    if (signal.aborted) giveUp();
    socket.once('error', fail).once('connect', () => {
      finish();
      resolve({ address, socket });
    });
  });
}

function dialFailure(error: unknown, address: string, port: number): SlipwayError {
  const code = systemErrorCode(error);
  if (code === 'ECONNREFUSED' || code === 'ECONNRESET')
    return new SlipwayError('ssh/refused', `${address} port ${port}`, { cause: error });
  return new SlipwayError('ssh/unreachable', code === undefined ? address : `${address} (${code})`, { cause: error });
}

function hangUp(dialled: Dialled): void {
  if ('socket' in dialled) dialled.socket.destroy();
}
