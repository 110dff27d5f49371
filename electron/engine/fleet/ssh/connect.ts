import { SlipwayError } from '../../../contract/errors.ts';
import type { SshConnection } from './connection.ts';
import { dial } from './dial.ts';
import { logIn, type ConnectOptions } from './log-in.ts';
import type { NodeTarget } from './target.ts';

/**
 * Connects to the first address behind which the node itself answers: one that refuses, hangs or shows a foreign host key
 * does not keep the others from being tried.
 * Errors: `ssh/unreachable`, `ssh/refused`, `ssh/handshake`, `ssh/wrong-host-key`, `ssh/login-refused`, `ssh/key-locked`,
 * `engine/cancelled`.
 */
export async function connect(target: NodeTarget, options: ConnectOptions): Promise<SshConnection> {
  const failures: SlipwayError[] = [];
  const dialling = { port: target.port ?? 22, timeoutMs: options.dialTimeoutMs, signal: options.signal };
  for await (const dialled of dial(target.addresses, dialling)) {
    const outcome = 'failure' in dialled ? dialled.failure : await logIn(dialled, target, options);
    if (!(outcome instanceof SlipwayError)) return outcome;
    failures.push(outcome);
  }
  if (options.signal.aborted) throw new SlipwayError('engine/cancelled');
  throw mostTelling(failures) ?? new SlipwayError('ssh/unreachable', `${target.node} has no known address.`);
}

/** The further an attempt came, the more its end says about the node. */
const order = [
  'ssh/key-locked',
  'ssh/login-refused',
  'ssh/wrong-host-key',
  'ssh/handshake',
  'ssh/refused',
  'ssh/unreachable',
] as const;

function mostTelling(failures: readonly SlipwayError[]): SlipwayError | undefined {
  const code = order.find((candidate) => failures.some((failure) => failure.code === candidate));
  return failures.find((failure) => failure.code === code) ?? failures[0];
}
