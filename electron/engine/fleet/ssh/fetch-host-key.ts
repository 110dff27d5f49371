import type { Socket } from 'node:net';
import { SlipwayError } from '../../../contract/errors.ts';
import { dial } from './dial.ts';
import { fingerprint, hostKeyAlgorithms, keyLine } from './host-key.ts';
import { terminalSafe } from './terminal-safe.ts';

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
    if (signal.aborted) break;
    if ('failure' in dialled) throw dialled.failure;
    const hangUp = (): void => void dialled.socket.destroy();
    signal.addEventListener('abort', hangUp, { once: true });
    try {
      return await handshake(dialled.socket, address);
    } catch (thrown) {
      if (signal.aborted) break;
      throw thrown;
    } finally {
      signal.removeEventListener('abort', hangUp);
      hangUp();
    }
  }
  throw new SlipwayError('engine/cancelled');
}

async function handshake(socket: Socket, address: string): Promise<ShownHostKey> {
  const { default: ssh2 } = await import('ssh2');
  const client = new ssh2.Client();
  let shown: Buffer | undefined;
  let banner: string | undefined;
  const proven = new Promise<ShownHostKey>((resolve, reject) => {
    const fail = (cause?: unknown): void => reject(new SlipwayError('ssh/handshake', address, { cause }));
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
