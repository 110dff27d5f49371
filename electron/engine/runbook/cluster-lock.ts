import { SlipwayError } from '../../contract/errors.ts';
import { plainText } from '../../contract/plain-text.ts';
import { lockHolderSchema, type LockHolder } from '../../contract/runbook.ts';
import type { Clock } from './clock.ts';
import { freeLockScript, keepLockScript, lockDir, staleSeconds, takeLockScript } from './lock-scripts.ts';
import { patiently } from './patience.ts';
import type { Remote } from './step.ts';

const keepEveryMs = 20_000;
const callMs = 20_000;

export interface ClusterLock {
  /** Stops refreshing it and gives it back, if the node can be reached. */
  readonly release: () => Promise<void>;
  /** Stops refreshing it: what goes on on the nodes keeps others out a little longer. */
  readonly leave: () => Promise<void>;
}

export interface LockPorts {
  readonly remote: Remote;
  readonly clock: Clock;
  /** The same for every run of this project on this computer: a Slipway that was killed meets its own lock again. */
  readonly owner: string;
  readonly holder: LockHolder;
  /** From whoever holds it. */
  readonly take: boolean;
  /** Another has it now; nothing more is done about it. */
  readonly onLost: (error: SlipwayError) => void;
  /** Another folder, for tests. */
  readonly dir?: string;
}

/**
 * Locks the cluster on one of its nodes and keeps it locked: two desktops must not work on one cluster at once. A holder
 * that is not heard of for two minutes has lost it. Errors: `run/locked` naming the holder; `ssh/*`.
 */
export async function lockCluster(ports: LockPorts): Promise<ClusterLock> {
  const { take, holder } = ports;
  const stdin = Buffer.from(JSON.stringify(holder)).toString('base64');
  const answer = await ask(ports, takeLockScript, { args: [String(staleSeconds), take ? 'take' : ''], stdin });
  if (answer !== 'taken') throw new SlipwayError('run/locked', heldBy(answer));
  const ending = new AbortController();
  const keeping = keep(ports, ending.signal);
  const leave = async (): Promise<void> => {
    ending.abort();
    await keeping;
  };
  return {
    leave,
    release: async () => {
      await leave();
      await ask(ports, freeLockScript, { args: [] }).catch(() => undefined);
    },
  };
}

/** Refreshes it again and again; what cannot be reached is tried until it can. Never fails. */
async function keep(ports: LockPorts, signal: AbortSignal): Promise<void> {
  const { clock, onLost } = ports;
  for (;;) {
    await clock.sleep(keepEveryMs, signal);
    if (signal.aborted) return;
    const patience = { signal, clock, note: () => undefined };
    const answer = await patiently(patience, () => ask(ports, keepLockScript, { args: [] })).catch(() => 'unknown');
    if (answer.startsWith('held')) {
      onLost(new SlipwayError('run/lock-lost', heldBy(answer)));
      return;
    }
  }
}

interface Question {
  readonly args: readonly string[];
  readonly stdin?: string;
}

async function ask({ remote, owner, dir = lockDir }: LockPorts, script: string, { args, stdin }: Question): Promise<string> {
  const options = { args: [dir, owner, ...args], as: 'root', timeoutMs: callMs } as const;
  const result = await remote.script(script, stdin === undefined ? options : { ...options, stdin });
  if (result.code === 0) return result.stdout.trim();
  throw new SlipwayError('run/step-failed', `The lock of the cluster on ${remote.node}: ${result.stderr.trim().slice(-500)}`);
}

/** `held AGE HOLDER` as a sentence; what the node says of the holder is shown as plain text. */
function heldBy(answer: string): string {
  const [, age = '', encoded = ''] = answer.split(' ');
  const holder = holderOf(encoded);
  if (holder === undefined) return 'Its holder cannot be read.';
  const { name, host, kind, since } = holder;
  const seconds = /^\d{1,9}$/.test(age) ? `, last heard of ${age} seconds ago` : '';
  return plainText(`${name} on ${host} has been at it (${kind}) since ${since}${seconds}.`);
}

function holderOf(encoded: string): LockHolder | undefined {
  try {
    return lockHolderSchema.parse(JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')));
  } catch {
    return undefined;
  }
}
