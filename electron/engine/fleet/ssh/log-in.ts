import type { Socket } from 'node:net';
import type { AnyAuthMethod, Client, ClientChannel, PseudoTtyOptions, SFTPWrapper } from 'ssh2';
import { SlipwayError } from '../../../contract/errors.ts';
import { fingerprint, hostKeyAlgorithms, isAccepted } from './host-key.ts';
import { authMethod, type Identity, type KeyOffers } from './identity.ts';
import type { NodeTarget } from './target.ts';
import { terminalSafe } from './terminal-safe.ts';

export interface ConnectOptions {
  readonly offers: KeyOffers;
  readonly signal: AbortSignal;
  /** For each address to answer. */
  readonly dialTimeoutMs: number;
  /** For the whole of handshake and login. */
  readonly loginTimeoutMs: number;
  readonly keepaliveMs: number;
}

/** A connection that is logged in. The channels are ssh2's; every promise fails with `ssh/disconnected` once it is gone. */
export interface SshConnection {
  /** False as soon as it is known to be lost. */
  alive(): boolean;
  exec(command: string): Promise<ClientChannel>;
  terminal(size: PseudoTtyOptions): Promise<ClientChannel>;
  forwardOut(host: string, port: number): Promise<ClientChannel>;
  sftp(): Promise<SFTPWrapper>;
  onClosed(listener: () => void): void;
  close(): void;
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
  const hangUp = (): void => void socket.destroy();
  options.signal.addEventListener('abort', hangUp);
  if (options.signal.aborted) hangUp();
  const outcome = new Promise<SshConnection | SlipwayError>((resolve) => {
    client
      .on('handshake', () => (attempt.stage = attempt.stage === 'handshake' ? 'login' : attempt.stage))
      .on('ready', () => {
        attempt.stage = 'ready';
        resolve(connectionOver(client));
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

function connectionOver(client: Client): SshConnection {
  let alive = true;
  // One listener for each channel being opened.
  client.setMaxListeners(0);
  client
    .on('close', () => (alive = false))
    .on('error', () => (alive = false))
    .on('end', () => (alive = false));
  const ask = <T>(start: (done: (error: Error | undefined, value: T) => void) => unknown): Promise<T> =>
    new Promise((resolve, reject) => {
      const lost = (cause?: unknown): void => reject(new SlipwayError('ssh/disconnected', '', { cause }));
      client.once('close', lost);
      try {
        start((error, value) => {
          client.removeListener('close', lost);
          if (error === undefined) resolve(value);
          else reject(channelFailure(error, alive));
        });
      } catch (error) {
        client.removeListener('close', lost);
        lost(error);
      }
    });
  return {
    alive: () => alive,
    exec: (command) => ask((done) => client.exec(command, done)),
    terminal: (size) => ask((done) => client.shell(size, done)),
    forwardOut: (host, port) => ask((done) => client.forwardOut('127.0.0.1', 0, host, port, done)),
    sftp: () => ask((done) => client.sftp(done)),
    onClosed: (listener) => void client.once('close', listener),
    close: () => void client.end(),
  };
}

/** A channel that the server would not open, on a connection that lives on. */
function channelFailure(cause: Error, alive: boolean): SlipwayError {
  if (!alive) return new SlipwayError('ssh/disconnected', '', { cause });
  return new SlipwayError('ssh/channel', terminalSafe(cause.message).slice(0, 200), { cause });
}
