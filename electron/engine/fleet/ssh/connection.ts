import type { Socket } from 'node:net';
import type { Client, ClientChannel, PseudoTtyOptions, SFTPWrapper } from 'ssh2';
import { SlipwayError } from '../../../contract/errors.ts';
import { terminalSafe } from '../../../contract/terminal-safe.ts';

/**
 * A connection that is logged in. The channels are ssh2's. Errors: `ssh/disconnected` once it is gone, `ssh/channel` when the
 * node opens no channel on a connection that lives.
 */
export interface SshConnection {
  /** False as soon as it is known to be lost. */
  readonly alive: () => boolean;
  exec(command: string): Promise<ClientChannel>;
  terminal(size: PseudoTtyOptions): Promise<ClientChannel>;
  forwardOut(host: string, port: number): Promise<ClientChannel>;
  /** Errors: `ssh/no-sftp` besides. */
  sftp(): Promise<SFTPWrapper>;
  onClosed(listener: () => void): void;
  /** Says goodbye; a node that does not hear it any more is hung up on. */
  close(): Promise<void>;
}

interface ConnectionOptions {
  /** What the client speaks over. */
  readonly socket: Socket;
  readonly channelTimeoutMs: number;
}

/** How long a goodbye may take. */
const goodbyeMs = 1000;

export function connectionOver(client: Client, { socket, channelTimeoutMs }: ConnectionOptions): SshConnection {
  let state: 'alive' | 'lost' | 'closed' = 'alive';
  const lost = (): void => void (state = state === 'alive' ? 'lost' : state);
  client.on('end', lost).on('error', lost);
  // One listener for each channel being opened.
  client.setMaxListeners(0);
  const closed = new Promise<void>((resolve) => {
    client.on('close', () => {
      state = 'closed';
      resolve();
    });
  });
  const alive = (): boolean => state === 'alive';
  const opening = { client, alive, channelTimeoutMs };
  const channel = (start: Start<ClientChannel>): Promise<ClientChannel> =>
    openChannel({ ...opening, refused, discard: (late) => late.destroy() }, start);
  return {
    alive,
    exec: (command) => channel((done) => client.exec(command, done)),
    terminal: (size) => channel((done) => client.shell(size, done)),
    forwardOut: (host, port) => channel((done) => client.forwardOut('127.0.0.1', 0, host, port, done)),
    sftp: () => openChannel({ ...opening, refused: refusedSftp, discard: (late) => late.end() }, (done) => client.sftp(done)),
    onClosed: (listener) => void closed.then(listener),
    close: async () => {
      if (state === 'closed') return;
      client.end();
      // ssh2's own destroy does nothing once end was called: a pulled node would be waited for until TCP gives up.
      const timer = setTimeout(() => socket.destroy(), goodbyeMs);
      await closed;
      clearTimeout(timer);
    },
  };
}

type Start<Channel> = (done: (error: Error | undefined, channel: Channel) => void) => unknown;

interface Opening<Channel> {
  readonly client: Client;
  readonly alive: () => boolean;
  readonly channelTimeoutMs: number;
  /** What it means when a living connection says no. */
  readonly refused: (error: Error) => SlipwayError;
  /** Ends one that came too late. */
  readonly discard: (channel: Channel) => void;
}

function openChannel<Channel>(opening: Opening<Channel>, start: Start<Channel>): Promise<Channel> {
  const { client, alive, channelTimeoutMs } = opening;
  return new Promise((resolve, reject) => {
    const lost = (cause?: unknown): void => fail(new SlipwayError('ssh/disconnected', '', { cause }));
    const fail = (error: SlipwayError): void => {
      settle();
      reject(error);
    };
    const late = (): void => fail(new SlipwayError('ssh/channel', `No answer within ${channelTimeoutMs / 1000} s.`));
    const timer = setTimeout(late, channelTimeoutMs);
    let open = true;
    const settle = (): void => {
      open = false;
      clearTimeout(timer);
      client.removeListener('close', lost);
    };
    client.once('close', lost);
    try {
      start((error, channel) => {
        if (!open) {
          // Nobody waits for it any more.
          if (error === undefined) opening.discard(channel);
        } else if (error === undefined) {
          settle();
          resolve(channel);
        } else fail(alive() ? opening.refused(error) : new SlipwayError('ssh/disconnected', '', { cause: error }));
      });
    } catch (error) {
      // ssh2 throws when it knows already that the connection is gone.
      lost(error);
    }
  });
}

const refused = (cause: Error): SlipwayError =>
  new SlipwayError('ssh/channel', terminalSafe(cause.message).slice(0, 200), { cause });

/** No place for a channel is one thing, no SFTP behind it another: only the first has the server's reason (RFC 4254 section 5.1). */
const refusedSftp = (cause: Error): SlipwayError =>
  'reason' in cause ? refused(cause) : new SlipwayError('ssh/no-sftp', terminalSafe(cause.message).slice(0, 200), { cause });
