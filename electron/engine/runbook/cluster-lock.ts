import { SlipwayError } from '../../contract/errors.ts';
import { plainText } from '../../contract/plain-text.ts';
import { lockHolderSchema, type HeldLock, type LockHolder } from '../../contract/runbook.ts';
import type { Clock } from './clock.ts';
import { freeLockScript, keepLockScript, lockDir, lookLockScript, staleSeconds, takeLockScript } from './lock-scripts.ts';
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

/** Who holds the lock that this node keeps; undefined when nobody does. Errors: `ssh/*`, `run/step-failed`. */
export async function lookAtLock(remote: Remote, dir?: string): Promise<HeldLock | undefined> {
  const ports = { remote, owner: 'nobody', ...(dir === undefined ? {} : { dir }) };
  const answer = await ask(ports, lookLockScript, { args: [String(staleSeconds)] });
  if (!answer.startsWith('held ')) return undefined;
  const { seconds, holder } = heldLock(answer);
  return { quietSeconds: seconds ?? 0, ...(holder === undefined ? {} : { holder }) };
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

async function ask(
  { remote, owner, dir = lockDir }: Pick<LockPorts, 'remote' | 'owner' | 'dir'>,
  script: string,
  { args, stdin }: Question,
): Promise<string> {
  const options = { args: [dir, owner, ...args], as: 'root', timeoutMs: callMs } as const;
  const result = await remote.script(script, stdin === undefined ? options : { ...options, stdin });
  if (result.code === 0) return result.stdout.trim();
  throw new SlipwayError('run/step-failed', `The lock of the cluster on ${remote.node}: ${result.stderr.trim().slice(-500)}`);
}

/** `held AGE HOLDER` as a sentence. */
function heldBy(answer: string): string {
  const { seconds, holder } = heldLock(answer);
  if (holder === undefined) return 'Its holder cannot be read.';
  const { name, host, kind, since } = holder;
  const heard = seconds === undefined ? '' : `, last heard of ${seconds} seconds ago`;
  return `${name} on ${host} has been at it (${kind}) since ${since}${heard}.`;
}

/** `held AGE HOLDER` by its parts. */
function heldLock(answer: string): { readonly seconds: number | undefined; readonly holder: LockHolder | undefined } {
  const [, age = '', encoded = ''] = answer.split(' ');
  return { seconds: /^\d{1,9}$/.test(age) ? Number(age) : undefined, holder: holderOf(encoded) };
}

/** What a node says is shown as plain text. */
function holderOf(encoded: string): LockHolder | undefined {
  try {
    const { name, host, runId, kind, since } = lockHolderSchema.parse(
      JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')),
    );
    return {
      ...{ name: plainText(name), host: plainText(host), runId: plainText(runId) },
      ...{ kind: plainText(kind), since: plainText(since) },
    };
  } catch {
    return undefined;
  }
}
