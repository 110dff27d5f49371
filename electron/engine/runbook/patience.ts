import { SlipwayError } from '../../contract/errors.ts';
import type { ErrorCode } from '../../contract/errors.ts';
import type { Clock } from './clock.ts';

/** Trouble with a connection that may pass by itself: a node that restarts, a cable that is out. */
const passing: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'ssh/unreachable',
  'ssh/refused',
  'ssh/handshake',
  'ssh/disconnected',
  'ssh/timeout',
]);

const firstPauseMs = 500;
const longestPauseMs = 10_000;

interface Patience {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly note: (text: string) => void;
}

/** Tries until the connection holds or the signal is aborted (then fails with its reason). What is tried must bear being done twice. */
export async function patiently<T>({ signal, clock, note }: Patience, attempt: () => Promise<T>): Promise<T> {
  for (let pause = firstPauseMs; ; pause = Math.min(longestPauseMs, pause * 2)) {
    signal.throwIfAborted();
    try {
      return await attempt();
    } catch (thrown) {
      signal.throwIfAborted();
      if (!(thrown instanceof SlipwayError) || !passing.has(thrown.code)) throw thrown;
      if (pause === firstPauseMs) note(`${thrown.title} It is tried again until it answers.`);
    }
    await clock.sleep(pause, signal);
  }
}
