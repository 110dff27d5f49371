import type { Socket } from 'node:net';
import type { Client, ClientChannel, PseudoTtyOptions } from 'ssh2';
import { SlipwayError } from '../../../contract/errors.ts';
import { terminalSafe } from './terminal-safe.ts';

/**
 * A connection that is logged in. The channels are ssh2's. Errors: `ssh/disconnected` once it is gone, `ssh/channel` when the
 * node opens no channel on a connection that lives.
 */
export interface SshConnection {
  /** False as soon as it is known to be lost. */
  alive(): boolean;
  exec(command: string): Promise<ClientChannel>;
  terminal(size: PseudoTtyOptions): Promise<ClientChannel>;
  forwardOut(host: string, port: number): Promise<ClientChannel>;
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
  const channel = (start: Start): Promise<ClientChannel> => openChannel({ client, alive, channelTimeoutMs }, start);
  return {
    alive,
    exec: (command) => channel((done) => client.exec(command, done)),
    terminal: (size) => channel((done) => client.shell(size, done)),
    forwardOut: (host, port) => channel((done) => client.forwardOut('127.0.0.1', 0, host, port, done)),
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

type Start = (done: (error: Error | undefined, channel: ClientChannel) => void) => unknown;

interface Opening {
  readonly client: Client;
  readonly alive: () => boolean;
  readonly channelTimeoutMs: number;
}

function openChannel({ client, alive, channelTimeoutMs }: Opening, start: Start): Promise<ClientChannel> {
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
          if (error === undefined) channel.destroy();
        } else if (error === undefined) {
          settle();
          resolve(channel);
        } else fail(alive() ? refused(error) : new SlipwayError('ssh/disconnected', '', { cause: error }));
      });
    } catch (error) {
      // ssh2 throws when it knows already that the connection is gone.
      lost(error);
    }
  });
}

const refused = (cause: Error): SlipwayError =>
  new SlipwayError('ssh/channel', terminalSafe(cause.message).slice(0, 200), { cause });
