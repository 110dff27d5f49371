import { setMaxListeners } from 'node:events';
import type { Socket } from 'node:net';
import { SlipwayError } from '../../../contract/errors.ts';
import { dial } from './dial.ts';
import { fingerprint, hostKeyAlgorithms, keyLine } from './host-key.ts';
import { terminalSafe } from '../../../contract/terminal-safe.ts';

export interface ShownHostKey {
  /** `ssh-ed25519 AAAA…`; the one of type ed25519 where the machine has several. */
  readonly hostKey: string;
  readonly fingerprint: string;
  /** Its first line, without what a terminal would obey: `SSH-2.0-OpenSSH_9.2p1 Debian-2`. */
  readonly banner?: string;
}

const dialTimeoutMs = 3000;
const handshakeTimeoutMs = 8000;

/**
 * Which host key a machine has, proven by its signature over the key exchange. Hangs up before any login is tried.
 * Errors: `ssh/unreachable`, `ssh/refused`, `ssh/handshake`, `engine/cancelled`.
 */
export async function fetchHostKey(address: string, port: number, signal: AbortSignal): Promise<ShownHostKey> {
  for await (const dialled of dial([address], { port, timeoutMs: dialTimeoutMs, signal })) {
    const outcome = 'failure' in dialled ? dialled.failure : await shownOn(dialled.socket, address, signal);
    if (!(outcome instanceof SlipwayError)) return outcome;
    throw signal.aborted ? new SlipwayError('engine/cancelled') : outcome;
  }
  throw new SlipwayError('engine/cancelled');
}

async function shownOn(socket: Socket, address: string, signal: AbortSignal): Promise<ShownHostKey | SlipwayError> {
  const hangUp = (): void => void socket.destroy();
  // Many machines are asked under one signal; Node warns of a leak beyond ten listeners.
  setMaxListeners(0, signal);
  signal.addEventListener('abort', hangUp, { once: true });
  const outcome = await handshake(socket, address);
  signal.removeEventListener('abort', hangUp);
  hangUp();
  return outcome;
}

async function handshake(socket: Socket, address: string): Promise<ShownHostKey | SlipwayError> {
  const { default: ssh2 } = await import('ssh2');
  if (socket.destroyed) return new SlipwayError('ssh/handshake', address);
  const client = new ssh2.Client();
  let shown: Buffer | undefined;
  let banner: string | undefined;
  const proven = new Promise<ShownHostKey | SlipwayError>((resolve) => {
    const fail = (cause?: unknown): void => resolve(new SlipwayError('ssh/handshake', address, { cause }));
    // The verifier is asked before the signature is checked; `handshake` comes after.
    client
      .on('handshake', () => {
        if (shown === undefined) fail();
        else resolve({ hostKey: keyLine(shown), fingerprint: fingerprint(shown), ...(banner !== undefined && { banner }) });
        // At once: what ssh2 does next is to ask for a login.
        client.end();
      })
      .on('error', fail)
      .on('close', () => fail());
  });
  client.connect({
    sock: socket,
    username: 'nobody',
    readyTimeout: handshakeTimeoutMs,
    algorithms: { serverHostKey: hostKeyAlgorithms([]) },
    hostVerifier: (key: Buffer) => {
      shown = key;
      return true;
    },
    authHandler: [],
  });
  // ssh2 keeps the line to itself. It paused the socket: listening beside it takes nothing from it.
  socket.once('data', (bytes: Buffer) => (banner = bannerLine(bytes)));
  return proven;
}

function bannerLine(bytes: Buffer): string | undefined {
  const line = bytes
    .toString('latin1', 0, 1024)
    .split(/\r?\n/)
    .find((text) => text.startsWith('SSH-'));
  return line === undefined ? undefined : terminalSafe(line).slice(0, 255);
}
