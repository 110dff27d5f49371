import type { Socket } from 'node:net';
import type { AnyAuthMethod } from 'ssh2';
import { SlipwayError } from '../../../contract/errors.ts';
import { connectionOver, type SshConnection } from './connection.ts';
import { fingerprint, hostKeyAlgorithms, isAccepted } from './host-key.ts';
import { authMethod, type Identity, type KeyOffers } from './identity.ts';
import type { NodeTarget } from './target.ts';
import { terminalSafe } from '../../../contract/terminal-safe.ts';

export interface ConnectOptions {
  readonly offers: KeyOffers;
  readonly signal: AbortSignal;
  /** For each address to answer. */
  readonly dialTimeoutMs: number;
  /** For the whole of handshake and login. */
  readonly loginTimeoutMs: number;
  readonly keepaliveMs: number;
}

type Stage = 'handshake' | 'login' | 'ready';

interface Attempt {
  readonly address: string;
  stage: Stage;
  /** The host key shown, when it was not accepted. */
  denied?: Buffer;
}

/** Two unanswered keepalives end a connection: a node that was pulled is noticed in three intervals. */
const unansweredKeepalives = 2;

/** Handshake, host key check and login over a socket that is open. Ends with the connection, or the error that says what went wrong. */
export async function logIn(
  { address, socket }: { readonly address: string; readonly socket: Socket },
  target: NodeTarget,
  options: ConnectOptions,
): Promise<SshConnection | SlipwayError> {
  const { default: ssh2 } = await import('ssh2');
  const client = new ssh2.Client();
  const attempt: Attempt = { address, stage: 'handshake' };
  if (socket.destroyed) return attemptFailure(undefined, attempt, options);
  const hangUp = (): void => void socket.destroy();
  options.signal.addEventListener('abort', hangUp);
  if (options.signal.aborted) hangUp();
  const outcome = new Promise<SshConnection | SlipwayError>((resolve) => {
    client
      .on('handshake', () => (attempt.stage = attempt.stage === 'handshake' ? 'login' : attempt.stage))
      .on('ready', () => {
        attempt.stage = 'ready';
        resolve(connectionOver(client, { socket, channelTimeoutMs: options.loginTimeoutMs }));
      })
      // Several errors may follow each other; the listener stays, because an error without one ends the process.
      .on('error', (error) => resolve(attemptFailure(error, attempt, options)))
      .on('close', () => resolve(attemptFailure(undefined, attempt, options)));
  });
  client.connect({
    sock: socket,
    username: target.user,
    readyTimeout: options.loginTimeoutMs,
    keepaliveInterval: options.keepaliveMs,
    keepaliveCountMax: unansweredKeepalives,
    algorithms: { serverHostKey: hostKeyAlgorithms(target.hostKeys) },
    hostVerifier: (shown: Buffer) => {
      const accepted = isAccepted(shown, target.hostKeys);
      if (!accepted) attempt.denied = shown;
      return accepted;
    },
    authHandler: offerEach(options.offers.identities, target.user),
  });
  const ended = await outcome;
  options.signal.removeEventListener('abort', hangUp);
  if (ended instanceof SlipwayError) socket.destroy();
  return ended;
}

/** Offers one identity after the other. `none` is not tried: it would use up one of the six attempts that sshd allows. */
function offerEach(identities: readonly Identity[], user: string): () => AnyAuthMethod | false {
  const rest = [...identities];
  return () => {
    const identity = rest.shift();
    return identity === undefined ? false : authMethod(identity, user);
  };
}

/** The one place that reads ssh2's errors: `level` says where it failed, a number in `code` is the server's reason to hang up. */
function attemptFailure(error: unknown, attempt: Attempt, { offers, loginTimeoutMs }: ConnectOptions): SlipwayError {
  const { address, stage, denied } = attempt;
  if (denied !== undefined) {
    return new SlipwayError('ssh/wrong-host-key', `${address} shows ${fingerprint(denied)}.`, { cause: error });
  }
  const level = error instanceof Error && 'level' in error ? error.level : undefined;
  const refused =
    level === 'client-authentication' || (error instanceof Error && 'code' in error && typeof error.code === 'number');
  if (stage === 'login' && refused) return loginFailure(offers, address, error);
  const said = error instanceof Error ? terminalSafe(error.message).slice(0, 200) : 'it hung up';
  const detail = level === 'client-timeout' ? `no answer within ${loginTimeoutMs / 1000} s` : said;
  return new SlipwayError('ssh/handshake', `${address}: ${detail}`, { cause: error });
}

function loginFailure({ identities, locked }: KeyOffers, address: string, cause: unknown): SlipwayError {
  const [path] = locked;
  if (path !== undefined) return new SlipwayError('ssh/key-locked', path, { cause });
  const offered = identities.length === 0 ? 'no key to offer' : `offered: ${identities.map(({ label }) => label).join(', ')}`;
  return new SlipwayError('ssh/login-refused', `${address}; ${offered}.`, { cause });
}
