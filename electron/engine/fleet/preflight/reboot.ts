import { errorFacts, SlipwayError } from '../../../contract/errors.ts';
import type { ScriptShell } from '../facts/gather.ts';

export interface RebootPorts {
  readonly shell: ScriptShell;
  /** Resolves after some milliseconds; rejects when the signal is aborted. */
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly signal?: AbortSignal | undefined;
}

/** A Pi takes 40 to 120 s; a first file system check on a slow card a few minutes. */
const patienceMs = 300_000;
const pauseMs = 2000;

/** Left behind on the node, as the connection may end before the command does. */
const reboot = `
(sleep 1; systemctl reboot || reboot) </dev/null >/dev/null 2>&1 &
exit 0
`;
const readBootId = 'cat /proc/sys/kernel/random/boot_id';

/**
 * Reboots a node and waits until it is back. The proof is the kernel's boot id: another one than before. A node that merely
 * answers again may not have gone down yet.
 * Errors: `ssh/*` when it cannot be asked to, `ssh/timeout` when it does not come back, `engine/cancelled`.
 */
export async function rebootNode({ shell, wait, now, signal }: RebootPorts): Promise<void> {
  const options = { as: 'root', timeoutMs: 15_000, ...(signal === undefined ? {} : { signal }) } as const;
  const before = await bootId(shell, options);
  await shell.script(reboot, options);
  const deadline = now() + patienceMs;
  while (now() < deadline) {
    await wait(pauseMs, signal);
    const after = await bootId(shell, options).catch(whileAway);
    if (after !== undefined && after !== before) return;
  }
  throw new SlipwayError('ssh/timeout', 'It was rebooted and has not come back.');
}

async function bootId(shell: ScriptShell, options: Parameters<ScriptShell['script']>[1]): Promise<string> {
  const { code, stdout } = await shell.script(readBootId, options);
  const id = stdout.trim();
  if (code !== 0 || !/^[0-9a-f-]{36}$/.test(id)) throw new SlipwayError('fleet/bad-answer', 'It names no boot id.');
  return id;
}

/** A node that reboots refuses, hangs up and times out; another machine at its address is no such thing. */
function whileAway(thrown: unknown): undefined {
  const { code } = errorFacts(thrown);
  const fatal = code === 'ssh/wrong-host-key' || code === 'engine/cancelled' || code === 'fleet/not-ours';
  if (fatal || !(code.startsWith('ssh/') || code.startsWith('fleet/'))) throw thrown;
}
