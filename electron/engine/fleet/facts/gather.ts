import { errorFacts, SlipwayError } from '../../../contract/errors.ts';
import type { NodeFacts } from '../../../contract/facts.ts';
import type { NodeShell } from '../ssh/node-shell.ts';
import { factsScript } from './facts-script.ts';
import { parseFacts } from './parse-facts.ts';

/** The part of a shell that runs scripts; all that facts, repairs and burn-in need of it. */
export type ScriptShell = Pick<NodeShell, 'script'>;

interface GatherOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly signal?: AbortSignal | undefined;
}

const timeoutMs = 30_000;
const maxOutputBytes = 2_000_000;

/**
 * Asks a node what it is, in one round trip; as root, or as the login where root would want a password.
 * Errors: `ssh/*`, `fleet/bad-answer`.
 */
export async function gatherFacts(shell: ScriptShell, options: GatherOptions): Promise<NodeFacts> {
  try {
    return await ask(shell, 'root', options);
  } catch (thrown) {
    if (errorFacts(thrown).code !== 'ssh/sudo-password') throw thrown;
    return ask(shell, 'login', options);
  }
}

async function ask(shell: ScriptShell, as: 'root' | 'login', { now, signal }: GatherOptions): Promise<NodeFacts> {
  const sentAt = now();
  const common = { as, timeoutMs, maxOutputBytes };
  const { code, stdout } = await shell.script(factsScript, signal === undefined ? common : { ...common, signal });
  const receivedAt = now();
  if (code !== 0) throw new SlipwayError('fleet/bad-answer', `Its facts ended with code ${code}.`);
  return parseFacts(stdout, { sentAt, receivedAt });
}
